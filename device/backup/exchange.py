"""What a device holds, exchanged for a backup; what was there before is kept beside it, sealed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from device.backup.archive import DATABASE, Archive, pack, unpack
from device.backup.restore import UNFINISHED, check, put_back
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


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was done, and what would undo it.

    Attributes:
        folder: the data folder.
        settings: the configuration file.
        before: what was there, if it was sound.
    """

    folder: Path
    settings: Path
    before: Archive | None

    def undo(self) -> None:
        """Put what was there before in place again. Matside must be stopped.

        Raises:
            UsageError: there is nothing sound to put back, or no room, or a file can't be written.
            StoreError: the database can't be closed.
        """
        if self.before is None:
            raise UsageError(
                f"{self.folder}: what was there before was damaged; it is kept as it was, sealed"
            )
        with sole_use(self.folder):
            self._put_before_back(self.before)

    def undo_half(self) -> None:
        """The same where only a part was changed, by whoever holds `sole_use`; nothing if none was."""
        if self.before is not None and is_there(self.folder / UNFINISHED):
            self._put_before_back(self.before)

    def _put_before_back(self, before: Archive) -> None:
        put_back(before, self.folder, self.settings)
        if before.settings is None:
            self.settings.unlink(missing_ok=True)


def exchange(
    archive: Archive, passphrase: str, settings: Path | None, tell: Callable[[str], None]
) -> Exchange:
    """Put a backup in the place of what the device holds. Matside must be stopped.

    Args:
        archive: the backup, as `opened`.
        passphrase: what was there before is sealed with it.
        settings: the configuration file, there or not; None for the system's.
        tell: hears what was kept, in words.

    Raises:
        UsageError: Matside runs, there is no room, or a file can't be read or written. What was there before
            is put back then, if it was sound.
        StoreError: the database that was there can't be closed; nothing was changed.
    """
    found = settings if settings is not None and is_there(settings) else None
    config, valid = settings_in_force(found, archive)
    folder = config.store.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: can't be made ({error.strerror}); run as root (sudo)") from error
    done = Exchange(folder, (settings or DEFAULT_FILE).resolve(), None)
    with sole_use(folder):
        if is_there(folder / DATABASE) or not valid:
            kept = unused(folder, "before-restore")
            before, is_sound = _what_is_there(config if valid else None, folder, found)
            save_file(kept, seal(pack(before), passphrase), like=folder)
            what = "what was there before" if is_sound else "damaged: the files as they were"
            tell(f"kept: {kept} ({what}, sealed with the same passphrase)")
            done = replace(done, before=before if is_sound else None)
        try:
            put_back(archive, folder, done.settings)
        except Exception:
            # Also what nobody expects, such as a disk that fails while a file is removed.
            done.undo_half()
            raise
    return done


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


def _what_is_there(config: Config | None, folder: Path, settings: Path | None) -> tuple[Archive, bool]:
    """What the restore takes the place of, and whether it is sound; damaged files are kept as well."""
    try:
        if config is not None:
            return take(config, settings), True
    except (StoreError, UsageError):
        pass
    return take_raw(folder, settings), False
