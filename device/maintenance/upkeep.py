"""The database checked, what is old deleted, unused room given back; beside a running appliance."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from device.errors import StoreError
from device.store.schema import APPLICATION_ID, MIGRATIONS

PATIENCE_S: Final = 10.0
WASTE_BYTES: Final = 1_000_000
"""Unused room in the file that is worth writing the whole file anew for: that wears the memory card."""


class Upkeep:
    """Maintenance of one database. It never replaces the file, which the appliance may have open.

    Args:
        path: the database.
        now: the local time; the clock of a device without network may be wrong, see `delete_old`.

    Raises:
        StoreError: from every method: the file can't be used, or is not this version's.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        self._path = path
        self._now = now

    def check(self) -> str:
        """One line if the file is sound.

        Raises:
            StoreError: it is damaged.
        """
        with self._open() as database:
            faults = [fault for (fault,) in database.execute("PRAGMA integrity_check(1)") if fault != "ok"]
        if faults:
            raise StoreError(
                f"{self._path}: damaged ({' '.join(faults[0].split())}); start Matside again: it keeps the "
                "file under another name and begins a new one"
            )
        return "database: sound"

    def delete_old(self, details_days: int, sessions_days: int) -> str:
        """Delete the details, or all, of sessions that are so many days older than the newest; 0 keeps.

        A clock that runs ahead must not delete anything, so the newest session is today, unless it is in the
        future.
        """
        with self._open() as database, database:
            (newest,) = database.execute(
                "SELECT max(substr(started, 1, 10)) FROM session WHERE ending IS NOT NULL"
            ).fetchone()
            today = self._now if newest is None else min(self._now, datetime.fromisoformat(newest))
            details = sessions = 0
            if details_days:
                details = database.execute(
                    "DELETE FROM event WHERE session_id IN "
                    "(SELECT id FROM session WHERE ending IS NOT NULL AND substr(started, 1, 10) < ?)",
                    (_days_before(today, details_days),),
                ).rowcount
            if sessions_days:
                limit = _days_before(today, sessions_days)
                sessions = database.execute(
                    "DELETE FROM session WHERE ending IS NOT NULL AND substr(started, 1, 10) < ?", (limit,)
                ).rowcount
                database.execute("DELETE FROM walk WHERE date < ?", (limit,))
        return f"old data: details of {details} events and {sessions} sessions deleted"

    def give_room_back(self) -> str:
        """Fold the log into the file; write the file anew if much of it is unused, never in mid-session."""
        with self._open() as database:
            (in_session,) = database.execute("SELECT count(*) FROM session WHERE ending IS NULL").fetchone()
            unused = _number(database, "freelist_count") * _number(database, "page_size")
            if in_session:
                return "room: left as it is, a session is under way"
            if unused >= WASTE_BYTES:
                database.execute("VACUUM")
            database.execute("PRAGMA optimize")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        given = f"{unused / 1e6:.1f} MB given back" if unused >= WASTE_BYTES else "nothing to give back"
        return f"room: {given}, {self._path.stat().st_size / 1e6:.1f} MB in use"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(
                sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=rw", timeout=PATIENCE_S, uri=True)
            ) as database:
                if _number(database, "application_id") != APPLICATION_ID:
                    raise StoreError(f"{self._path}: not a Matside database; name another store.data_dir")
                if (version := _number(database, "user_version")) != len(MIGRATIONS):
                    raise StoreError(
                        f"{self._path}: of another version of Matside (schema {version}, this one has "
                        f"{len(MIGRATIONS)}); start this version's appliance first"
                    )
                database.execute("PRAGMA foreign_keys = ON")
                yield database
        except sqlite3.Error as error:
            raise StoreError(
                f"{self._path}: maintenance stopped: {error}; the data is as it was, try again later"
            ) from error


def _days_before(day: datetime, days: int) -> str:
    return (day - timedelta(days=days)).date().isoformat()


def _number(database: sqlite3.Connection, pragma: str) -> int:
    return int(database.execute(f"PRAGMA {pragma}").fetchone()[0])
