"""Sessions in the database: begun, filled with events while they run, closed with their outbox row."""

from __future__ import annotations

import secrets
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from device.store.database import Database
from device.store.event_codec import decode_event, encode_event
from device.store.outbox import Outbox, OutboxKind
from device.store.plans import Plans
from device.store.programme_day import CLOCK_UNSET_BEFORE, part_of_day, programme_day
from device.store.records import Absence, ExerciseRun, OpenSession, SessionRecord
from device.summary import PartOfDay, Payload, SessionSummary
from device.view import PlannedExercise
from inference.events import Event

# Without letters and figures that look alike: the code is read out and typed.
_CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def _local_now() -> datetime:
    return datetime.now().astimezone()


class Store:
    """The appliance's memory; safe from any thread.

    Every method raises StoreError when the disk or the file gives trouble; nothing of the call is stored
    then, and it can be repeated. What a method has returned from survives a power cut.

    Attributes:
        outbox: what waits for the clinician.
        plans: what the clinic has prescribed.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self.outbox = Outbox(database, clock)
        self.plans = Plans(database)

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = _local_now) -> Store:
        """Open or create the database.

        Args:
            path: the file; its folder must exist.
            clock: tells the local time, with its zone.

        Raises:
            StoreError: it can't be opened or written, is no Matside database, or a newer Matside's.
        """
        return cls(Database.open(path), clock)

    @property
    def notice(self) -> str | None:
        """One line if a damaged database was set aside when opening, else None."""
        return self._database.notice

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._database.close()

    def integrity(self) -> list[str]:
        """What SQLite's full check finds wrong; empty if the database is sound."""
        return self._database.integrity()

    def patient_code(self) -> str:
        """The random code that this device uses where the clinic has not given it one; made once."""
        return self._remembered(
            "patient_code", lambda: "".join(secrets.choice(_CODE_ALPHABET) for _ in range(8))
        )

    def client_id(self) -> str:
        """The random name by which the broker knows this device; made once, tells nothing of the hardware."""
        return self._remembered("client_id", lambda: secrets.token_hex(8))

    def begin_session(self, plan: Sequence[PlannedExercise], plan_revision: int = 0) -> SessionRecord:
        """Store a new open session with its plan."""
        now = self._clock()
        with self._database.transaction() as connection:
            known = _meta(connection, "programme_start")
            (last_day,) = connection.execute("SELECT coalesce(max(programme_day), 0) FROM session").fetchone()
            day, start = programme_day(now.date(), date.fromisoformat(known) if known else None, last_day)
            if start is not None:
                _remember(connection, "programme_start", start.isoformat())
            record = SessionRecord(uuid.uuid4().hex, day, part_of_day(now), now, plan_revision)
            connection.execute(
                "INSERT INTO session (id, programme_day, part_of_day, started, plan_revision) "
                "VALUES (?, ?, ?, ?, ?)",
                (record.id, day, record.part_of_day, now.isoformat(), plan_revision),
            )
            connection.executemany(
                "INSERT INTO run "
                "(session_id, position, exercise, reps, hold_s, range_limit, range_limit_unit) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (record.id, position, p.exercise, p.reps, p.hold_s, p.range_limit, p.range_limit_unit)
                    for position, p in enumerate(plan)
                ],
            )
        return record

    def begin_exercise(self, session_id: str, position: int, started_s: float) -> None:
        """The exercise at `position` of the plan begins at frame time `started_s`; the first call counts."""
        self._update_run("started_s = coalesce(started_s, ?)", started_s, session_id, position)

    def end_exercise(self, session_id: str, position: int, ended_s: float) -> None:
        """The exercise at `position` of the plan ended at frame time `ended_s`; the last call counts."""
        self._update_run("ended_s = ?", ended_s, session_id, position)

    def append_events(self, session_id: str, position: int, events: Sequence[Event]) -> None:
        """Add events of the exercise at `position`, all of them or none."""
        with self._database.transaction() as connection:
            (count,) = connection.execute(
                "SELECT coalesce(max(seq) + 1, 0) FROM event WHERE session_id = ? AND position = ?",
                (session_id, position),
            ).fetchone()
            connection.executemany(
                "INSERT INTO event (session_id, position, seq, kind, body) VALUES (?, ?, ?, ?, ?)",
                [
                    (session_id, position, seq, *encode_event(event))
                    for seq, event in enumerate(events, start=count)
                ],
            )

    def close_session(self, summary: SessionSummary) -> None:
        """Close the session and queue its summary for the clinician, in one transaction.

        Closing it again changes nothing: the first summary is the one that was sent.
        """
        body = summary.model_dump_json()
        with self._database.transaction() as connection:
            closed = connection.execute(
                "UPDATE session SET ending = ?, summary = ? WHERE id = ? AND ending IS NULL",
                (summary.ended, body, summary.session_id),
            ).rowcount
            if closed:
                self.outbox.put_within(connection, OutboxKind.SUMMARY, summary.session_id, summary)
            elif not connection.execute(
                "SELECT 1 FROM session WHERE id = ?", (summary.session_id,)
            ).fetchone():
                raise LookupError(f"no session {summary.session_id} was begun")
            self.outbox.prune_within(connection)
        self.outbox.announce(OutboxKind.SUMMARY)

    def clock_is_set(self) -> bool:
        """False while the clock shows a date that can't be."""
        return self._clock().date() >= CLOCK_UNSET_BEFORE

    def absence(self) -> Absence | None:
        """How long there was no session; None before the first one and while the clock is not set."""
        now = self._clock()
        if now.date() < CLOCK_UNSET_BEFORE:
            return None
        with self._database.reading() as connection:
            (last_day,) = connection.execute("SELECT max(programme_day) FROM session").fetchone()
            known, told = _meta(connection, "programme_start"), _meta(connection, "absence_told")
        if last_day is None:
            return None
        day, _ = programme_day(now.date(), date.fromisoformat(known) if known else None, last_day)
        told_days = max(0, int(told) - last_day) if told else 0
        return Absence(day, part_of_day(now), day - last_day, told_days)

    def tell_absence(self, alert_id: str, alert: Payload, absence: Absence) -> None:
        """Queue an alert about an absence and remember that it was told, in one transaction."""
        with self._database.transaction() as connection:
            self.outbox.put_within(connection, OutboxKind.ALERT, alert_id, alert)
            _remember(connection, "absence_told", str(absence.programme_day))
        self.outbox.announce(OutboxKind.ALERT)

    def open_sessions(self) -> list[OpenSession]:
        """Sessions that were never closed, oldest first; at the start those that a crash left behind."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, programme_day, part_of_day, started, plan_revision FROM session "
                "WHERE ending IS NULL ORDER BY rowid"
            ).fetchall()
            return [
                OpenSession(
                    SessionRecord(id_, day, PartOfDay(part), datetime.fromisoformat(started), revision),
                    _runs(connection, id_),
                )
                for id_, day, part, started, revision in rows
            ]

    def history(self, limit: int) -> list[SessionSummary]:
        """The latest closed sessions, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT summary FROM session WHERE ending IS NOT NULL ORDER BY rowid DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [SessionSummary.read(body) for (body,) in rows]

    def runs(self, session_id: str) -> tuple[ExerciseRun, ...]:
        """The exercises of a session with their events, in the plan's order; empty for an unknown id."""
        with self._database.reading() as connection:
            return _runs(connection, session_id)

    def _update_run(self, assignment: str, value_s: float, session_id: str, position: int) -> None:
        with self._database.transaction() as connection:
            changed = connection.execute(
                f"UPDATE run SET {assignment} WHERE session_id = ? AND position = ?",
                (value_s, session_id, position),
            ).rowcount
        if not changed:
            raise LookupError(f"session {session_id} has no exercise at position {position}")

    def _remembered(self, key: str, make: Callable[[], str]) -> str:
        with self._database.transaction() as connection:
            value = _meta(connection, key)
            if value is None:
                value = make()
                _remember(connection, key, value)
        return value


def _meta(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def _remember(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))


def _runs(connection: sqlite3.Connection, session_id: str) -> tuple[ExerciseRun, ...]:
    events: dict[int, list[Event]] = {}
    for position, kind, body in connection.execute(
        "SELECT position, kind, body FROM event WHERE session_id = ? ORDER BY position, seq", (session_id,)
    ):
        events.setdefault(position, []).append(decode_event(kind, body))
    rows = connection.execute(
        "SELECT position, started_s, ended_s, exercise, reps, hold_s, range_limit, range_limit_unit FROM run "
        "WHERE session_id = ? ORDER BY position",
        (session_id,),
    )
    return tuple(
        ExerciseRun(position, PlannedExercise(*planned), began, ended, tuple(events.get(position, ())))
        for position, began, ended, *planned in rows
    )
