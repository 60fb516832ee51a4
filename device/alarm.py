"""What the clinic should see before the next summary: a red flag, a set stopped for pain, pain that rises."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from device.care.pain import rising_over, rose_within
from device.link.messages import Alert, AlertKind, RedFlag
from device.store import ExerciseRun, SessionRecord, Store
from device.summary import SessionSummary


class Alarm:
    """Puts alerts in the outbox; the same event again changes nothing.

    Args:
        store: the database.
        patient_code: of people who have none of their own.
    """

    def __init__(self, store: Store, patient_code: str) -> None:
        self._store = store
        self._patient_code = patient_code

    def red_flags(self, red_flags: Sequence[RedFlag]) -> None:
        """The person who is chosen told of these; remembered until they are read."""
        profile = self._store.people.chosen()
        day, part = self._store.now(profile.id)
        alert = Alert(
            alert_id=secrets.token_hex(16),
            patient_code=profile.patient_code,
            kind=AlertKind.RED_FLAG,
            programme_day=day,
            part_of_day=part,
            red_flags=tuple(red_flags),
        )
        self._store.alerts.raise_red_flags(profile.id, red_flags, alert.alert_id, alert)

    def hurt(self, record: SessionRecord, runs: Sequence[ExerciseRun]) -> None:
        """The sets that were stopped for pain, each told once."""
        for run in runs:
            if run.hurt is None:
                continue
            self._put(
                record.profile,
                Alert(
                    alert_id=_id(record.id, f"hurt {run.position}"),
                    patient_code=record.patient_code or self._patient_code,
                    kind=AlertKind.STOPPED_FOR_PAIN,
                    programme_day=record.programme_day,
                    part_of_day=record.part_of_day,
                    session_id=record.id,
                    exercise=run.planned.exercise,
                    pain=run.hurt.pain,
                ),
            )

    def rising(
        self, record: SessionRecord, summary: SessionSummary, earlier: Sequence[SessionSummary]
    ) -> None:
        """Pain rose within this session, or over it and the two before it (`earlier`, newest first)."""
        compared = None
        if rose_within(summary):
            compared = summary.pain_before, summary.pain_after
        elif (over := rising_over((summary, *earlier))) is not None:
            compared = over
        if compared is None:
            return
        self._put(
            record.profile,
            Alert(
                alert_id=_id(summary.session_id, "rising"),
                patient_code=summary.patient_code,
                kind=AlertKind.PAIN_RISING,
                programme_day=summary.programme_day,
                part_of_day=summary.part_of_day,
                session_id=summary.session_id,
                pain_earlier=compared[0],
                pain=compared[1],
            ),
        )

    def _put(self, profile_id: str, alert: Alert) -> None:
        self._store.alerts.raise_alert(profile_id, alert.alert_id, alert)


def _id(session_id: str, what: str) -> str:
    """The same for the same event of the same session: told twice, it is stored once."""
    return hashlib.sha256(f"{session_id} {what}".encode()).hexdigest()[:32]
