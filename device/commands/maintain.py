"""`matside maintain`: check the database, delete what is old, give room back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from device.commands.options import config_option
from device.config_file import find_file, load
from device.errors import StoreError, UsageError
from device.maintenance.outcome import Outcome, keep_outcome
from device.maintenance.remains import clear_half_written, clear_remains
from device.maintenance.upkeep import Upkeep
from device.place import is_there


@click.command()
@config_option
def maintain(config_file: Path | None) -> None:
    """Check the database, delete what the settings call old, give room back.

    May run beside the appliance; the service does so every night. A damaged database is told (exit code 1)
    and left as it is. What it came to is kept for `matside doctor` and the screen's page about the device.
    """
    settings = load(find_file(config_file, os.environ), os.environ).store
    path = settings.data_dir / "matside.db"
    if not is_there(path):
        raise UsageError(f"{path}: no database yet; it is made when Matside runs for the first time")
    upkeep = Upkeep(path, datetime.now())
    steps: tuple[Callable[[], str], ...] = (
        upkeep.check,
        lambda: upkeep.delete_old(settings.keep_details_days, settings.keep_sessions_days),
        upkeep.give_room_back,
        lambda: clear_remains(settings.data_dir),
        lambda: clear_half_written(settings.data_dir, time.time()),
    )
    told = []
    try:
        for step in steps:
            told.append(step())
            click.echo(told[-1])
    except StoreError as error:
        keep_outcome(settings.data_dir, Outcome(good=False, words=str(error)))
        raise
    keep_outcome(settings.data_dir, Outcome(good=True, words="; ".join(told)))
