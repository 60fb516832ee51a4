"""The clinic's records, opened as the configuration says; for the commands that need them.

The packages for it are an extra: nothing outside these commands imports them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from device.config import Config
from device.config_file import find_file, load
from device.errors import UsageError

if TYPE_CHECKING:
    from device.clinic.store.database import Database


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
            f"{error.name} is not installed: the clinic's server needs the packages of "
            "requirements/clinic.txt (or: pip install 'matside[clinic]')"
        ) from error


def load_config(config_file: Path | None) -> Config:
    """The effective configuration."""
    return load(find_file(config_file, os.environ), os.environ)


@contextmanager
def opened(config: Config) -> Iterator[Database]:
    """The records, brought to this version.

    Raises:
        UsageError: packages are missing, or the folder can't be made.
        StoreError: the database is away or refuses.
    """
    with clinic_packages():
        from device.clinic.store.database import Database, database_url
    given, folder = config.clinic.database, config.store.data_dir
    if given is None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"store.data_dir = {folder}: can't be made ({error.strerror}); "
                "name a folder that can be written"
            ) from error
    with Database.open(database_url(given.get_secret_value() if given else None, folder)) as database:
        yield database
