"""What a device holds, exchanged for a backup; what was there before is kept beside it, sealed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from device.backup.archive import DATABASE, Archive, pack, unpack
from device.backup.restore import check, put_back
from device.backup.sealed import seal, unseal
from device.backup.snapshot import take, take_raw
from device.config import Config
from device.config_edit import check_config, save_file
from device.config_file import DEFAULT_FILE, load
from device.errors import ConfigError, StoreError, UsageError
from device.place import is_there
from device.store.lock import sole_use


def opened(sealed: bytes, passphrase: str, where: str) -> Archive:
    """A backup that this Matside can work with; nothing is changed.

    Args:
        sealed: the whole file.
        passphrase: what it was sealed with.
        where: what to call it in an error.

    Raises:
        WrongPassphraseError: it was sealed with another one.
        DamagedBackupError: it is none, or not whole, or its database is not sound.
        NewerBackupError: it is a newer Matside's.
        TooBusyError: this machine is too busy, or too slow.
    """
    archive = unpack(unseal(sealed, passphrase, where), where)
    check(archive, where)
    return archive


def exchange(archive: Archive, passphrase: str, settings: Path | None, tell: Callable[[str], None]) -> Path:
    """Put a backup in the place of what the device holds. Matside must be stopped.

    Args:
        archive: the backup, as `opened`.
        passphrase: what was there before is sealed with it.
        settings: the configuration file, there or not; None for the system's.
        tell: hears what was kept, in words.

    Returns:
        the data folder.

    Raises:
        UsageError: Matside runs, there is no room, or a file can't be read or written.
        StoreError: the database that was there can't be closed.
    """
    found = settings if settings is not None and is_there(settings) else None
    config, valid = settings_in_force(found, archive)
    folder = config.store.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: can't be made ({error.strerror}); run as root (sudo)") from error
    with sole_use(folder):
        if is_there(folder / DATABASE) or not valid:
            kept = unused(folder, "before-restore")
            before, what = _what_is_there(config if valid else None, folder, found)
            save_file(kept, seal(pack(before), passphrase), like=folder)
            tell(f"kept: {kept} ({what}, sealed with the same passphrase)")
        put_back(archive, folder, (settings or DEFAULT_FILE).resolve())
    return folder


def settings_in_force(found: Path | None, archive: Archive) -> tuple[Config, bool]:
    """This device's settings, and True; where its file is damaged, those of the backup, and False.

    Raises:
        ConfigError: the fault is not the file's, or the backup has no settings to take its place.
    """
    try:
        return load(found, os.environ), True
    except ConfigError:
        if found is None or archive.settings is None or _valid(found):
            raise
        return check_config(found, archive.settings, os.environ), False


def unused(folder: Path, stem: str) -> Path:
    """The name of a new backup in a folder."""
    path, number = folder / f"{stem}.age", 1
    while is_there(path):
        number += 1
        path = folder / f"{stem}-{number}.age"
    return path


def _valid(settings: Path) -> bool:
    try:
        load(settings, {})
    except ConfigError:
        return False
    return True


def _what_is_there(config: Config | None, folder: Path, settings: Path | None) -> tuple[Archive, str]:
    """What the restore takes the place of, and what to call it; damage is no reason to keep nothing of it."""
    try:
        if config is not None:
            return take(config, settings), "what was there before"
    except (StoreError, UsageError):
        pass
    return take_raw(folder, settings), "damaged: the files as they were"
