"""`matside clinic user` and `erase`: who may sign in at the clinic's pages; deleting a patient."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TextIO

import click

from device.commands.clinic_records import load_config, opened
from device.commands.options import config_option
from device.errors import UsageError


@click.group("user")
def user_group() -> None:
    """Who may sign in at the clinic's pages."""


@user_group.command("add")
@config_option
@click.option("--administrator", is_flag=True, help="Also sees the log of who saw what.")
@click.option(
    "--password-file", type=click.File(encoding="utf-8"), help="Its first line; default: asked for."
)
@click.argument("name")
def add(config_file: Path | None, administrator: bool, password_file: TextIO | None, name: str) -> None:
    """Let NAME sign in; for a known name, change the password."""
    with opened(load_config(config_file)) as database:
        from device.clinic.store.people import People

        if password_file is not None:
            password = password_file.readline().rstrip("\n")
        else:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        people = People(database)
        people.add(name, password, administrator=administrator)
        people.note(getpass.getuser(), "added user", detail=name, address="command line")
    click.echo(f"{name} may sign in")


@user_group.command("remove")
@config_option
@click.argument("name")
def remove(config_file: Path | None, name: str) -> None:
    """Let NAME in no more, at once."""
    with opened(load_config(config_file)) as database:
        from device.clinic.store.people import People

        people = People(database)
        if not people.remove(name):
            raise UsageError(f"{name}: no such user; `matside clinic user list` shows them")
        people.note(getpass.getuser(), "removed user", detail=name, address="command line")
    click.echo(f"{name} is signed out and may not sign in")


@user_group.command("list")
@config_option
def show(config_file: Path | None) -> None:
    """Print who may sign in."""
    with opened(load_config(config_file)) as database:
        from device.clinic.store.people import People

        for one in People(database).all():
            click.echo(f"{one.name}{' (administrator)' if one.administrator else ''}")


@click.command()
@config_option
@click.confirmation_option(prompt="Delete everything about this patient?")
@click.argument("patient_code")
def erase(config_file: Path | None, patient_code: str) -> None:
    """Delete everything about PATIENT_CODE; only the log of who saw it stays."""
    with opened(load_config(config_file)) as database:
        from device.clinic.store.people import People
        from device.clinic.store.records import Records

        if not Records(database).erase(patient_code):
            raise UsageError(f"{patient_code}: nothing was ever heard of this patient")
        People(database).note(
            getpass.getuser(), "erased", patient_code=patient_code[:16], address="command line"
        )
    click.echo(f"{patient_code}: everything is deleted")
