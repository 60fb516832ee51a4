"""A stick's folder where anyone may have laid anything."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.stick.catalogue import BACKUP, contents_of
from device.stick.folder import MOST_ENTRIES, MOST_FILES, UNFINISHED, Folder
from device.stick.trouble import StickError
from device.update.package import machine_architecture
from tests.device.disks import small_disk


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def folder(place: Path) -> Iterator[Folder]:
    descriptor = os.open(place, os.O_RDONLY)
    yield Folder(descriptor)
    os.close(descriptor)


@pytest.fixture
def hostile(place: Path, tmp_path: Path) -> list[str]:
    """Names of what is no file."""
    (tmp_path / "secret").write_text("root's")
    (place / "link.age").symlink_to(tmp_path / "secret")
    (place / "loop.age").symlink_to("loop.age")
    (place / "folder.age").mkdir()
    os.mkfifo(place / "pipe.age")
    return ["link.age", "loop.age", "folder.age", "pipe.age"]


def test_only_regular_files_are_seen_and_read(
    place: Path, folder: Folder, hostile: list[str], tmp_path: Path
) -> None:
    (place / "good.age").write_bytes(b"12345")
    assert [file.name for file in folder.files(BACKUP)] == ["good.age"]
    assert folder.read("good.age", 5) == b"12345"
    for name in [*hostile, "none.age"]:
        with pytest.raises(StickError) as error:
            folder.read(name, 100)
        assert error.value.trouble == "unreadable"
        with pytest.raises(StickError):
            folder.copy(name, tmp_path / "copy", 100)


def test_what_is_too_large_is_not_read(place: Path, folder: Folder, tmp_path: Path) -> None:
    with (place / "huge.age").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(StickError, match=r"huge\.age: larger than 1000 bytes"):
        folder.read("huge.age", 1000)
    with pytest.raises(StickError, match="larger than 1000 bytes"):
        folder.copy("huge.age", tmp_path / "copy", 1000)


def test_a_hundred_thousand_files_are_looked_at_for_some_seconds_at_most(place: Path, folder: Folder) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    for number in range(100_000):
        os.mknod(f"matside-{number}.age", dir_fd=descriptor)
    os.close(descriptor)
    began_s = time.monotonic()
    assert len(folder.files(BACKUP)) == MOST_FILES < MOST_ENTRIES
    contents = contents_of(folder, "")
    assert time.monotonic() - began_s < 5
    assert len(contents.backups) == 50
    assert len(contents.model_dump_json()) < 64 * 1024


def test_a_file_is_written_whole_over_what_a_pulled_stick_left_behind(place: Path, folder: Folder) -> None:
    (place / UNFINISHED).write_bytes(b"half of")
    folder.write("b.age", b"whole")
    assert [path.name for path in place.iterdir()] == ["b.age"]
    assert (place / "b.age").read_bytes() == b"whole"


def test_a_link_laid_for_what_is_written_is_not_followed(place: Path, folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (place / UNFINISHED).symlink_to(tmp_path / "mine")
    folder.write("b.age", b"whole")
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_stick_that_gets_full_keeps_nothing_half(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        disk.fill()
        before = sorted(path.name for path in disk.folder.iterdir())
        descriptor = os.open(disk.folder, os.O_RDONLY)
        try:
            with pytest.raises(StickError) as error:
                Folder(descriptor).write("b.age", bytes(2 * 1024 * 1024))
        finally:
            os.close(descriptor)
        # A limit that stands for the disk, where this user may not mount one, has another word for it.
        assert error.value.trouble in {"full", "unreadable"}, (
            "unreadable where only a limit stands for a disk"
        )
        assert sorted(path.name for path in disk.folder.iterdir()) == before


def test_the_newest_backup_comes_first_whatever_a_clock_said(place: Path, folder: Folder) -> None:
    for name, at_s in (("old.age", 1_000_000_000), ("new.age", 2_000_000_000), ("oldest.age", -1)):
        (place / name).touch()
        os.utime(place / name, (at_s, at_s))
    (place / "two words.age").touch()
    (place / "notes.txt").touch()
    contents = contents_of(folder, "HOLIDAY")
    assert [kept.name for kept in contents.backups] == ["new.age", "old.age", "oldest.age"]
    assert re.fullmatch(r"2033-05-18T\d\d:33", contents.backups[0].written)
    assert contents.free_bytes > 0
    assert contents.update is None


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Matside 1.0.0 is installed as a package."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "dpkg-query").write_text("#!/bin/sh\necho installed 1.0.0\n")
    (programs / "dpkg-query").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")


@pytest.mark.usefixtures("installed")
def test_the_newest_package_that_fits_and_is_signed_is_offered(place: Path, folder: Folder) -> None:
    here = machine_architecture()
    other = "arm64" if here != "arm64" else "amd64"
    for name in (f"1.2.0_{here}", f"1.10.0_{here}", f"0.9.0_{here}", f"1.0.0_{here}", f"9.0.0_{other}"):
        (place / f"matside_{name}.deb").touch()
        (place / f"matside_{name}.deb.sig").touch()
    (place / f"matside_8.0.0_{here}.deb").touch()
    (place / f"matside_7.0.0_{here}.deb").mkdir()
    (place / f"matside_7.0.0_{here}.deb.sig").touch()
    (place / f"matside_6.0.0_{here}.deb").touch()
    (place / f"matside_6.0.0_{here}.deb.sig").symlink_to("elsewhere")
    offered = contents_of(folder, "").update
    assert offered is not None
    assert (offered.name, offered.version) == (f"matside_1.10.0_{here}.deb", "1.10.0")
