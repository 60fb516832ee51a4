"""`matside doctor`: is everything in order on this machine?"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from device.commands.options import config_option
from device.config import Config
from device.config_file import effective, find_file, load
from device.doctor import as_json, checks, exit_code, words
from device.doctor.bundle import write_bundle
from device.doctor.check import Check, Level
from device.errors import ConfigError


@click.command()
@config_option
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object and nothing else.")
@click.option(
    "--bundle",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what helps to find a fault into this new zip file, without personal data.",
)
def doctor(config_file: Path | None, json_wanted: bool, bundle: Path | None) -> None:
    """Look at every part and say in words how it is; print the settings in force.

    Exit code 1 if a part fails. Takes some seconds: the camera is opened and the broker is called.
    """
    try:
        path = find_file(config_file, os.environ)
        config = load(path, os.environ)
        found = [Check("settings", Level.OK, str(path) if path else "defaults, no configuration file")]
    except ConfigError as error:
        config = Config()
        found = [Check("settings", Level.FAIL, line) for line in str(error).splitlines()]
        path = None
    found += checks(config)
    if bundle is not None:
        write_bundle(bundle, config, found, path)
    if json_wanted:
        click.echo(as_json(found))
    elif bundle is not None:
        click.echo(
            f"{bundle}: written, without names, codes, results or addresses; read it before you pass it on"
        )
    else:
        click.echo(words(found))
        click.echo(f"\nSettings in force:\n\n{effective(config)}")
    sys.exit(exit_code(found))
