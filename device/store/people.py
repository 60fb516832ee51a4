"""The people of the household in the database: who they are, who is chosen, what they must still read."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime

from device.care.profile import MOST_PROFILES, Profile, checked_name, checked_picture
from device.errors import UsageError
from device.link.messages import RedFlag
from device.store.database import Database
from device.store.programme_day import CLOCK_UNSET_BEFORE, programme_day

# Without letters and figures that look alike: the code is read out and typed.
_CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_CHOSEN = "chosen_profile"
_COLUMNS = "id, name, picture, coalesce(patient_code, ''), programme"


def new_patient_code() -> str:
    """A random code that says nothing of the person."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(8))


class People:
    """One row for each person; safe from any thread. The first one is there from the beginning.

    Args:
        database: where they are kept.
        clock: tells the local time, with its zone.
        device_code: the patient code of those who have none of their own.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], device_code: Callable[[], str]
    ) -> None:
        self._database = database
        self._clock = clock
        self._device_code = device_code

    def all(self) -> list[Profile]:
        """Everybody, in the order in which they came."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM profile ORDER BY seq").fetchall()
        return [self._profile(row) for row in rows]

    def chosen(self) -> Profile:
        """Who exercises now."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM profile "
                "ORDER BY id IS (SELECT value FROM meta WHERE key = ?) DESC, seq LIMIT 1",
                (_CHOSEN,),
            ).fetchone()
        return self._profile(row)

    def find(self, profile_id: str) -> Profile:
        """One person.

        Raises:
            UsageError: there is nobody of this id.
        """
        for profile in self.all():
            if profile.id == profile_id:
                return profile
        raise UsageError(f"profile: {profile_id[:40]!r} is nobody of this household; reload the page")

    def add(self, name: str, picture: str, programme: str) -> Profile:
        """Add a person with a patient code of their own, which no clinic knows: nothing is sent of them.

        Raises:
            UsageError: the name or the picture can't be used, or there are too many people.
        """
        name, picture = checked_name(name), checked_picture(picture)
        profile_id = secrets.token_hex(16)
        with self._database.transaction() as connection:
            (count,) = connection.execute("SELECT count(*) FROM profile").fetchone()
            if count >= MOST_PROFILES:
                raise UsageError(f"there are {count} people already, no more are possible; remove one first")
            connection.execute(
                "INSERT INTO profile (id, name, picture, patient_code, programme) VALUES (?, ?, ?, ?, ?)",
                (profile_id, name, picture, new_patient_code(), programme),
            )
        return self.find(profile_id)

    def change(self, profile_id: str, name: str, picture: str) -> Profile:
        """Give a person another name or picture.

        Raises:
            UsageError: the name or the picture can't be used, or there is nobody of this id.
        """
        name, picture = checked_name(name), checked_picture(picture)
        self._update("name = ?, picture = ?", (name, picture), profile_id)
        return self.find(profile_id)

    def choose(self, profile_id: str) -> Profile:
        """From now on this person exercises.

        Raises:
            UsageError: there is nobody of this id.
        """
        profile = self.find(profile_id)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_CHOSEN, profile_id)
            )
        return profile

    def remove(self, profile_id: str) -> None:
        """Delete a person with all sessions, walks and messages that wait.

        Raises:
            UsageError: it is the last one, or there is nobody of this id.
        """
        self.find(profile_id)
        with self._database.transaction() as connection:
            (count,) = connection.execute("SELECT count(*) FROM profile").fetchone()
            if count == 1:
                raise UsageError("profile: the last person can't be removed; delete everything instead")
            connection.execute(
                "DELETE FROM outbox WHERE id IN (SELECT id FROM session WHERE profile_id = ?)", (profile_id,)
            )
            connection.execute("DELETE FROM profile WHERE id = ?", (profile_id,))

    def follow(self, profile_id: str, programme: str) -> None:
        """The person follows this programme."""
        self._update("programme = ?", (programme,), profile_id)

    def use_code(self, profile_id: str, patient_code: str) -> None:
        """The clinic knows the person by this code, and gets the results from now on.

        Raises:
            UsageError: somebody else of the household has it.
        """
        for other in self.all():
            if other.patient_code == patient_code and other.id != profile_id:
                raise UsageError(f"patient code: {patient_code} is another person's of this household")
        self._update("patient_code = ?, sends = 1", (patient_code,), profile_id)

    def senders(self) -> list[Profile]:
        """Those whose results the clinic gets."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM profile WHERE sends ORDER BY seq").fetchall()
        return [self._profile(row) for row in rows]

    def sends_within(self, connection: sqlite3.Connection, profile_id: str) -> bool:
        """Whether the clinic gets the person's results; in a transaction that the caller holds."""
        row = connection.execute("SELECT sends FROM profile WHERE id = ?", (profile_id,)).fetchone()
        return bool(row and row[0])

    def red_flags(self, profile_id: str) -> tuple[RedFlag, ...]:
        """What was told and not read yet."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT red_flags FROM profile WHERE id = ?", (profile_id,)).fetchone()
        return tuple(RedFlag(flag) for flag in (row[0] or "").split()) if row else ()

    def flag_within(
        self, connection: sqlite3.Connection, profile_id: str, red_flags: Sequence[RedFlag]
    ) -> None:
        """Remember what was told, in a transaction that the caller holds; nothing: it was read."""
        connection.execute(
            "UPDATE profile SET red_flags = ? WHERE id = ?", (" ".join(red_flags) or None, profile_id)
        )

    def day_within(self, connection: sqlite3.Connection, profile_id: str, *, remember: bool = False) -> int:
        """Which day of the person's programme it is, from 1; `remember` the day on which it began."""
        (known,) = connection.execute(
            "SELECT programme_start FROM profile WHERE id = ?", (profile_id,)
        ).fetchone()
        (last_day,) = connection.execute(
            "SELECT coalesce(max(programme_day), 0) FROM session WHERE profile_id = ?", (profile_id,)
        ).fetchone()
        start = date.fromisoformat(known) if known else None
        day, start = programme_day(self._clock().date(), start, last_day)
        if remember and start is not None:
            connection.execute(
                "UPDATE profile SET programme_start = ? WHERE id = ?", (start.isoformat(), profile_id)
            )
        return day

    def clock_is_set(self) -> bool:
        """False while the clock shows a date that can't be."""
        return self._clock().date() >= CLOCK_UNSET_BEFORE

    def _update(self, assignment: str, values: tuple[str, ...], profile_id: str) -> None:
        with self._database.transaction() as connection:
            changed = connection.execute(
                f"UPDATE profile SET {assignment} WHERE id = ?", (*values, profile_id)
            ).rowcount
        if not changed:
            self.find(profile_id)

    def _profile(self, row: tuple[str, str, str, str, str]) -> Profile:
        profile_id, name, picture, code, programme = row
        return Profile(profile_id, name, picture, code or self._device_code(), programme)
