"""A device's data and settings as they are at one moment, also while Matside runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Final

from device.backup.archive import DATABASE, Archive, Manifest
from device.config import Config
from device.errors import StoreError, UsageError
from device.place import is_there, open_regular, read_text

KEPT: Final = ("pairing.json", "clinic-*.pem", "device-key.pem", "set-up.json")
UPDATE_KEYS: Final = "update-keys"
"""Beside the settings, as /etc/matside/update-keys."""
LINK_FILES: Final = ("ca_file", "cert_file", "key_file")
_BUSY_S: Final = 10.0
_LARGEST_PEM_BYTES: Final = 1024 * 1024
"""More than all authorities of a system's bundle take."""


def take(config: Config, settings_file: Path | None) -> Archive:
    """Everything of this device that can't be made again. Nothing is written to a disk.

    Args:
        config: the configuration in force.
        settings_file: the file that it was read from, None if there is none.

    Raises:
        UsageError: there is nothing yet, or a file can't be read.
        StoreError: the database can't be read, or is damaged.
    """
    folder = config.store.data_dir
    path = folder / DATABASE
    if not is_there(path):
        raise UsageError(f"{path}: no database yet; it is made when Matside runs for the first time")
    content, schema = _database(path)
    data = {DATABASE: content} | {file.name: _read_own(file) for file in kept_files(folder)}
    return Archive(
        Manifest(software=version("matside"), database_schema=schema),
        data,
        None if settings_file is None else read_text(settings_file),
        {name: _read(file) for name in LINK_FILES if (file := getattr(config.link, name)) is not None},
        {} if settings_file is None else _update_keys(settings_file.parent / UPDATE_KEYS),
    )


def take_raw(folder: Path, settings_file: Path | None) -> Archive:
    """The same files as they are, unchecked, damaged ones too: to be looked at, not to be restored.

    Raises:
        UsageError: one can't be read.
    """
    files = [folder / DATABASE, folder / f"{DATABASE}-wal", *kept_files(folder)]
    data = {file.name: _read_own(file) for file in files if is_there(file)}
    if settings_file is not None and is_there(settings_file):
        data[settings_file.name] = _read(settings_file)
    return Archive(Manifest(software=version("matside"), database_schema=0), data, None)


def kept_files(folder: Path) -> list[Path]:
    """The files of a data folder that belong to a backup, beside the database."""
    return [file for pattern in KEPT for file in sorted(folder.glob(pattern))]


def sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite's full check finds nothing."""
    return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def _database(path: Path) -> tuple[bytes, int]:
    """The database as one file's bytes, by SQLite's own backup (whole transactions), and its schema."""
    if path.is_symlink():
        raise StoreError(f"{path}: leads elsewhere, not backed up; put the database itself there")
    try:
        with (
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)) as source,
            closing(sqlite3.connect(":memory:")) as copy,
        ):
            source.backup(copy)
            if not sound(copy):
                raise StoreError(
                    f"{path}: damaged, not backed up; start Matside once: it keeps the file and begins anew"
                )
            (schema,) = copy.execute("PRAGMA user_version").fetchone()
            content = bytearray(copy.serialize())
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"{path}: can't be read ({error}); run as root (sudo), or look at the disk with matside doctor"
        ) from error
    # "No write-ahead log" (bytes 18 and 19 of SQLite's file format): there is none beside a copy.
    content[18:20] = b"\x01\x01"
    return bytes(content), int(schema)


def _update_keys(folder: Path) -> dict[str, bytes]:
    return {file.name: _read(file) for file in sorted(folder.glob("*.pem"))}


def _read_own(path: Path) -> bytes:
    """A file of the data folder, which is the service's, while this may be root: no link is followed."""
    try:
        with open_regular(path) as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror}); run as root (sudo)") from error


def _read(path: Path) -> bytes:
    """A file that the settings name, or that lies beside them; certificates are often links."""
    try:
        with open_regular(path.resolve()) as file:
            content = file.read(_LARGEST_PEM_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror}); run as root (sudo)") from error
    if len(content) > _LARGEST_PEM_BYTES:
        raise UsageError(
            f"{path}: larger than {_LARGEST_PEM_BYTES} bytes; it can't be a certificate or a key"
        )
    return content
