"""The sets of a session in the database, with their events."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from device.command import BodyRegion
from device.store.event_codec import decode_event, encode_event
from device.store.records import ExerciseRun, Pain
from device.view import PlannedExercise
from inference.events import Event


def insert_runs(connection: sqlite3.Connection, session_id: str, plan: Sequence[PlannedExercise]) -> None:
    """One row for each set of the plan, in order."""
    sets = [planned for planned in plan for _ in range(planned.sets)]
    connection.executemany(
        "INSERT INTO run (session_id, position, exercise, reps, hold_s, range_limit, range_limit_unit) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (session_id, run, one.exercise, one.reps, one.hold_s, one.range_limit, one.range_limit_unit)
            for run, one in enumerate(sets)
        ],
    )


def append_events(
    connection: sqlite3.Connection, session_id: str, position: int, events: Sequence[Event]
) -> None:
    """Add events after those that are there."""
    (count,) = connection.execute(
        "SELECT coalesce(max(seq) + 1, 0) FROM event WHERE session_id = ? AND position = ?",
        (session_id, position),
    ).fetchone()
    connection.executemany(
        "INSERT INTO event (session_id, position, seq, kind, body) VALUES (?, ?, ?, ?, ?)",
        [(session_id, position, seq, *encode_event(event)) for seq, event in enumerate(events, start=count)],
    )


def read_runs(connection: sqlite3.Connection, session_id: str) -> tuple[ExerciseRun, ...]:
    """All sets of a session in order; empty for an unknown id."""
    events: dict[int, list[Event]] = {}
    for position, kind, body in connection.execute(
        "SELECT position, kind, body FROM event WHERE session_id = ? ORDER BY position, seq", (session_id,)
    ):
        events.setdefault(position, []).append(decode_event(kind, body))
    rows = connection.execute(
        "SELECT position, started_s, ended_s, hurt, pain, regions, "
        "exercise, reps, hold_s, range_limit, range_limit_unit FROM run "
        "WHERE session_id = ? ORDER BY position",
        (session_id,),
    )
    return tuple(
        ExerciseRun(
            position,
            PlannedExercise(*planned),
            began,
            ended,
            tuple(events.get(position, ())),
            Pain(pain, tuple(BodyRegion(region) for region in regions.split())) if hurt else None,
        )
        for position, began, ended, hurt, pain, regions, *planned in rows
    )
