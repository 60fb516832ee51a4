"""Changing the configuration file: comments and other settings stay; it is never half written."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from device.config import Config
from device.config_file import load
from device.errors import ConfigError, UnwritableError

Value = str | int | bool


def changed(
    text: str, top: Mapping[str, Value], section: str, values: Mapping[str, Value | None], where: str
) -> str:
    """The TOML `text` with settings at the top and in one section set; None takes a setting out.

    Raises:
        ConfigError: `text` is not valid TOML, or has something else in the section's place.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError(f"{where}: not valid TOML: {error}") from None
    for name, value in top.items():
        document[name] = value
    table = document.setdefault(section, tomlkit.table())
    if not isinstance(table, Table):
        raise ConfigError(f"{where}: {section}: must be a table; write it as [{section}]")
    for name, wanted in values.items():
        if wanted is not None:
            table[name] = wanted
        elif name in table:
            del table[name]
    return tomlkit.dumps(document)


def save_config(path: Path, text: str) -> Config:
    """Check the text as a whole configuration, then put it in the file's place.

    Raises:
        ConfigError: it is no valid configuration; the file is as it was.
        UnwritableError: the file can't be written; it is as it was.
    """
    config = check_config(path, text, {})
    _put_in_place(_write_beside(path, text.encode()), path)
    return config


def check_config(path: Path, text: str, environ: Mapping[str, str]) -> Config:
    """The configuration that the text would be in the file's place; the file is not touched.

    Raises:
        ConfigError: it is no valid configuration.
        UnwritableError: the folder can't be written.
    """
    written = _write_beside(path, text.encode())
    try:
        return load(written, environ)
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(written), str(path))) from None
    finally:
        written.unlink()


def save_file(path: Path, data: bytes, like: Path, mode: int | None = None) -> None:
    """Write a file that only the readers of `like` may read, whole or not at all.

    Args:
        path: the file.
        data: what is to be in it.
        like: a file, such as the one before, or a folder: only its owner may read what is written then.
        mode: who else may, whatever `like` says.

    Raises:
        UnwritableError: it can't be written.
    """
    _put_in_place(_write_beside(path, data, like, mode), path)


def _write_beside(path: Path, data: bytes, like: Path | None = None, mode: int | None = None) -> Path:
    """A new file in the same folder, with the owner, group and rights that it will have in its place."""
    name = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            if rights := _rights(like or path, path.parent):
                owner, group, readers = rights
                fresh = os.fstat(file.fileno())
                # Asked for only where it changes something: the services may not call it at all.
                if (owner, group) != (fresh.st_uid, fresh.st_gid):
                    os.fchown(file.fileno(), owner, group)
                os.fchmod(file.fileno(), readers)
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        advice = "free some space there" if error.errno == errno.ENOSPC else "run as root (sudo)?"
        raise UnwritableError(f"{path}: can't be written: {error.strerror}; {advice}", error.errno) from error
    return Path(name)


def _rights(like: Path, folder: Path) -> tuple[int, int, int] | None:
    """Owner, group and mode of a file that is to be `like` another; None: only who writes it may read it.

    Where that other one is not there, such as settings that were deleted, the folder tells, if it is closed
    to all but an owner and a group, as /etc/matside is: what root writes there, the service has to read.
    """
    if like.exists():
        status = like.stat()
        return status.st_uid, status.st_gid, 0o600 | (0 if like.is_dir() else status.st_mode & 0o040)
    status = folder.stat()
    if os.geteuid() in {0, status.st_uid} and status.st_mode & 0o057 == 0o050:
        return status.st_uid, status.st_gid, 0o640
    return None


def _put_in_place(written: Path, path: Path) -> None:
    try:
        written.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        written.unlink(missing_ok=True)
        raise UnwritableError(f"{path}: can't be written: {error.strerror}", error.errno) from error
