"""Options and arguments that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

FILE: Final = click.Path(path_type=Path, readable=False)
"""A path. Nothing is looked at here: whoever opens it says what is wrong with it in one line."""

config_option = click.option(
    "--config",
    "config_file",
    type=FILE,
    help="Configuration file; default $MATSIDE_CONFIG, else /etc/matside/matside.toml if it is there.",
)
