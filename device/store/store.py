"""Sessions in the database: begun, filled with events while they run, closed with their outbox row."""

from __future__ import annotations

import secrets
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from device.care.profile import FIRST_PROGRAMME, PICTURES
from device.errors import SessionClosedError
from device.store.alerts import Alerts
from device.store.database import Database
from device.store.meta import Meta
from device.store.outbox import Outbox, OutboxKind
from device.store.people import People, new_patient_code
from device.store.plans import Plans
from device.store.programme_day import part_of_day
from device.store.records import ExerciseRun, OpenSession, Pain, Rating, SessionRecord
from device.store.runs import append_events, insert_runs, read_runs
from device.store.session_rows import read_sessions
from device.store.walks import Walks
from device.summary import PartOfDay, SessionSummary
from device.view import PlannedExercise
from inference.events import Event


def _local_now() -> datetime:
    return datetime.now().astimezone()


class Store:
    """The appliance's memory; safe from any thread.

    Every method raises StoreError when the disk or the file gives trouble; nothing of the call is stored
    then, and it can be repeated. What a method has returned from survives a power cut. Whatever adds to a
    session raises SessionClosedError once that is closed.

    Attributes:
        outbox: what waits for the clinician.
        plans: what the clinic has prescribed.
        meta: the device's own codes, and what is set on the touchscreen.
        people: the household.
        walks: what they have walked.
        alerts: what the clinic is told before the next summary.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self.outbox = Outbox(database, clock)
        self.plans = Plans(database)
        self.meta = Meta(database)
        self.people = People(database, clock, self.patient_code)
        self.walks = Walks(database, clock, self.people)
        self.alerts = Alerts(database, clock, self.people, self.outbox)

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
        return self.meta.remembered("patient_code", new_patient_code)

    def client_id(self) -> str:
        """The random name by which the broker knows this device; made once, tells nothing of the hardware."""
        return self.meta.remembered("client_id", lambda: secrets.token_hex(8))

    def begin_session(
        self,
        plan: Sequence[PlannedExercise],
        plan_revision: int = 0,
        profile_id: str | None = None,
        pain_before: int | None = None,
    ) -> SessionRecord:
        """Store a new open session of a person (None: who is chosen) with its plan, one row for each set."""
        profile = profile_id or self.people.chosen().id
        now, session_id = self._clock(), uuid.uuid4().hex
        with self._database.transaction() as connection:
            day = self.people.day_within(connection, profile, remember=True)
            connection.execute(
                "INSERT INTO session (id, programme_day, part_of_day, started, plan_revision, profile_id, "
                "pain_before) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (session_id, day, part_of_day(now), now.isoformat(), plan_revision, profile, pain_before),
            )
            insert_runs(connection, session_id, plan)
            self.walks.told_within(connection, profile, session_id)
            return read_sessions(connection, "session.id = ?", session_id)[0][0]

    def begin_exercise(self, session_id: str, position: int, started_s: float) -> None:
        """Set number `position` begins at frame time `started_s`; the first call counts."""
        self._update_run("started_s = coalesce(started_s, ?)", (started_s,), session_id, position)

    def end_exercise(self, session_id: str, position: int, ended_s: float) -> None:
        """Set number `position` ended at frame time `ended_s`; the last call counts."""
        self._update_run("ended_s = ?", (ended_s,), session_id, position)

    def append_events(self, session_id: str, position: int, events: Sequence[Event]) -> None:
        """Add events of set number `position`, all of them or none."""
        with self._adding_to(session_id) as connection:
            append_events(connection, session_id, position, events)

    def mark_hurt(self, session_id: str, position: int, pain: Pain) -> None:
        """Set number `position` was stopped because it hurt; the last call counts."""
        self._update_run(
            "hurt = 1, pain = ?, regions = ?", (pain.pain, " ".join(pain.regions)), session_id, position
        )

    def rate(self, session_id: str, rating: Rating) -> None:
        """Keep what was told; what is None in `rating` stays as it was."""
        with self._adding_to(session_id) as connection:
            connection.execute(
                "UPDATE session SET pain_after = coalesce(?, pain_after), exertion = coalesce(?, exertion), "
                "stop_reason = coalesce(?, stop_reason), "
                "exercises_ending = coalesce(?, exercises_ending) WHERE id = ?",
                (rating.pain_after, rating.exertion, rating.stop_reason, rating.exercises_ending, session_id),
            )

    def close_session(self, summary: SessionSummary) -> None:
        """Close the session and queue its summary if the clinic gets this person's, in one transaction.

        Closing it again with the same summary changes nothing, with another one it is a SessionClosedError:
        the first is the one that was sent.
        """
        body = summary.model_dump_json()
        with self._database.transaction() as connection:
            closed = connection.execute(
                "UPDATE session SET ending = ?, summary = ? WHERE id = ? AND ending IS NULL",
                (summary.ended, body, summary.session_id),
            ).rowcount
            if closed:
                (profile,) = connection.execute(
                    "SELECT profile_id FROM session WHERE id = ?", (summary.session_id,)
                ).fetchone()
                if self.people.sends_within(connection, profile):
                    self.outbox.put_within(connection, OutboxKind.SUMMARY, summary.session_id, summary)
            else:
                _check_same(connection, summary.session_id, body)
            self.outbox.prune_within(connection)
        self.outbox.announce(OutboxKind.SUMMARY)

    def clock_is_set(self) -> bool:
        """False while the clock shows a date that can't be."""
        return self.people.clock_is_set()

    def now(self, profile_id: str) -> tuple[int, PartOfDay]:
        """The day of the person's programme and the part of the day."""
        with self._database.reading() as connection:
            return self.people.day_within(connection, profile_id), part_of_day(self._clock())

    def open_sessions(self) -> list[OpenSession]:
        """Sessions that were never closed, oldest first; at the start those that a crash left behind."""
        with self._database.reading() as connection:
            return [
                OpenSession(record, read_runs(connection, record.id), rating)
                for record, rating in read_sessions(connection, "ending IS NULL")
            ]

    def rating(self, session_id: str) -> Rating:
        """What was told of a session."""
        with self._database.reading() as connection:
            return read_sessions(connection, "session.id = ?", session_id)[0][1]

    def history(self, limit: int, profile_id: str | None = None) -> list[SessionSummary]:
        """The latest closed sessions, newest first, of one person or, with None, of all."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT summary FROM session WHERE ending IS NOT NULL AND (? IS NULL OR profile_id = ?) "
                "ORDER BY rowid DESC LIMIT ?",
                (profile_id, profile_id, limit),
            ).fetchall()
        return [SessionSummary.read(body) for (body,) in rows]

    def dates(self, profile_id: str) -> dict[str, str]:
        """Session id to the local date of its beginning, of closed sessions; it never leaves the device."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, substr(started, 1, 10) FROM session WHERE ending IS NOT NULL AND profile_id = ?",
                (profile_id,),
            ).fetchall()
        return dict(rows)

    def runs(self, session_id: str) -> tuple[ExerciseRun, ...]:
        """The sets of a session with their events, in order; empty for an unknown id."""
        with self._database.reading() as connection:
            return read_runs(connection, session_id)

    def delete_everything(self) -> None:
        """Delete all people, sessions, walks, plans, messages and settings; begin anew, with one person."""
        with self._database.transaction() as connection:
            for table in ("event", "run", "session", "walk", "outbox", "plan", "meta"):
                connection.execute(f"DELETE FROM {table}")
            connection.execute("DELETE FROM profile")
            connection.execute(
                "INSERT INTO profile (id, name, picture, sends, programme) VALUES (?, '', ?, 1, ?)",
                (secrets.token_hex(16), PICTURES[0], FIRST_PROGRAMME),
            )
        self._database.shred()

    def _update_run(
        self, assignment: str, values: tuple[object, ...], session_id: str, position: int
    ) -> None:
        with self._adding_to(session_id) as connection:
            changed = connection.execute(
                f"UPDATE run SET {assignment} WHERE session_id = ? AND position = ?",
                (*values, session_id, position),
            ).rowcount
        if not changed:
            raise LookupError(f"session {session_id} has no exercise at position {position}")

    @contextmanager
    def _adding_to(self, session_id: str) -> Iterator[sqlite3.Connection]:
        """A transaction that adds to a session, which must still be open."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT ending FROM session WHERE id = ?", (session_id,)).fetchone()
            if row is not None and row[0] is not None:
                raise _closed(session_id, row[0])
            yield connection


def _check_same(connection: sqlite3.Connection, session_id: str, summary: str) -> None:
    """That a session which is no longer open was closed with this very summary."""
    row = connection.execute("SELECT ending, summary FROM session WHERE id = ?", (session_id,)).fetchone()
    if row is None:
        raise LookupError(f"no session {session_id} was begun")
    if row[1] != summary:
        raise _closed(session_id, row[0])


def _closed(session_id: str, ending: str) -> SessionClosedError:
    return SessionClosedError(
        f"session {session_id} was closed already ({ending}): nothing more of it is stored; "
        "is another Matside at work on this database?"
    )
