"""`matside clinic`: the clinician's end of the link."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import click

from device.clinic.acl import acl
from device.clinic.signing import new_key
from device.clinic.watch import ClinicWatch
from device.commands.clinic_people import erase, user_group
from device.commands.clinic_server import ingest, serve
from device.commands.options import FILE, config_option
from device.config_file import find_file, load
from device.errors import UsageError
from device.link.pairing import CHECKED, check_code, pairing_code, read_pairing
from device.place import read_text


@click.group()
def clinic() -> None:
    """The clinician's end of the link."""


@clinic.command()
@config_option
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


@clinic.command("acl")
@config_option
@click.option("--user", "clinic_user", default="clinic", show_default=True, help="The clinic's own user.")
@click.option("-o", "--output", type=FILE, help="Write this file; default: print it.")
@click.argument("devices", nargs=-1, required=True)
def write_acl(
    config_file: Path | None, clinic_user: str, output: Path | None, devices: tuple[str, ...]
) -> None:
    """Write mosquitto's ACL file: a device may use its own topics alone, the clinic all of its own.

    DEVICES are USER=PATIENT_CODE: the device's user name at the broker and its patient's code, or those of a
    household, with commas; - reads them from standard input, one a line.
    """
    named = sys.stdin.read().split() if devices == ("-",) else devices
    owners: dict[str, list[str]] = {}
    for one in named:
        name, given, codes = one.partition("=")
        if not given:
            raise UsageError(f"{one!a}: give USER=PATIENT_CODE, as mat-0317=K7Q2M9")
        if name in owners:
            raise UsageError(f"{name}: named twice; each device has a user name of its own")
        owners[name] = codes.split(",")
    settings = load(find_file(config_file, os.environ), os.environ).link
    text = acl(settings.clinic, clinic_user, owners)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        # As mosquitto wants it: not for others to read.
        output.touch(mode=0o600)
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output}: can't be written ({error.strerror})") from error


@clinic.command("key")
@click.argument("file", type=FILE)
def make_key(file: Path) -> None:
    """Make the clinic's private key in FILE, and print the public one for the devices' link.clinic_key."""
    click.echo(new_key(file))


@clinic.command()
@click.argument("file", type=FILE)
def pair(file: Path) -> None:
    """Print the pairing code of FILE, a pairing file (JSON), and the check code that both sides must see."""
    pairing = read_pairing(read_text(file))
    try:
        check = check_code(**pairing.model_dump(include=CHECKED))
    except ValueError:
        raise UsageError(f"{file}: ca: holds no certificate in PEM form") from None
    click.echo(pairing_code(pairing))
    click.echo(f"check code: {check}", err=True)


for command in (ingest, serve, user_group, erase):
    clinic.add_command(command)
