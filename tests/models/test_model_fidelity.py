"""The model card tells what was measured on the files that ship."""

from pathlib import Path

import pytest

from models import measurement
from models.archive import ARCHIVE_SHA256, sha256_of
from models.errors import ModelError
from models.measurement import Measurement
from models.variants import VARIANTS, Variant


@pytest.fixture(scope="module")
def record(model_folder: Path) -> measurement.Record:
    return measurement.load(model_folder / "fidelity.json")


def shipped(record: measurement.Record, variant: str) -> Measurement:
    (row,) = (row for row in record.measurements if (row.variant, row.label) == (variant, "shipped"))
    return row


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_measured_file_is_the_shipped_file(
    variant: Variant, record: measurement.Record, model_folder: Path
) -> None:
    path = model_folder / variant.model_file
    row = shipped(record, variant.name)
    assert (row.sha256, row.size_bytes) == (sha256_of(path), path.stat().st_size)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_shipped_model_is_within_the_bar(variant: Variant, record: measurement.Record) -> None:
    found = shipped(record, variant.name).agreement["all"]
    assert found.mean_percent <= 0.5
    assert found.keypoints > 1000


def test_shipped_lightning_beats_the_published_int8(record: measurement.Record) -> None:
    (published,) = (row.agreement["all"] for row in record.measurements if row.label == "Google's int8")
    ours = shipped(record, "lightning").agreement["all"]
    assert ours.mean_percent < published.mean_percent / 2
    assert ours.angle_p95_deg < published.angle_p95_deg / 2


def test_card_shows_the_record(record: measurement.Record, model_folder: Path) -> None:
    card = (model_folder / "README.md").read_text(encoding="utf-8")
    assert measurement.table(record) in card
    for text in (ARCHIVE_SHA256, *(sha256_of(model_folder / variant.model_file) for variant in VARIANTS)):
        assert text in card


def test_writing_the_table_leaves_the_rest_of_the_card(
    tmp_path: Path, record: measurement.Record, model_folder: Path
) -> None:
    before = (model_folder / "README.md").read_text(encoding="utf-8")
    card = tmp_path / "README.md"
    card.write_text(before, encoding="utf-8")
    measurement.write_table(card, record)
    assert card.read_text(encoding="utf-8") == before


def test_card_without_a_place_for_the_table_is_told_of(tmp_path: Path, record: measurement.Record) -> None:
    card = tmp_path / "README.md"
    card.write_text("# Model card\n", encoding="utf-8")
    with pytest.raises(ModelError, match="around its table"):
        measurement.write_table(card, record)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"inputs": {}}', '{"inputs": {}, "measurements": [{"variant": "x"}]}']
)
def test_broken_record_is_told_of(tmp_path: Path, text: str) -> None:
    path = tmp_path / "fidelity.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="not a fidelity record"):
        measurement.load(path)
