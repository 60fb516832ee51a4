"""What devices sent, on its way into the records."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select

from device.clinic.figures import adherence
from device.clinic.reading import Malformed, Reading
from device.clinic.store.database import Database, insert_new, upsert
from device.clinic.store.schema import alerts, patients, plans, set_aside, summaries
from device.clinic.view import OutgoingPlan
from device.link.messages import Alert, Status
from device.link.plan import Plan, PlanAck
from device.summary import SessionSummary

SET_ASIDE_KEPT: Final = 1000
LONGEST_SET_ASIDE: Final = 2048


class Intake:
    """Stores messages, each once, whoever sends them how often.

    Args:
        database: where to.
        now_s: the clock, UTC seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now_s = now_s

    def keep(self, messages: Sequence[Reading | Malformed]) -> None:
        """Store all of them in one transaction; after the return they are on disk.

        A summary or alert that is there already stays as it is. What is malformed is counted and set aside.

        Raises:
            StoreError: the database is away; none of them was stored.
        """
        now_s = self._now_s()
        # In one order for all workers, so that none waits for another that waits for it; stable, so that what
        # came from one patient stays in its order.
        readings = sorted(
            (one for one in messages if isinstance(one, Reading)), key=lambda one: one.topic.patient
        )
        with self._database.writing() as connection:
            codes = sorted({reading.topic.patient for reading in readings})
            insert_new(
                connection, patients, [{"patient_code": code, "first_heard_at_s": now_s} for code in codes]
            )
            insert_new(connection, summaries, [_summary_row(one, now_s) for one in _summaries(readings)])
            insert_new(connection, alerts, [_alert_row(one, now_s) for one in _alerts(readings)])
            upsert(
                connection,
                patients,
                key="patient_code",
                rows=list(_status_rows(readings, now_s)),
                changed=("status", "status_at_s"),
            )
            _answer_plans(connection, readings, now_s)
            _set_aside(connection, [one for one in messages if isinstance(one, Malformed)], now_s)

    def plans(self, *, unpublished: bool) -> list[OutgoingPlan]:
        """The latest plan of each patient; with `unpublished` only those that the broker never took.

        Raises:
            StoreError: the database is away.
        """
        latest = select(plans.c.patient_code, func.max(plans.c.revision).label("revision"))
        chosen = latest.group_by(plans.c.patient_code).subquery()
        found = select(plans.c.patient_code, plans.c.revision, plans.c.payload).join(
            chosen,
            (plans.c.patient_code == chosen.c.patient_code) & (plans.c.revision == chosen.c.revision),
        )
        if unpublished:
            found = found.where(plans.c.published_at_s.is_(None))
        with self._database.reading() as connection:
            return [
                OutgoingPlan(row.patient_code, row.revision, row.payload.encode())
                for row in connection.execute(found)
            ]

    def add_plan(self, plan: Plan, composed_by: str) -> bool:
        """Keep a plan to be published. Returns False if its revision is taken already.

        Raises:
            StoreError: the database is away, or nothing was ever heard of the patient.
        """
        row = {
            "patient_code": plan.patient_code,
            "revision": plan.revision,
            "payload": plan.model_dump_json(),
            "composed_by": composed_by,
            "composed_at_s": self._now_s(),
        }
        with self._database.writing() as connection:
            return insert_new(connection, plans, [row]) == 1

    def plan_published(self, plan: OutgoingPlan) -> None:
        """The broker has taken it.

        Raises:
            StoreError: the database is away.
        """
        with self._database.writing() as connection:
            connection.execute(
                plans.update()
                .where(plans.c.patient_code == plan.patient_code, plans.c.revision == plan.revision)
                .values(published_at_s=self._now_s())
            )


def _summaries(readings: Sequence[Reading]) -> list[SessionSummary]:
    return [one.payload for one in readings if isinstance(one.payload, SessionSummary)]


def _alerts(readings: Sequence[Reading]) -> list[Alert]:
    return [one.payload for one in readings if isinstance(one.payload, Alert)]


def _summary_row(summary: SessionSummary, now_s: float) -> dict[str, Any]:
    return {
        "patient_code": summary.patient_code,
        "session_id": summary.session_id,
        "programme_day": summary.programme_day,
        "arrived_at_s": now_s,
        "done_share": adherence(summary),
        "pain_before": summary.pain_before,
        "pain_after": summary.pain_after,
        "payload": summary.model_dump_json(),
    }


def _alert_row(alert: Alert, now_s: float) -> dict[str, Any]:
    return {
        "patient_code": alert.patient_code,
        "alert_id": alert.alert_id,
        "arrived_at_s": now_s,
        "payload": alert.model_dump_json(),
    }


def _status_rows(readings: Sequence[Reading], now_s: float) -> list[dict[str, Any]]:
    """The latest status of each patient."""
    latest = {
        one.topic.patient: one.payload.model_dump_json()
        for one in readings
        if isinstance(one.payload, Status)
    }
    return [
        {"patient_code": code, "first_heard_at_s": now_s, "status": status, "status_at_s": now_s}
        for code, status in latest.items()
    ]


def _answer_plans(connection: Connection, readings: Sequence[Reading], now_s: float) -> None:
    """Put answers to the plans that they answer; one that names no plan of ours says nothing."""
    for one in readings:
        if isinstance(one.payload, PlanAck) and one.payload.revision is not None:
            connection.execute(
                plans.update()
                .where(plans.c.patient_code == one.topic.patient, plans.c.revision == one.payload.revision)
                .values(answer=one.payload.model_dump_json(), answered_at_s=now_s)
            )


def _set_aside(connection: Connection, faults: Sequence[Malformed], now_s: float) -> None:
    """Keep what could not be read, once, with how often it came; the oldest go when there are too many."""
    for fault in sorted(faults, key=_digest):
        row = {
            "digest": _digest(fault),
            # Whatever a stranger wrote there must not reach a page or a terminal as control characters.
            "topic": ascii(fault.message.topic)[1:-1][:200],
            "reason": ascii(fault.reason)[1:-1][:200],
            "payload": fault.message.payload[:LONGEST_SET_ASIDE],
            "times": 0,
            "first_at_s": now_s,
            "last_at_s": now_s,
        }
        insert_new(connection, set_aside, [row])
        connection.execute(
            set_aside.update()
            .where(set_aside.c.digest == row["digest"])
            .values(times=set_aside.c.times + 1, last_at_s=now_s)
        )
    if faults:
        too_many = connection.scalar(select(func.count()).select_from(set_aside)) or 0
        oldest = select(set_aside.c.digest).order_by(set_aside.c.last_at_s, set_aside.c.digest)
        if too_many > SET_ASIDE_KEPT:
            gone = connection.scalars(oldest.limit(too_many - SET_ASIDE_KEPT)).all()
            connection.execute(delete(set_aside).where(set_aside.c.digest.in_(gone)))


def _digest(fault: Malformed) -> str:
    topic = fault.message.topic.encode("utf-8", "surrogatepass")
    return hashlib.sha256(topic + b"\0" + fault.message.payload).hexdigest()
