"""Folders that this user may not search, and everything that looks into one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import device.config_file
from device.camera.film import read_clip
from device.console import main
from device.errors import StoreError, UsageError
from device.place import is_there
from device.store import Store
from device.store.lock import sole_use
from tests.permissions import ordinary_user


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be searched, with a file in it."""
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "file").touch()
    folder.chmod(0)
    with ordinary_user():
        yield folder
    folder.chmod(0o700)


def test_what_is_there_is_told_from_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert is_there(tmp_path)
    assert is_there(tmp_path / "file")
    assert not is_there(tmp_path / "nothing")
    assert not is_there(tmp_path / "file" / "within")


def test_a_closed_folder_is_not_mistaken_for_an_empty_one(closed: Path) -> None:
    with pytest.raises(UsageError, match=r"closed/file: can't be looked at \(Permission denied\)"):
        is_there(closed / "file")


@pytest.mark.parametrize(
    "command",
    [
        "replay {closed}/clip.mp4 --exercise squat",
        "replay {closed}/track.npz --exercise squat",
        "replay {clip} --exercise {closed}/mine.toml",
        "replay {clip} --exercise squat --model {closed}/model.tflite",
        "exercises check {closed}/mine.toml",
        "outbox --config {closed}/matside.toml",
        "outbox",
        "provision --show --config {closed}/matside.toml",
        "provision --file {closed}/pairing.json",
        "clinic watch --config {closed}/matside.toml",
        "clinic key {closed}/key.pem",
    ],
)
def test_every_command_says_it_in_one_line(closed, command, monkeypatch, capsys):
    clip = Path(device.config_file.__file__).parent / "data" / "clips" / "squat.mp4"
    monkeypatch.setenv("MATSIDE_STORE__DATA_DIR", str(closed / "data"))
    monkeypatch.setenv("MATSIDE_CONFIG", "" if command == "outbox" else str(closed / "matside.toml"))
    monkeypatch.setattr(sys, "argv", ["matside", *command.format(closed=closed, clip=clip).split()])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert str(closed) in line
    assert "ermission denied" in line


def test_a_configuration_of_the_service_is_not_taken_for_none(closed, monkeypatch, capsys):
    monkeypatch.delenv("MATSIDE_CONFIG", raising=False)
    monkeypatch.setattr(device.config_file, "DEFAULT_FILE", closed / "matside.toml")
    monkeypatch.setattr(sys, "argv", ["matside", "outbox"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = "matside.toml: not readable for this user; use sudo, or name another file with --config"
    assert said in capsys.readouterr().err


def test_a_data_folder_in_a_closed_one_can_not_be_taken(closed: Path) -> None:
    with pytest.raises(UsageError, match=r"matside.lock: can't be written \(Permission denied\)"):
        sole_use(closed / "data").__enter__()


def test_a_database_in_a_closed_folder_is_the_stores_own_trouble(closed: Path) -> None:
    with pytest.raises(StoreError, match="can't be opened"):
        Store.open(closed / "matside.db")


def test_a_video_that_may_not_be_read_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    video = tmp_path / "private.mp4"
    video.write_bytes(b"something")
    video.chmod(0)
    with ordinary_user(), pytest.raises(UsageError, match=r"can't be read \(Permission denied\)"):
        next(read_clip(video))
    with pytest.raises(UsageError, match="a folder or device, no video file"):
        next(read_clip(tmp_path))
