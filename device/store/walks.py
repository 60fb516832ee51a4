"""Walks in the database: logged with one touch, told to the clinic as minutes with the next session."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from device.errors import UsageError
from device.store.database import Database
from device.store.people import People

LONGEST_MIN = 600
MOST_A_DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk; `date` is local and never leaves the device."""

    day: int
    date: str
    minutes: int


class Walks:
    """What people have walked; safe from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime], people: People) -> None:
        self._database = database
        self._clock = clock
        self._people = people

    def log(self, profile_id: str, minutes: int) -> Walk:
        """The person has walked so many minutes today.

        Raises:
            UsageError: that is not possible.
        """
        if not 1 <= minutes <= LONGEST_MIN:
            raise UsageError(f"minutes: {minutes} is not from 1 to {LONGEST_MIN}")
        today = self._clock().date().isoformat()
        with self._database.transaction() as connection:
            (before,) = connection.execute(
                "SELECT coalesce(sum(minutes), 0) FROM walk WHERE profile_id = ? AND date = ?",
                (profile_id, today),
            ).fetchone()
            if before + minutes > MOST_A_DAY_MIN:
                raise UsageError(
                    f"minutes: with {before} walked today, {minutes} more don't fit into the day"
                )
            walk = Walk(self._people.day_within(connection, profile_id, remember=True), today, minutes)
            connection.execute(
                "INSERT INTO walk (profile_id, day, date, minutes) VALUES (?, ?, ?, ?)",
                (profile_id, walk.day, walk.date, walk.minutes),
            )
        return walk

    def all(self, profile_id: str) -> list[Walk]:
        """Every walk of a person, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT day, date, minutes FROM walk WHERE profile_id = ? ORDER BY seq", (profile_id,)
            ).fetchall()
        return [Walk(*row) for row in rows]

    def told_within(self, connection: sqlite3.Connection, profile_id: str, session_id: str) -> None:
        """This session's summary tells what was walked since the one before; in the caller's transaction."""
        connection.execute(
            "UPDATE walk SET session_id = ? WHERE profile_id = ? AND session_id IS NULL",
            (session_id, profile_id),
        )
