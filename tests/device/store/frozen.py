"""Databases as each schema's Matside left them, as SQL that nobody edits: what migrations take forward.

After a new migration: `python -m tests.device.store.frozen` writes the newest schema's, from the one before.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from device.store import Store
from device.store.schema import APPLICATION_ID, MIGRATIONS

FOLDER = Path(__file__).with_name("schemas")
FROZEN = sorted(int(file.stem) for file in FOLDER.glob("*.sql"))


def thaw(path: Path, schema: int) -> None:
    """Make the database as the Matside of that schema left it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((FOLDER / f"{schema}.sql").read_text("utf-8"))


def freeze(path: Path, schema: int) -> None:
    """Write a database of that schema down."""
    with closing(sqlite3.connect(path)) as connection:
        lines = list(connection.iterdump())
    marks = [f"PRAGMA application_id = {APPLICATION_ID};", f"PRAGMA user_version = {schema};"]
    (FOLDER / f"{schema}.sql").write_text("\n".join([*lines, *marks]) + "\n", "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "matside.db"
        thaw(database, FROZEN[-1])
        Store.open(database).close()
        if FROZEN[-1] < len(MIGRATIONS):
            freeze(database, len(MIGRATIONS))
