"""`matside clinic`: the clinician's end of the link."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from types import FrameType

import click

from device.clinic.watch import ClinicWatch
from device.commands.clinic_server import ingest
from device.config_file import find_file, load


@click.group()
def clinic() -> None:
    """The clinician's end of the link."""


@clinic.command()
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="As for `matside run`.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each message.")
@click.option(
    "--receipts/--no-receipts",
    default=False,
    show_default=True,
    help="Confirm what was printed, as a clinic's store would: the device then drops it from its outbox.",
)
def watch(config_file: Path | None, as_json: bool, receipts: bool) -> None:
    """Subscribe to the configured broker (link.*) and print summaries, alerts and states as they come."""
    settings = load(find_file(config_file, os.environ), os.environ).link
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    watching = ClinicWatch(
        settings,
        emit=click.echo,
        tell=lambda line: click.echo(line, err=True),
        as_json=as_json,
        receipts=receipts,
    )
    watching.run(stop)


for command in (ingest,):
    clinic.add_command(command)
