"""What waits for the clinician: written with the session, gone only when it is known to have arrived."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from device.store.database import Database
from device.store.programme_day import CLOCK_UNSET_BEFORE
from device.summary import Payload

log = logging.getLogger(__name__)

KEPT_AFTER_DELIVERY: Final = timedelta(days=90)

LONGEST_WAIT: Final = timedelta(days=730)
NEVER_TOO_OLD: Final = 500
"""So many of the newest stay whatever their age: a clock that jumps for years must not empty the outbox."""
MOST_WAITING: Final = 5000
"""Waiting summaries; at three a day four and a half years, about 15 MB."""


class OutboxKind(StrEnum):
    """What a row holds; also the last part of its topic."""

    ALERT = "alert"
    SUMMARY = "summary"


_DROPPED: Final = "outbox_dropped"
_PRIORITY: Final = {OutboxKind.ALERT: 0, OutboxKind.SUMMARY: 1}


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message. `id` makes repeats harmless: a summary's is its session's."""

    id: str
    kind: OutboxKind
    payload: str
    sent_count: int


class Outbox:
    """The queue of messages in the database; safe from any thread.

    A delivered row is kept for 90 days, so that it can be sent again on request, and then removed. Summaries
    that can't be delivered are given up, oldest first, beyond MOST_WAITING, and after LONGEST_WAIT beyond
    NEVER_TOO_OLD; their sessions stay in the person's history. Alerts wait for ever.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._watchers: list[Callable[[OutboxKind], None]] = []
        self._watchers_lock = threading.Lock()

    def watch(self, watcher: Callable[[OutboxKind], None]) -> None:
        """Call `watcher` (quick, from any thread) with its kind whenever a message was put in."""
        with self._watchers_lock:
            self._watchers.append(watcher)

    def put(self, kind: OutboxKind, message_id: str, payload: Payload) -> None:
        """Queue a message of its own (an alert); the same id again changes nothing."""
        with self._database.transaction() as connection:
            self.put_within(connection, kind, message_id, payload)
        self.announce(kind)

    def put_within(
        self, connection: sqlite3.Connection, kind: OutboxKind, message_id: str, payload: Payload
    ) -> None:
        """Queue a message inside a transaction that the caller holds; `announce` it afterwards."""
        connection.execute(
            "INSERT INTO outbox (id, kind, priority, payload, created_s) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (message_id, kind, _PRIORITY[kind], payload.model_dump_json(), self._clock().timestamp()),
        )

    def announce(self, kind: OutboxKind) -> None:
        """Tell whoever watches of a message that was put in."""
        with self._watchers_lock:
            watchers = list(self._watchers)
        for watcher in watchers:
            watcher(kind)

    def pending(self, limit: int, skip: Collection[str] = ()) -> list[OutboxRow]:
        """Rows not known to have arrived: alerts first, then the oldest.

        Args:
            limit: at most so many.
            skip: ids to leave out.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, kind, payload, sent_count FROM outbox "
                "WHERE delivered_s IS NULL AND id NOT IN (SELECT value FROM json_each(?)) "
                "ORDER BY priority, seq LIMIT ?",
                (json.dumps(list(skip)), limit),
            ).fetchall()
        return [OutboxRow(id_, OutboxKind(kind), payload, sent) for id_, kind, payload, sent in rows]

    def waiting(self) -> int:
        """How many rows are pending."""
        with self._database.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM outbox WHERE delivered_s IS NULL").fetchone()
        return int(count)

    def kept(self) -> int:
        """How many delivered rows can still be sent again."""
        with self._database.reading() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM outbox WHERE delivered_s IS NOT NULL"
            ).fetchone()
        return int(count)

    def dropped(self) -> int:
        """How many summaries were given up since the database was made."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (_DROPPED,)).fetchone()
        return int(row[0]) if row else 0

    def mark_sent(self, message_id: str) -> None:
        """The broker has taken the message; it stays pending."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE outbox SET sent_count = sent_count + 1, last_sent_s = ? WHERE id = ?",
                (self._clock().timestamp(), message_id),
            )

    def mark_delivered(self, message_ids: Collection[str]) -> int:
        """The clinic has these, by its receipt or, where it gives none, by the broker's word.

        Returns:
            How many of them were pending; unknown ids and repeats count nothing.
        """
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE outbox SET delivered_s = ? "
                "WHERE delivered_s IS NULL AND id IN (SELECT value FROM json_each(?))",
                (self._clock().timestamp(), json.dumps(list(message_ids))),
            ).rowcount

    def requeue(self) -> int:
        """Send everything that is still kept once more; returns how many rows."""
        with self._database.transaction() as connection:
            count = connection.execute(
                "UPDATE outbox SET delivered_s = NULL WHERE delivered_s IS NOT NULL"
            ).rowcount
        self.announce(OutboxKind.SUMMARY)
        return count

    def prune_within(self, connection: sqlite3.Connection) -> None:
        """Remove what was delivered 90 days ago and give up what waits beyond the bounds.

        Inside a transaction that the caller holds. Rows stamped by a clock that was not set yet count from
        now on, instead of looking decades old.
        """
        now = self._clock()
        unset_before = datetime.combine(CLOCK_UNSET_BEFORE, time.min, now.tzinfo)
        if now >= unset_before:
            for stamp in ("delivered_s", "created_s"):
                connection.execute(
                    f"UPDATE outbox SET {stamp} = ? WHERE {stamp} < ?",
                    (now.timestamp(), unset_before.timestamp()),
                )
            connection.execute(
                "DELETE FROM outbox WHERE delivered_s < ?", ((now - KEPT_AFTER_DELIVERY).timestamp(),)
            )
            self._give_up(connection, NEVER_TOO_OLD, (now - LONGEST_WAIT).timestamp())
        self._give_up(connection, MOST_WAITING, float("inf"))

    def _give_up(self, connection: sqlite3.Connection, newest: int, created_before_s: float) -> None:
        """Drop waiting summaries made before that time, except the `newest` ones; count them."""
        dropped = connection.execute(
            "DELETE FROM outbox WHERE kind = ? AND delivered_s IS NULL AND created_s < ? AND seq <= "
            "(SELECT seq FROM outbox WHERE kind = ? AND delivered_s IS NULL "
            "ORDER BY seq DESC LIMIT 1 OFFSET ?)",
            (OutboxKind.SUMMARY, created_before_s, OutboxKind.SUMMARY, newest),
        ).rowcount
        if dropped:
            log.warning("%d summaries waited too long for the clinic and were given up", dropped)
            connection.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = value + excluded.value",
                (_DROPPED, str(dropped)),
            )
