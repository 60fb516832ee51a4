"""`matside backup` and `matside restore`: a device's data and settings to a stick and back."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from device.backup.archive import pack
from device.backup.exchange import exchange, opened, unused
from device.backup.sealed import seal
from device.backup.snapshot import take
from device.commands.options import FILE, config_option
from device.config_edit import save_file
from device.config_file import find_file, load
from device.errors import UsageError
from device.place import is_there, read_text

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
    sealed = _content(path)
    passphrase = _passphrase(passphrase_file, new=False)
    archive = opened(sealed, passphrase, str(path))
    folder = exchange(archive, passphrase, settings, click.echo).folder
    click.echo(f"restored: {folder}, from Matside {archive.manifest.software}")
    click.echo("Start Matside again to use it (sudo systemctl start matside).")


def _new_file(path: Path) -> Path:
    """The file to write: `path`, or in a folder one named after the minute."""
    target = (
        unused(path, f"matside-{datetime.now():%Y%m%d-%H%M}") if is_there(path) and path.is_dir() else path
    )
    if not is_there(target.parent):
        raise UsageError(f"{target.parent}: no such folder; is the stick plugged in and mounted?")
    if is_there(target):
        raise UsageError(f"{target}: is there already; name a new file or a folder")
    return target


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
