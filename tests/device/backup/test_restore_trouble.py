"""Restores that are refused, that fail on the way, or that take the place of something damaged."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from device.backup import restore as restoring
from device.backup.archive import DATABASE, unpack
from device.backup.exchange import exchange, opened
from device.config_file import load
from device.errors import UnwritableError
from device.store.lock import sole_use
from tests.device.backup.devices import PASSPHRASE, Device
from tests.device.disks import small_disk


@pytest.mark.parametrize("had_settings", [True, False])
def test_what_can_not_be_put_in_place_to_the_end_changes_nothing(
    tmp_path: Path, sealed: bytes, monkeypatch: pytest.MonkeyPatch, had_settings: bool
) -> None:
    """The disk refuses the restored database, the last file of all, and takes the old one again."""
    device = Device(tmp_path / "device", sessions=2)
    monkeypatch.setenv("MATSIDE_STORE__DATA_DIR", str(device.data))
    settings = device.settings.read_text()
    if not had_settings:
        device.settings.unlink()
    mine = device.identity()
    save_file, refused = restoring.save_file, []

    def refusing(path: Path, data: bytes, like: Path, mode: int | None = None) -> None:
        if path.name == DATABASE and not refused:
            refused.append(path)
            raise UnwritableError(f"{path}: can't be written", errno.ENOSPC)
        save_file(path, data, like, mode)

    monkeypatch.setattr(restoring, "save_file", refusing)
    archive = opened(sealed, PASSPHRASE, "b.age")
    with pytest.raises(UnwritableError):
        exchange(archive, PASSPHRASE, device.settings, lambda _: None)
    assert refused
    assert (device.sessions(), device.identity()) == (2, mine)
    assert device.settings.exists() == had_settings
    assert not had_settings or settings in device.settings.read_text()
    assert not (device.data / "restore-unfinished").exists()


def test_the_wrong_passphrase_changes_nothing(tmp_path: Path, saved: Path) -> None:
    device = Device(tmp_path / "device", sessions=2)
    assert "the passphrase is not the one" in device.restore(saved, "four mild brown hills")
    assert device.sessions() == 2
    assert list(device.data.glob("before-restore*")) == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda sealed: sealed[:-1], "not whole or altered"),
        (lambda sealed: sealed[:60], "not whole or altered"),
        (lambda sealed: sealed[:-9] + bytes([sealed[-9] ^ 1]) + sealed[-8:], "not whole or altered"),
        (lambda sealed: re.sub(rb"(-> scrypt \S+) \d+", rb"\1 30", sealed), "too busy or too slow"),
        (lambda sealed: b"", "not a backup of Matside"),
        (lambda sealed: b"\xff\xd8" + sealed, "not a backup of Matside"),
    ],
    ids=["one byte short", "its head", "one bit", "endless work", "empty", "other file"],
)
def test_a_harmed_file_changes_nothing(
    tmp_path: Path, saved: Path, harm: Callable[[bytes], bytes], said: str
) -> None:
    device = Device(tmp_path / "device", sessions=2)
    saved.write_bytes(harm(saved.read_bytes()))
    answer = device.restore(saved)
    assert answer.startswith("refused: ")
    assert said in answer
    assert device.sessions() == 2
    assert list(device.data.glob("before-restore*")) == []


def test_no_room_on_the_device_changes_nothing(tmp_path: Path, saved: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        full = Device(tmp_path / "full", sessions=1, data=disk.folder)
        disk.fill()
        answer = full.restore(saved)
        disk.free()
        assert answer.startswith("refused: ")
        assert full.sessions() == 1


def spoil_pages(device: Device) -> bytes:
    content = bytearray((device.data / DATABASE).read_bytes())
    content[4096:12288] = bytes(8192)
    (device.data / DATABASE).write_bytes(content)
    return bytes(content)


def spoil_all(device: Device) -> bytes:
    (device.data / DATABASE).write_bytes(bytes(8192))
    (device.data / f"{DATABASE}-wal").write_bytes(b"of the one before" * 100)
    return bytes(8192)


@pytest.mark.parametrize("spoil", [spoil_pages, spoil_all])
def test_a_damaged_database_is_kept_as_it_is_and_replaced(
    tmp_path: Path, saved: Path, spoil: Callable[[Device], bytes]
) -> None:
    device = Device(tmp_path / "device", sessions=2)
    damaged = spoil(device)
    said = device.restore(saved)
    assert re.search(r"kept: .*before-restore\.age \(damaged: the files as they were, sealed", said)
    assert device.sessions() == 3
    (kept,) = device.data.glob("before-restore*.age")
    archive = unpack(pyrage.passphrase.decrypt(kept.read_bytes(), PASSPHRASE), "kept")
    assert archive.data[DATABASE] == damaged
    assert "choose an older backup" in device.restore(kept)
    assert device.sessions() == 3


@pytest.mark.parametrize(
    "damaged", [b"\0" * 512, b"[store\n", b"[camera]\nsharpness = 3\n"], ids=["blank", "no TOML", "invalid"]
)
def test_damaged_settings_are_kept_as_they_are_and_replaced(tmp_path: Path, damaged: bytes) -> None:
    device = Device(tmp_path / "device", sessions=2)
    assert "written" in device.backup(tmp_path / "b.age")
    device.exercise(1)
    device.settings.write_bytes(damaged)
    assert "(damaged: the files as they were, sealed" in device.restore(tmp_path / "b.age")
    assert device.sessions() == 2
    assert load(device.settings, {}).store.data_dir == device.data
    (kept,) = device.data.glob("before-restore*.age")
    archive = unpack(pyrage.passphrase.decrypt(kept.read_bytes(), PASSPHRASE), "kept")
    assert archive.data[device.settings.name] == damaged


def test_a_certificate_that_is_gone_is_no_hindrance(tmp_path: Path, saved: Path) -> None:
    device = Device(tmp_path / "device", sessions=2)
    with device.settings.open("a") as file:
        file.write(f'[link]\nhost = "broker.example"\nclinic = "north"\nca_file = "{tmp_path}/gone.pem"\n')
    assert "damaged" in device.restore(saved)
    assert device.sessions() == 3


def test_a_fault_of_the_environment_is_not_taken_for_damaged_settings(
    tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device(tmp_path / "device", sessions=2)
    monkeypatch.setenv("MATSIDE_WEB__PORT", "many")
    assert device.restore(saved).startswith("refused: MATSIDE_WEB__PORT")
    assert device.sessions() == 2


def test_while_matside_runs_a_restore_is_refused(tmp_path: Path, saved: Path) -> None:
    device = Device(tmp_path / "device", sessions=2)
    with sole_use(device.data):
        assert "in use by another Matside" in device.restore(saved)
    assert device.sessions() == 2
