"""`matside outbox`: what waits for the clinic, and sending it once more."""

from __future__ import annotations

import os
from pathlib import Path

import click

from device.commands.options import config_option
from device.config_file import find_file, load
from device.errors import UsageError
from device.place import is_there
from device.store import Store


@click.group(invoke_without_command=True)
@config_option
@click.pass_context
def outbox(context: click.Context, config_file: Path | None) -> None:
    """Say what waits for the clinic."""
    folder = load(find_file(config_file, os.environ), os.environ).store.data_dir
    path = folder / "matside.db"
    if not is_there(path):
        raise UsageError(f"{path}: no database yet; it is made when Matside runs for the first time")
    store = Store.open(path)
    context.call_on_close(store.close)
    context.obj = store
    if context.invoked_subcommand is None:
        click.echo(f"{store.outbox.waiting()} waiting, {store.outbox.kept()} delivered in the last 90 days")
        if dropped := store.outbox.dropped():
            click.echo(f"{dropped} waited too long and were given up; the sessions are still in the history")


@outbox.command()
@click.pass_obj
def resend(store: Store) -> None:
    """Send everything of the last 90 days once more, for a clinic that has lost it; repeats do no harm."""
    click.echo(f"{store.outbox.requeue()} messages will be sent again")
