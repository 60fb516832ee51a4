"""Backup and restore as a person runs them: the commands, real files, a real database that is written to."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from device.backup.archive import DATABASE, unpack
from device.config_file import load
from device.store import Store
from device.store.lock import sole_use
from tests.certificates import Authority
from tests.device.backup.devices import PASSPHRASE, Device
from tests.device.disks import small_disk
from tests.device.sessions import finish_session


def test_another_device_gets_the_sessions_the_settings_and_the_identity(tmp_path: Path) -> None:
    old = Device(tmp_path / "old", sessions=3)
    identity = old.identity()
    authority = Authority(tmp_path)
    certificate = old.settings.parent / "clinic-ca-1.pem"
    certificate.write_bytes(authority.file.read_bytes())
    with old.settings.open("a") as file:
        file.write(f'[link]\nhost = "broker.example"\nclinic = "north"\nca_file = "{certificate}"\n')
    (old.data / "pairing.json").write_text("{}")
    keys = old.settings.parent / "update-keys"
    keys.mkdir()
    (keys / "maker.pem").write_text("of the maker, then")
    (keys / "clinic.pem").write_text("of the clinic")
    stick = tmp_path / "stick"
    stick.mkdir()
    assert "written" in old.backup(stick)
    (written,) = stick.iterdir()

    new = Device(tmp_path / "new")
    (new.data / "clinic-key.pem").write_text("of a pairing that is gone")
    keys = new.settings.parent / "update-keys"
    keys.mkdir()
    (keys / "maker.pem").write_text("of the maker, now")
    said = new.restore(written)
    assert "restored" in said
    assert "kept" not in said, "there was nothing"
    assert (new.sessions(), new.identity()) == (3, identity)
    config = load(new.settings, {})
    assert config.store.data_dir == new.data, "this device's own"
    assert config.link.ca_file is not None
    assert config.link.ca_file.parent == new.settings.parent
    assert config.link.ca_file.read_bytes() == authority.file.read_bytes()
    assert "# Ours." in new.settings.read_text()
    assert (new.data / "pairing.json").read_text() == "{}"
    assert not (new.data / "clinic-key.pem").exists()
    assert (keys / "clinic.pem").read_text() == "of the clinic"
    assert (keys / "maker.pem").read_text() == "of the maker, now"
    private = (new.data / DATABASE, new.data / "pairing.json")
    assert [path.stat().st_mode & 0o077 for path in private] == [0, 0]


def test_what_was_there_is_kept_and_can_be_brought_back(tmp_path: Path, saved: Path) -> None:
    device = Device(tmp_path / "device", sessions=2)
    mine = device.identity()
    assert "kept: " in device.restore(saved)
    assert device.sessions() == 3
    (before,) = device.data.glob("before-restore*.age")
    assert b"matside" not in before.read_bytes().lower()
    assert "restored" in device.restore(before)
    assert (device.sessions(), device.identity()) == (2, mine)


def test_any_program_for_age_opens_it(saved: Path) -> None:
    archive = unpack(pyrage.passphrase.decrypt(saved.read_bytes(), PASSPHRASE), "b.age")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(archive.data[DATABASE])
        assert connection.execute("SELECT count(*) FROM session").fetchone() == (3,)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    assert "give at least 10" in Device(tmp_path, sessions=1).backup(tmp_path / "b.age", "rosebud")
    assert not (tmp_path / "b.age").exists()


def test_nothing_is_overwritten_and_a_stick_that_is_not_there_is_said(tmp_path: Path, saved: Path) -> None:
    device, before = Device(tmp_path / "device", sessions=1), saved.read_bytes()
    assert "is there already" in device.backup(saved)
    assert saved.read_bytes() == before
    assert "is the stick plugged in" in device.backup(saved.parent / "usb" / "b.age")
    assert not (saved.parent / "usb").exists()
    assert "No such file" in device.restore(saved.parent / "c.age")


def test_a_full_stick_is_said_and_nothing_half_is_left(tmp_path: Path) -> None:
    device = Device(tmp_path / "device", sessions=1)
    with small_disk(tmp_path / "disk") as disk:
        disk.fill()
        answer = device.backup(disk.folder / "b.age")
        left = {path.name for path in disk.folder.iterdir()} - {"ballast"}
        disk.free()
    assert "can't be written: " in answer
    assert left == set()


def test_before_the_first_start_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    assert "no database yet" in Device(tmp_path).backup(tmp_path / "b.age")


def test_a_damaged_database_is_not_passed_on(tmp_path: Path) -> None:
    device = Device(tmp_path, sessions=3)
    path = device.data / DATABASE
    content = bytearray(path.read_bytes())
    content[4096:12288] = bytes(8192)
    path.write_bytes(content)
    said = device.backup(tmp_path / "b.age")
    assert re.search(r"refused: .*matside\.db: (damaged|can't be read)", said)
    assert not (tmp_path / "b.age").exists()


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Device]:
    """A device that stores one session after the other until the test ends, as a running Matside does."""
    device = Device(tmp_path / "writing", sessions=1)
    ended = threading.Event()

    def write() -> None:
        with sole_use(device.data), closing(Store.open(device.data / DATABASE)) as store:
            while not ended.wait(0.001):
                finish_session(store)

    writer = threading.Thread(target=write)
    writer.start()
    yield device
    ended.set()
    writer.join(10)
    assert not writer.is_alive()


def test_a_backup_in_the_midst_of_writing_is_whole(writing: Device, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "device", "backup", str(tmp_path / "b.age"), "--passphrase-file", "-"]
    done = subprocess.run(
        [*command, "--config", str(writing.settings)],
        input=PASSPHRASE + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    packed = pyrage.passphrase.decrypt((tmp_path / "b.age").read_bytes(), PASSPHRASE)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(unpack(packed, "b.age").data[DATABASE])
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (sessions,) = connection.execute("SELECT count(*) FROM session WHERE ending IS NOT NULL").fetchone()
        (messages,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
    assert sessions > 1
    assert sessions == messages, "a session's end and its message are one transaction"


def test_a_link_in_the_data_folder_is_not_followed_by_root(tmp_path: Path, saved: Path) -> None:
    """The folder is the service's: what only root may read must not get into a file that it can open."""
    device = Device(tmp_path / "device", sessions=1)
    (tmp_path / "shadow").write_text("root's")
    (device.data / "pairing.json").symlink_to(tmp_path / "shadow")
    assert "pairing.json: can't be read" in device.backup(tmp_path / "b.age")
    assert "pairing.json: can't be read" in device.restore(saved)
    assert device.sessions() == 1
    (device.data / "pairing.json").unlink()
    os.mkfifo(device.data / "pairing.json")
    assert "pairing.json: can't be read" in device.backup(tmp_path / "b.age")
