"""Alerts in the database: queued together with what must be remembered of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from device.link.messages import RedFlag
from device.store.database import Database
from device.store.outbox import Outbox, OutboxKind
from device.store.people import People
from device.store.programme_day import part_of_day
from device.store.records import Absence
from device.summary import Payload


class Alerts:
    """What the clinic is told before the next summary; safe from any thread.

    Nothing is queued about people whose results the clinic does not get.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], people: People, outbox: Outbox
    ) -> None:
        self._database = database
        self._clock = clock
        self._people = people
        self._outbox = outbox

    def absence(self, profile: str) -> Absence | None:
        """How long a person had no session; None before the first one and while the clock is not set."""
        if not self._people.clock_is_set():
            return None
        with self._database.reading() as connection:
            (last_day,) = connection.execute(
                "SELECT max(programme_day) FROM session WHERE profile_id = ?", (profile,)
            ).fetchone()
            (told,) = connection.execute(
                "SELECT absence_told FROM profile WHERE id = ?", (profile,)
            ).fetchone()
            if last_day is None:
                return None
            day = self._people.day_within(connection, profile)
        told_days = max(0, told - last_day) if told else 0
        return Absence(profile, day, part_of_day(self._clock()), day - last_day, told_days)

    def tell_absence(self, alert_id: str, alert: Payload, absence: Absence) -> None:
        """Queue an alert about an absence and remember that it was told, in one transaction."""
        with self._database.transaction() as connection:
            self._outbox.put_within(connection, OutboxKind.ALERT, alert_id, alert)
            connection.execute(
                "UPDATE profile SET absence_told = ? WHERE id = ?", (absence.programme_day, absence.profile)
            )
        self._outbox.announce(OutboxKind.ALERT)

    def raise_red_flags(
        self, profile_id: str, red_flags: Sequence[RedFlag], alert_id: str, alert: Payload
    ) -> None:
        """Queue an alert about red flags and remember that they must be read, in one transaction."""
        with self._database.transaction() as connection:
            if self._people.sends_within(connection, profile_id):
                self._outbox.put_within(connection, OutboxKind.ALERT, alert_id, alert)
            self._people.flag_within(connection, profile_id, red_flags)
        self._outbox.announce(OutboxKind.ALERT)

    def raise_alert(self, profile_id: str, alert_id: str, alert: Payload) -> None:
        """Queue an alert about a person whose results the clinic gets; the same id again changes nothing."""
        with self._database.transaction() as connection:
            if self._people.sends_within(connection, profile_id):
                self._outbox.put_within(connection, OutboxKind.ALERT, alert_id, alert)
        self._outbox.announce(OutboxKind.ALERT)

    def read_red_flags(self, profile_id: str) -> None:
        """The red flags were read."""
        with self._database.transaction() as connection:
            self._people.flag_within(connection, profile_id, ())
