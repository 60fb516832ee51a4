"""`matside stick`: root's end of the touchscreen's page "USB stick"; systemd starts it for each order."""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Final

import click

from device.commands.options import FILE
from device.config_file import find_file, load
from device.errors import UsageError
from device.stick.answers import Answers
from device.stick.devices import partitions
from device.stick.installation import Installation
from device.stick.order import LONGEST_LINE_BYTES, OUTCOME, RestoreOrder
from device.stick.reception import received
from device.stick.service import FROM_STICK, Service
from device.update import guard

PATIENCE_S: Final = 10.0
"""So long may whoever has connected think about the order: nobody else can give one meanwhile."""


@click.command(hidden=True)
@click.option("--install", type=FILE, help="Go on with an update: the package of this name, copied before.")
def stick(install: Path | None) -> None:
    """Take one order on standard input, do it, say on standard output how it goes. Needs root.

    matside-stick.socket starts it when the touchscreen asks; docs/decisions/usb-stick.md tells why.
    """
    if os.geteuid() != 0:
        raise UsageError("what is done with a stick needs root; use the touchscreen's page, or sudo")
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    answers = Answers(sys.stdout.fileno(), OUTCOME.parent)
    if install is not None:
        config = load(find_file(None, os.environ), os.environ)
        Installation(config, answers).run(guard.FOLDER / FROM_STICK / install.name)
        return
    order = received(read_line(sys.stdin.fileno()), answers)
    if isinstance(order, RestoreOrder):
        # A machine that is switched off now waits for the end of it.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if order is not None:
        Service(answers, partitions).do(order)


def read_line(descriptor: int) -> bytes:
    """One line, or what there was of it when patience ended."""
    said, deadline_s = b"", time.monotonic() + PATIENCE_S
    while b"\n" not in said and len(said) < LONGEST_LINE_BYTES:
        left_s = deadline_s - time.monotonic()
        if left_s <= 0 or not select.select([descriptor], [], [], left_s)[0]:
            break
        piece = os.read(descriptor, LONGEST_LINE_BYTES)
        if not piece:
            break
        said += piece
    return said.partition(b"\n")[0]
