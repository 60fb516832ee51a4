from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from device.commands.maintain import maintain
from device.errors import UsageError
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
    ]


def test_without_a_database_there_is_nothing_to_maintain(settings: Path) -> None:
    with pytest.raises(UsageError, match=r"matside\.db: no database yet"):
        CliRunner().invoke(maintain, ["--config", str(settings)], catch_exceptions=False)
