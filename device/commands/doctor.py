"""`matside doctor`: every part checked, in words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from device.config_file import effective, find_file, load
from device.doctor import as_json, checks, exit_code, words


@click.command()
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="As for `matside run`.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object and nothing else.")
def doctor(config_file: Path | None, json_: bool) -> None:
    """Check every part, say in words how it is, and print the effective configuration (secrets masked)."""
    config = load(find_file(config_file, os.environ), os.environ)
    found = checks(config)
    if json_:
        click.echo(as_json(found))
    else:
        click.echo(words(found))
        click.echo()
        click.echo(effective(config))
    sys.exit(exit_code(found))
