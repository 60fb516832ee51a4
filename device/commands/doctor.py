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
from device.doctor.check import Check, Level
from device.errors import ConfigError


@click.command()
@config_option
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object and nothing else.")
def doctor(config_file: Path | None, json_wanted: bool) -> None:
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
    found += checks(config)
    if json_wanted:
        click.echo(as_json(found))
    else:
        click.echo(words(found))
        click.echo(f"\nSettings in force:\n\n{effective(config)}")
    sys.exit(exit_code(found))
