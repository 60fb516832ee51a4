"""Messages of devices, as the clinic's worker reads them, and what the records hold of them."""

from __future__ import annotations

import random
from typing import Any

from sqlalchemy import select

from device.clinic.reading import Malformed, Reading, read
from device.clinic.store.database import Database
from device.clinic.store.schema import METADATA
from device.link.messages import Alert, AlertKind, Presence, Status
from device.link.plan import PlanAck, Verdict
from device.link.topics import Leaf, Topic
from device.link.wire import Message
from device.summary import PartOfDay, SessionSummary
from tests.device.clinic.fleet import a_session

PATIENT, OTHER = "ABCD2345", "WXYZ6789"


def session(day: int = 1, seed: int = 0, patient: str = PATIENT, **changes: Any) -> SessionSummary:
    return a_session(patient, day, random.Random(f"{seed} {day} {patient}")).model_copy(update=changes)


def alert(seed: int = 0, patient: str = PATIENT, **changes: Any) -> Alert:
    fields = {
        "alert_id": f"{seed:032x}",
        "patient_code": patient,
        "kind": AlertKind.PAIN_RISING,
        "programme_day": 3,
        "part_of_day": PartOfDay.EVENING,
    }
    return Alert.model_validate(fields | changes)


def of(payload: SessionSummary | Alert | PlanAck | Status, patient: str = PATIENT) -> Reading:
    """The reading that a worker makes of it."""
    leaf = {
        SessionSummary: Leaf.SUMMARY,
        Alert: Leaf.ALERT,
        PlanAck: Leaf.PLAN_ACK,
        Status: Leaf.STATUS,
    }[type(payload)]
    code = patient if isinstance(payload, Status) else payload.patient_code
    one = read(Message(str(Topic("clinic", code, leaf)), payload.model_dump_json().encode()))
    assert isinstance(one, Reading), one
    return one


def online(software: str = "0.1.0") -> Status:
    return Status(state=Presence.ONLINE, software=software)


def accepted(revision: int, patient: str = PATIENT) -> PlanAck:
    return PlanAck(patient_code=patient, revision=revision, verdict=Verdict.ACCEPTED, in_force=revision)


def malformed(payload: bytes, topic: str = f"matside/v1/clinic/{PATIENT}/summary") -> Malformed:
    one = read(Message(topic, payload))
    assert isinstance(one, Malformed)
    return one


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    """All rows of a table, in the order of its key."""
    chosen = METADATA.tables[table]
    with database.reading() as connection:
        found = connection.execute(select(chosen).order_by(*chosen.primary_key))
        return [dict(row._mapping) for row in found]
