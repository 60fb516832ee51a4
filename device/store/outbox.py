"""What waits for the clinician: written with the session, gone only when it is known to have arrived."""

from __future__ import annotations

import json
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

KEPT_AFTER_DELIVERY: Final = timedelta(days=90)


class OutboxKind(StrEnum):
    """What a row holds; also the last part of its topic."""

    ALERT = "alert"
    SUMMARY = "summary"


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

    A delivered row is kept for 90 days, so that it can be sent again on request, and then removed.
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
        """Remove what was delivered 90 days ago, inside a transaction that the caller holds.

        Rows stamped by a clock that was not set yet count from now on, instead of looking decades old.
        """
        now = self._clock()
        unset_before = datetime.combine(CLOCK_UNSET_BEFORE, time.min, now.tzinfo)
        if now < unset_before:
            return
        connection.execute(
            "UPDATE outbox SET delivered_s = ? WHERE delivered_s < ?",
            (now.timestamp(), unset_before.timestamp()),
        )
        connection.execute(
            "DELETE FROM outbox WHERE delivered_s < ?", ((now - KEPT_AFTER_DELIVERY).timestamp(),)
        )
