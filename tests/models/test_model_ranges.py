"""The activation ranges that the models were built with can be read, and bad ones are refused."""

from pathlib import Path

import numpy as np
import pytest

from models import ranges
from models.errors import ModelError
from models.variants import VARIANTS, Variant


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_shipped_ranges_cover_the_whole_network(variant: Variant, model_folder: Path) -> None:
    stored = ranges.load(model_folder / variant.ranges_file)
    assert len(stored.channels) == 90
    assert len(stored.tensors) == 84
    for span in (*stored.channels.values(), *stored.tensors.values()):
        assert span.dtype == np.float32
        assert np.isfinite(span).all()
        assert (span[0] <= span[1]).all()
    assert all(span.ndim == 2 for span in stored.channels.values())
    assert all(span[1] > span[0] for span in stored.tensors.values())


def test_ranges_survive_saving(tmp_path: Path) -> None:
    path = tmp_path / "ranges.npz"
    kept = ranges.Ranges(
        {"conv": np.array([[-1, 0], [2, 3]], np.float32), "add": np.array([[0], [6]], np.float32)},
        {"conv": np.array([-1, 3], np.float32)},
    )
    ranges.save(path, kept)
    found = ranges.load(path)
    assert list(found.channels) == ["conv", "add"]
    np.testing.assert_array_equal(found.channels["conv"], kept.channels["conv"])
    np.testing.assert_array_equal(found.tensors["conv"], kept.tensors["conv"])


@pytest.mark.parametrize(
    "span", [[[np.nan], [1]], [[0], [np.inf]], [[2], [1]]], ids=["nan", "infinite", "crossed"]
)
def test_impossible_ranges_are_refused(tmp_path: Path, span: list[list[float]]) -> None:
    path = tmp_path / "ranges.npz"
    good = np.array([0, 1], np.float32)
    ranges.save(path, ranges.Ranges({"conv": np.array(span, np.float32)}, {"conv1": good}))
    with pytest.raises(ModelError, match="range of conv is not finite, low to high"):
        ranges.load(path)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04cut short"], ids=["empty", "text", "cut"])
def test_broken_ranges_file_is_told_of(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ranges.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="not a ranges file"):
        ranges.load(path)


def test_archive_without_ranges_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "ranges.npz"
    np.savez(path, something=np.zeros(3))
    with pytest.raises(ModelError, match="not a ranges file"):
        ranges.load(path)
