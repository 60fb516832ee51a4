"""An archive put in the place of data and settings; each file is the old or the new one, always whole."""

from __future__ import annotations

import errno
import hashlib
import shutil
import sqlite3
from contextlib import closing
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from device.backup.archive import DATABASE, Archive
from device.backup.snapshot import KEPT, LINK_FILES, UPDATE_KEYS, kept_files, sound
from device.config_edit import changed, check_config, save_config, save_file
from device.errors import DamagedBackupError, NewerBackupError, StoreError, UnwritableError
from device.store.schema import APPLICATION_ID, MIGRATIONS

SPARE_BYTES: Final = 4 * 1024 * 1024
"""Room that is left free for the database's log."""
UNFINISHED: Final = "restore-unfinished"
"""A file in the data folder while it holds some of the old and some of the new: a power cut may leave it."""


def check(archive: Archive, where: str) -> None:
    """Refuse what this Matside could not work with.

    Args:
        archive: what is to be restored.
        where: what to call it in an error.

    Raises:
        NewerBackupError: the database is a newer Matside's.
        DamagedBackupError: it is another program's, or not sound, or there are foreign files with it.
    """
    if archive.manifest.database_schema > len(MIGRATIONS):
        raise NewerBackupError(
            f"{where}: made by Matside {archive.manifest.software} with a newer database (schema "
            f"{archive.manifest.database_schema}, this one knows {len(MIGRATIONS)}); update Matside first"
        )
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(archive.data[DATABASE])
            ours = connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
            whole = ours and sound(connection)
        except sqlite3.DatabaseError:
            whole = False
    if not whole:
        raise DamagedBackupError(f"{where}: the database in it is not sound; choose an older backup")
    for name in archive.data:
        # SQLite, for one, obeys what lies beside a database under certain names.
        if name != DATABASE and not any(fnmatchcase(name, pattern) for pattern in KEPT):
            raise DamagedBackupError(f"{where}: holds {name!r}, which no backup of Matside does")


def put_back(archive: Archive, folder: Path, settings_file: Path) -> None:
    """Put data and settings in place. The caller holds `sole_use` and has kept what was there.

    Args:
        archive: what to restore, checked.
        folder: the data folder in force; it stays so, whatever the restored settings say.
        settings_file: where the settings go.

    Raises:
        UnwritableError: no room, or a file can't be written.
        ConfigError: the settings are not valid any more.
        StoreError: the database that was there can't be closed.
    """
    free = shutil.disk_usage(folder).free
    wanted = archive.size_bytes + SPARE_BYTES
    if free < wanted:
        raise UnwritableError(
            f"{folder}: {free // 1024} KiB free, {wanted // 1024} KiB needed; free some space "
            "(nothing was changed)",
            errno.ENOSPC,
        )
    # First what may fail, as somebody uses the database or the settings do not fit: then nothing was changed.
    _fold_log(folder / DATABASE)
    settings = None if archive.settings is None else _settled(archive, folder, settings_file)
    unfinished = folder / UNFINISHED
    save_file(unfinished, b"", like=folder)
    if settings is not None:
        save_config(settings_file, settings)
    for name, content in archive.update_keys.items():
        # One of this device's own under the same name may be the newer one.
        if not (key := settings_file.parent / UPDATE_KEYS / name).exists():
            save_file(key, content, like=key, mode=0o644)
    for name, content in archive.data.items():
        if name != DATABASE:
            save_file(folder / name, content, like=folder)
    for file in kept_files(folder):
        if file.name not in archive.data:
            file.unlink()
    save_file(folder / DATABASE, archive.data[DATABASE], like=folder)
    unfinished.unlink()


def _settled(archive: Archive, folder: Path, settings_file: Path) -> str:
    """The settings as they are to be here, checked; the certificates that they name lie there already.

    Certificates get names of their own here: the settings of another device named its own places. A
    file that the backup names and does not hold is named no more: it might be any of this device's.

    Raises:
        ConfigError: they are not valid any more.
    """
    places: dict[str, str | None] = dict.fromkeys(LINK_FILES)
    for name in LINK_FILES:
        if (pem := archive.link_files.get(name)) is not None:
            kind = name.removesuffix("_file")
            digest = hashlib.sha256(pem).hexdigest()[:8]
            place = settings_file.parent / f"clinic-{kind}-{digest}.pem"
            save_file(place, pem, like=settings_file)
            places[name] = str(place)
    where = str(settings_file)
    text = changed(archive.settings or "", {}, "link", places, where)
    text = changed(text, {}, "store", {"data_dir": str(folder)}, where)
    check_config(settings_file, text, {})
    return text


def _fold_log(path: Path) -> None:
    """Leave no log of the old database beside the new one, which SQLite would lay over it."""
    # Matside's databases have none; one that somebody laid there may name other files, which SQLite deletes.
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    log = path.with_name(f"{path.name}-wal")
    if not path.exists():
        log.unlink(missing_ok=True)
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            log.unlink(missing_ok=True)
            return
        raise StoreError(f"{path}: can't be closed ({error}); end every matside command first") from error
