from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from device.commands.maintain import maintain
from device.config_file import load
from device.doctor import parts
from device.doctor.check import Check, Level
from device.errors import StoreError, UsageError
from device.maintenance.outcome import outcome_words
from device.store import Store


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "matside.toml"
    path.write_text(f'[store]\ndata_dir = "{tmp_path}"\n', "utf-8")
    return path


def test_each_step_is_told_in_a_line(tmp_path: Path, settings: Path) -> None:
    with closing(Store.open(tmp_path / "matside.db")):
        done = CliRunner().invoke(maintain, ["--config", str(settings)], catch_exceptions=False)
    assert done.exit_code == 0
    assert [line.partition(":")[0] for line in done.output.splitlines()] == [
        "database",
        "old data",
        "room",
        "damaged databases",
        "half-written files",
    ]


def test_what_it_came_to_is_told_afterwards_by_the_doctor(tmp_path: Path, settings: Path) -> None:
    config, path = load(settings, {}), tmp_path / "matside.db"
    assert parts.maintenance(config) == Check(
        "maintenance", Level.OK, "not yet; as a service it runs every night"
    )
    Store.open(path).close()
    CliRunner().invoke(maintain, ["--config", str(settings)], catch_exceptions=False)
    good = parts.maintenance(config)
    assert good.level is Level.OK
    assert re.match(r"good on \d{4}-\d\d-\d\d: database: sound; old data: ", good.words)
    path.write_bytes(path.read_bytes()[:4096] + b"\x55" * 20_000)
    assert isinstance(CliRunner().invoke(maintain, ["--config", str(settings)]).exception, StoreError)
    bad = parts.maintenance(config)
    assert bad.level is Level.WARN
    assert re.match(rf"failed on \d{{4}}-\d\d-\d\d: {re.escape(str(path))}: ", bad.words)
    assert outcome_words(tmp_path) == bad.words
    (tmp_path / "maintenance.json").write_text("{")
    assert outcome_words(tmp_path) == ""


def test_without_a_database_there_is_nothing_to_maintain(settings: Path) -> None:
    with pytest.raises(UsageError, match=r"matside\.db: no database yet"):
        CliRunner().invoke(maintain, ["--config", str(settings)], catch_exceptions=False)
