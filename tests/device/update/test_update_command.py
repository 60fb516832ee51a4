"""`matside update` up to the moment when something is changed; the rest needs a machine: tests/boot."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from device.commands import update as command
from device.errors import MatsideError
from device.update.guard import PENDING, PREVIOUS
from tests.device.update.test_update_package import make_package


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The update's folder of a machine with Matside 1.0.0 as a package, whose root runs the command."""
    programs, folder = tmp_path / "bin", tmp_path / "update"
    programs.mkdir()
    query = programs / "dpkg-query"
    query.write_text("#!/bin/sh\necho installed 1.0.0\n", "utf-8")
    query.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(command, "FOLDER", folder)
    return folder


def refused(package: Path) -> str:
    """The line with which the package is refused."""
    settings = package.with_name("matside.toml")
    settings.write_text(f'[store]\ndata_dir = "{package.parent}"\n', "utf-8")
    result = CliRunner().invoke(command.update, [str(package), "--config", str(settings)])
    assert isinstance(result.exception, MatsideError)
    return str(result.exception)


def test_a_refused_package_leaves_no_copy_of_itself_behind(folder: Path, tmp_path: Path) -> None:
    package = make_package(tmp_path, "1.1.0")
    package.with_name(package.name + ".sig").write_text("bm90IHNpZ25lZA==\n", "utf-8")
    assert "not signed by a key that this device trusts" in refused(package)
    assert list(folder.iterdir()) == []


def test_while_an_update_is_judged_another_one_is_refused_and_changes_nothing(
    folder: Path, tmp_path: Path
) -> None:
    folder.mkdir()
    for name in (PENDING, PREVIOUS):
        (folder / name).write_text("of the first", "utf-8")
    assert "still being judged" in refused(make_package(tmp_path, "1.2.0"))
    assert {path.name for path in folder.iterdir()} == {PENDING, PREVIOUS}
