"""`matside backup` and `matside restore`: a device's data and settings to a stick and back."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from device.backup.archive import DATABASE, Archive, pack, unpack
from device.backup.restore import check, put_back
from device.backup.sealed import seal, unseal
from device.backup.snapshot import take, take_raw
from device.commands.options import FILE, config_option
from device.config import Config
from device.config_edit import check_config, save_file
from device.config_file import DEFAULT_FILE, find_file, load
from device.errors import ConfigError, StoreError, UsageError
from device.place import is_there, read_text
from device.store.lock import sole_use

passphrase_option = click.option(
    "--passphrase-file",
    type=FILE,
    help="File whose first line is the passphrase; - reads it from standard input. Default: ask.",
)


@click.command()
@click.argument("path", type=FILE)
@config_option
@passphrase_option
def backup(path: Path, config_file: Path | None, passphrase_file: Path | None) -> None:
    """Write data, settings and keys to PATH, a new file or a folder such as a USB stick's.

    The file is sealed with a passphrase: without it nobody can read the backup, you neither. Matside may run
    meanwhile.
    """
    settings = find_file(config_file, os.environ)
    config = load(settings, os.environ)
    target = _new_file(path)
    archive = take(config, settings)
    sealed = seal(pack(archive), _passphrase(passphrase_file, new=True))
    save_file(target, sealed, like=target)
    click.echo(f"written: {target} ({max(1, len(sealed) // 1024)} KiB)")
    click.echo("Keep the passphrase in another place than the stick: without it the backup can't be read.")


@click.command()
@click.argument("path", type=FILE)
@config_option
@passphrase_option
def restore(path: Path, config_file: Path | None, passphrase_file: Path | None) -> None:
    """Put the backup PATH in the place of this device's data and settings.

    Matside must be stopped. What was there before is kept beside the database, sealed with the
    same passphrase.
    """
    settings = find_file(config_file, os.environ)
    found = settings if settings is not None and is_there(settings) else None
    sealed = _content(path)
    passphrase = _passphrase(passphrase_file, new=False)
    archive = unpack(unseal(sealed, passphrase, str(path)), str(path))
    check(archive, str(path))
    config, valid = _settings_in_force(found, archive)
    folder = config.store.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: can't be made ({error.strerror}); run as root (sudo)") from error
    with sole_use(folder):
        if is_there(folder / DATABASE) or not valid:
            kept = _unused(folder, "before-restore")
            before, what = _what_is_there(config if valid else None, folder, found)
            save_file(kept, seal(pack(before), passphrase), like=folder)
            click.echo(f"kept: {kept} ({what}, sealed with the same passphrase)")
        put_back(archive, folder, (settings or DEFAULT_FILE).resolve())
    click.echo(f"restored: {folder}, from Matside {archive.manifest.software}")
    click.echo("Start Matside again to use it (sudo systemctl start matside).")


def _settings_in_force(found: Path | None, archive: Archive) -> tuple[Config, bool]:
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


def _new_file(path: Path) -> Path:
    """The file to write: `path`, or in a folder one named after the minute."""
    target = (
        _unused(path, f"matside-{datetime.now():%Y%m%d-%H%M}") if is_there(path) and path.is_dir() else path
    )
    if not is_there(target.parent):
        raise UsageError(f"{target.parent}: no such folder; is the stick plugged in and mounted?")
    if is_there(target):
        raise UsageError(f"{target}: is there already; name a new file or a folder")
    return target


def _unused(folder: Path, stem: str) -> Path:
    path, number = folder / f"{stem}.age", 1
    while is_there(path):
        number += 1
        path = folder / f"{stem}-{number}.age"
    return path


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror}") from error


def _passphrase(file: Path | None, *, new: bool) -> str:
    if file is None:
        return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))
    text = sys.stdin.readline() if str(file) == "-" else read_text(file)
    return text.partition("\n")[0].rstrip("\r")
