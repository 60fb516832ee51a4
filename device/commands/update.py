"""`matside update`: install a signed package, from a file, a USB stick or the machine's apt sources."""

from __future__ import annotations

import os
from pathlib import Path

import click

from device.commands.options import FILE, config_option
from device.config_file import find_file, load
from device.errors import UsageError
from device.update.guard import FOLDER
from device.update.installer import installed_version
from device.update.procedure import Procedure, Stage
from device.update.signature import sign


@click.command()
@click.argument("source", type=FILE, required=False)
@config_option
@click.option("--apt", is_flag=True, help="From the machine's apt sources, whose own signatures count.")
@click.option("--downgrade", is_flag=True, help="Also accept an older version, or the same again.")
@click.option(
    "--sign", "key", type=FILE, help="Only sign SOURCE, with the Ed25519 private key in this PEM file."
)
@click.option("--patience-s", type=click.FloatRange(5, 3600), default=180.0, show_default=True, hidden=True)
@click.option("--steady-s", type=click.FloatRange(1, 3600), default=60.0, show_default=True, hidden=True)
def update(  # noqa: PLR0917
    source: Path | None,
    config_file: Path | None,
    apt: bool,
    downgrade: bool,
    key: Path | None,
    patience_s: float,
    steady_s: float,
) -> None:
    """Install a new version from SOURCE, a package file or a folder with one, such as a USB stick.

    Beside the package lies its signature, PACKAGE.sig, by a key in /etc/matside/update-keys. If the new
    version is not healthy within three minutes, the one before comes back by itself.
    """
    if (source is None) == (not apt):
        raise UsageError("give a package, a folder with one, or --apt; matside update --help tells more")
    if key is not None and source is not None:
        click.echo(f"written: {sign(source, key)}")
        return
    if os.geteuid() != 0:
        raise UsageError("an update needs root: sudo matside update ...")
    config = load(find_file(config_file, os.environ), os.environ)
    before = installed_version()
    Procedure(config, FOLDER, _say, patience_s=patience_s, steady_s=steady_s).run(source, downgrade=downgrade)
    click.echo(
        f"installed; if it is not healthy within {patience_s:.0f} s, version {before} comes back by itself"
    )


def _say(stage: Stage, words: str) -> None:
    if words:
        click.echo(words)
