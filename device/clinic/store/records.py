"""Reading the clinic's records."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, delete, func, select

from device.clinic.figures import monitored_blocks
from device.clinic.store.database import Database
from device.clinic.store.schema import alerts, patients, plans, set_aside, summaries
from device.clinic.view import (
    PatientLine,
    PatientRecord,
    SessionPoint,
    SetAside,
    StoredAlert,
    StoredPlan,
    StoredSession,
)
from device.link.messages import Alert, Status
from device.link.plan import Plan, PlanAck
from device.summary import SessionSummary

LINE_DAYS = 30


class Records:
    """What devices sent, as the clinic's pages show it. All methods raise StoreError when it is away.

    Args:
        database: the records.
        now_s: the clock, UTC seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now_s = now_s

    def lines(self, search: str, offset: int, limit: int) -> tuple[list[PatientLine], int]:
        """Patients whose code contains `search`, and how many; with alerts first, then the latest heard."""
        matching = patients.c.patient_code.contains(search, autoescape=True)
        with self._database.reading() as connection:
            chosen = _lines_query().where(matching).offset(offset).limit(limit)
            rows = connection.execute(chosen).mappings().all()
            points = _points(connection, [row["patient_code"] for row in rows])
            total = connection.scalar(select(func.count()).select_from(patients).where(matching)) or 0
        return [_line(row, points[row["patient_code"]]) for row in rows], total

    def open_alerts(self, limit: int) -> list[StoredAlert]:
        """Alerts that nobody has confirmed to have seen, the newest first."""
        found = select(alerts).where(alerts.c.seen_at_s.is_(None)).order_by(alerts.c.arrival.desc())
        with self._database.reading() as connection:
            return [_alert(row) for row in connection.execute(found.limit(limit)).mappings()]

    def patient(self, patient_code: str) -> PatientRecord | None:
        """Everything about one patient, None if nothing was ever heard of them."""
        with self._database.reading() as connection:
            known = (
                connection.execute(select(patients).where(patients.c.patient_code == patient_code))
                .mappings()
                .one_or_none()
            )
            if known is None:
                return None
            read = partial(_of_patient, connection, patient_code)
            sessions = read(summaries, summaries.c.programme_day, summaries.c.arrival)
            told = read(alerts, alerts.c.seen_at_s.is_not(None), alerts.c.arrival.desc())
            composed = read(plans, plans.c.revision.desc())
        return PatientRecord(
            patient_code=patient_code,
            status=Status.model_validate_json(known["status"]) if known["status"] else None,
            status_at_s=known["status_at_s"],
            sessions=tuple(
                StoredSession(SessionSummary.model_validate_json(row["payload"]), row["arrived_at_s"])
                for row in sessions
            ),
            alerts=tuple(_alert(row) for row in told),
            plans=tuple(_plan(row) for row in composed),
        )

    def see_alert(self, patient_code: str, alert_id: str, user_name: str) -> bool:
        """Someone has seen an alert. Returns False if there is none such, or somebody has already."""
        with self._database.writing() as connection:
            done = connection.execute(
                alerts.update()
                .where(
                    alerts.c.patient_code == patient_code,
                    alerts.c.alert_id == alert_id,
                    alerts.c.seen_at_s.is_(None),
                )
                .values(seen_by=user_name, seen_at_s=self._now_s())
            )
            return done.rowcount == 1

    def set_aside(self, limit: int) -> list[SetAside]:
        """Messages that could not be read, the latest first."""
        found = select(set_aside).order_by(set_aside.c.last_at_s.desc(), set_aside.c.digest).limit(limit)
        with self._database.reading() as connection:
            return [
                SetAside(row["topic"], row["reason"], row["times"], row["last_at_s"])
                for row in connection.execute(found).mappings()
            ]

    def erase(self, patient_code: str) -> bool:
        """Delete everything about a patient but the audit log. Returns False if there is none such."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(patients).where(patients.c.patient_code == patient_code))
            return gone.rowcount == 1


def _of_patient(
    connection: Connection, patient_code: str, table: Table, *order: ColumnElement[Any]
) -> Sequence[RowMapping]:
    chosen = select(table).where(table.c.patient_code == patient_code).order_by(*order)
    return connection.execute(chosen).mappings().all()


def _lines_query() -> Select[Any]:
    told = (
        select(
            summaries.c.patient_code,
            func.max(summaries.c.programme_day).label("last_day"),
            func.max(summaries.c.arrived_at_s).label("heard_at_s"),
        )
        .group_by(summaries.c.patient_code)
        .subquery()
    )
    waiting = (
        select(alerts.c.patient_code, func.count().label("open_alerts"))
        .where(alerts.c.seen_at_s.is_(None))
        .group_by(alerts.c.patient_code)
        .subquery()
    )
    heard_at_s = func.coalesce(told.c.heard_at_s, patients.c.first_heard_at_s)
    open_alerts = func.coalesce(waiting.c.open_alerts, 0)
    return (
        select(
            patients.c.patient_code,
            patients.c.status,
            told.c.last_day,
            heard_at_s.label("heard_at_s"),
            open_alerts.label("open_alerts"),
        )
        .outerjoin(told, told.c.patient_code == patients.c.patient_code)
        .outerjoin(waiting, waiting.c.patient_code == patients.c.patient_code)
        .order_by((open_alerts > 0).desc(), heard_at_s.desc(), patients.c.patient_code)
    )


def _points(connection: Connection, codes: Sequence[str]) -> dict[str, list[SessionPoint]]:
    """The sessions of these patients within 30 days up to their last, in order."""
    last = (
        select(summaries.c.patient_code, func.max(summaries.c.programme_day).label("day"))
        .where(summaries.c.patient_code.in_(codes))
        .group_by(summaries.c.patient_code)
        .subquery()
    )
    found = (
        select(summaries)
        .join(last, last.c.patient_code == summaries.c.patient_code)
        .where(summaries.c.programme_day > last.c.day - LINE_DAYS)
        .order_by(summaries.c.patient_code, summaries.c.programme_day, summaries.c.arrival)
    )
    points: dict[str, list[SessionPoint]] = defaultdict(list)
    for row in connection.execute(found).mappings():
        points[row["patient_code"]].append(
            SessionPoint(row["programme_day"], row["done_share"], row["pain_before"], row["pain_after"])
        )
    return points


def _line(row: RowMapping, points: list[SessionPoint]) -> PatientLine:
    blocks = monitored_blocks(point.day for point in points)
    return PatientLine(
        patient_code=row["patient_code"],
        last_day=row["last_day"],
        heard_at_s=row["heard_at_s"],
        points=tuple(points),
        monitored=blocks[-1] if blocks else None,
        open_alerts=row["open_alerts"],
        status=Status.model_validate_json(row["status"]) if row["status"] else None,
    )


def _alert(row: RowMapping) -> StoredAlert:
    return StoredAlert(
        Alert.model_validate_json(row["payload"]), row["arrived_at_s"], row["seen_by"], row["seen_at_s"]
    )


def _plan(row: RowMapping) -> StoredPlan:
    return StoredPlan(
        plan=Plan.model_validate_json(row["payload"]),
        composed_by=row["composed_by"],
        composed_at_s=row["composed_at_s"],
        published_at_s=row["published_at_s"],
        answer=PlanAck.model_validate_json(row["answer"]) if row["answer"] else None,
        answered_at_s=row["answered_at_s"],
    )
