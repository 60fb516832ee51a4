"""`matside clinic serve` and `ingest`: the composition root of the clinic's own server.

It is another program than the appliance, on another machine; its packages are an extra, imported only here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from device.clinic.ingest import Ingest
from device.config import Config
from device.config_file import find_file, load
from device.errors import ConfigError, UsageError
from device.lifecycle import Lifecycle
from device.worker import Worker

config_option = click.option(
    "--config", "config_file", type=click.Path(path_type=Path), help="As for `matside run`."
)


@contextmanager
def clinic_packages() -> Iterator[None]:
    """What is imported in this block may be missing where only the appliance is installed.

    Raises:
        UsageError: it is missing; says what to install.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is not installed: the clinic's server needs requirements/clinic.txt "
            "(pip install 'matside[clinic]')"
        ) from error


@click.command()
@config_option
def ingest(config_file: Path | None) -> None:
    """Store what devices send; any number of these may run beside `serve`, on any machine."""
    with clinic_packages():
        from device.clinic.store.database import Database, database_url
        from device.clinic.store.intake import Intake
    config = _load(config_file)
    lifecycle = Lifecycle()
    lifecycle.catch_signals()
    with Database.open(database_url(_given(config), config.store.data_dir)) as database:
        worker = Ingest(
            config.link, Intake(database), group=config.clinic.group, tell=click.echo, single=False
        )
        sys.exit(lifecycle.run([Worker("ingest", worker.run, lifecycle.worker_died)], stopping=_nothing))


def _load(config_file: Path | None) -> Config:
    config = load(find_file(config_file, os.environ), os.environ)
    if config.link.host is None:
        raise ConfigError("link.host: not set; give the name of the clinic's broker")
    return config


def _given(config: Config) -> str | None:
    """The database as in the settings; for SQLite, its folder is made."""
    if config.clinic.database is not None:
        return config.clinic.database.get_secret_value()
    try:
        config.store.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"store.data_dir = {config.store.data_dir}: can't be made ({error.strerror}); "
            "name a folder that can be written"
        ) from error
    return None


def _nothing() -> None:
    """No supervisor waits for word of the end."""
