"""What the store tells of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from device.summary import PartOfDay
from device.view import PlannedExercise
from inference.events import Event


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What is known of a session from its beginning.

    Attributes:
        started: local time; it never leaves the device.
        plan_revision: of the clinic's plan that it follows; 0: the device's own plan.
    """

    id: str
    programme_day: int
    part_of_day: PartOfDay
    started: datetime
    plan_revision: int = 0


@dataclass(frozen=True, slots=True)
class ExerciseRun:
    """One exercise of a session: what was planned, and what came of it.

    Attributes:
        position: index into the session's plan.
        planned: the exercise and its dose.
        started_s: frame time in seconds when it began, None if it never did.
        ended_s: frame time in seconds when it ended, None if it did not.
        events: everything that the motion analysis reported, in order.
    """

    position: int
    planned: PlannedExercise
    started_s: float | None
    ended_s: float | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """Days without a session.

    Attributes:
        programme_day: today.
        part_of_day: now.
        days: since the last session, 0 if there was one today.
        told_days: `days` when the clinic was told of this absence for the last time, 0 if it was not yet.
    """

    programme_day: int
    part_of_day: PartOfDay
    days: int
    told_days: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that was never closed: power or process was lost."""

    record: SessionRecord
    runs: tuple[ExerciseRun, ...]
