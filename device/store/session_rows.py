"""Sessions in the database: what is known of them from the beginning, and what was told of them."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from device.store.records import Rating, SessionRecord
from device.summary import Ending, PartOfDay, StopReason


def read_sessions(
    connection: sqlite3.Connection, condition: str, *values: str
) -> list[tuple[SessionRecord, Rating]]:
    """Sessions and what was told of them, oldest first."""
    rows = connection.execute(
        "SELECT session.id, programme_day, part_of_day, started, plan_revision, profile_id, patient_code, "
        "(SELECT sum(minutes) FROM walk WHERE session_id = session.id), "
        "pain_before, pain_after, exertion, stop_reason, exercises_ending "
        f"FROM session JOIN profile ON profile.id = profile_id WHERE {condition} ORDER BY session.rowid",
        values,
    )
    return [
        (
            SessionRecord(
                id_, day, PartOfDay(part), datetime.fromisoformat(started), revision, profile, code, walked
            ),
            Rating(
                before,
                after,
                exertion,
                StopReason(reason) if reason else None,
                Ending(ending) if ending else None,
            ),
        )
        for (
            id_,
            day,
            part,
            started,
            revision,
            profile,
            code,
            walked,
            before,
            after,
            exertion,
            reason,
            ending,
        ) in rows
    ]
