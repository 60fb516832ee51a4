"""What the clinic's pages show of the records: plain immutable data. Times are UTC seconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from device.clinic.figures import MonitoredBlock
from device.link.messages import Alert, Status
from device.link.plan import Plan, PlanAck
from device.summary import SessionSummary

DoseKind = Literal["reps", "hold_s"]


@dataclass(frozen=True, slots=True)
class SessionPoint:
    """What a list needs of one session.

    Attributes:
        day: programme day.
        share: how much of the prescribed dose was done, 0–1.
    """

    day: int
    share: float | None
    pain_before: int | None
    pain_after: int | None


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One patient in the list.

    Attributes:
        last_day: programme day of the last session, None before the first.
        heard_at_s: when its last session arrived, else when anything first did.
        points: sessions of the last 30 programme days, in order.
        open_alerts: how many nobody has confirmed to have seen.
        status: the device's latest, None if it never sent one.
    """

    patient_code: str
    last_day: int | None
    heard_at_s: float
    points: tuple[SessionPoint, ...]
    monitored: MonitoredBlock | None
    open_alerts: int
    status: Status | None


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session, and when it arrived: the summary itself knows no date."""

    summary: SessionSummary
    arrived_at_s: float


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """An alert, and who has seen it; None: nobody yet."""

    alert: Alert
    arrived_at_s: float
    seen_by: str | None
    seen_at_s: float | None


@dataclass(frozen=True, slots=True)
class OutgoingPlan:
    """A plan for the broker. `payload` is what was stored, byte for byte: a signature is over it."""

    patient_code: str
    revision: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan that was composed here, whether the broker took it, and the device's answer."""

    plan: Plan
    composed_by: str
    composed_at_s: float
    published_at_s: float | None
    answer: PlanAck | None
    answered_at_s: float | None


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """Everything about one patient.

    Attributes:
        sessions: by programme day, then as they arrived.
        alerts: those that nobody has seen first, then the newest.
        plans: the newest first.
    """

    patient_code: str
    status: Status | None
    status_at_s: float | None
    sessions: tuple[StoredSession, ...]
    alerts: tuple[StoredAlert, ...]
    plans: tuple[StoredPlan, ...]


@dataclass(frozen=True, slots=True)
class LibraryExercise:
    """What the pages need of one exercise.

    Attributes:
        unit: in what its range is measured; None where a plan can't limit it.
        corrections: id of each fault to what the person is told.
        reviewed: whether a clinician has signed it.
        limits: what the camera can't see in it.
        cautions: conditions that speak against it, in words.
        kinds: what can be prescribed of it: repetitions, seconds to hold, or either.
        sets: its own dose, where nobody prescribes another.
        amount: of the first of `kinds` in each set of that dose.
    """

    id: str
    name: str
    unit: Literal["deg", "torso"] | None
    corrections: Mapping[str, str]
    reviewed: bool
    limits: tuple[str, ...]
    cautions: tuple[str, ...]
    kinds: tuple[DoseKind, ...]
    sets: int
    amount: float


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that could not be read, and how often it came; topic and reason are plain ASCII."""

    topic: str
    reason: str
    times: int
    last_at_s: float


@dataclass(frozen=True, slots=True)
class User:
    """Who may sign in."""

    name: str
    administrator: bool


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what, when, from which address."""

    at_s: float
    user_name: str
    action: str
    patient_code: str | None
    detail: str
    address: str
