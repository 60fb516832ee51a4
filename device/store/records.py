"""What the store tells of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from device.command import BodyRegion
from device.summary import Ending, PartOfDay, StopReason
from device.view import PlannedExercise
from inference.events import Event


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What is known of a session from its beginning.

    Attributes:
        started: local time; it never leaves the device.
        plan_revision: of the clinic's plan that it follows; 0: the device's own plan.
        profile: id of the person.
        patient_code: of that person; None: the device's own.
        minutes_walked: since the session before.
    """

    id: str
    programme_day: int
    part_of_day: PartOfDay
    started: datetime
    plan_revision: int = 0
    profile: str = ""
    patient_code: str | None = None
    minutes_walked: int | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """What the person told of a session so far, each None where it was not told.

    Attributes:
        exercises_ending: how the exercises ended; None while they last.
    """

    pain_before: int | None = None
    pain_after: int | None = None
    exertion: int | None = None
    stop_reason: StopReason | None = None
    exercises_ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Pain:
    """That a set was stopped for pain; how much (0–10) and where, if it was told."""

    pain: int | None = None
    regions: tuple[BodyRegion, ...] = ()


@dataclass(frozen=True, slots=True)
class ExerciseRun:
    """One set of a session: what was planned, and what came of it.

    Attributes:
        position: number of the set in the session, from 0 over all exercises.
        planned: the exercise and its dose.
        started_s: frame time in seconds when it began, None if it never did.
        ended_s: frame time in seconds when it ended, None if it did not.
        events: everything that the motion analysis reported, in order.
        hurt: what was told if it was stopped for pain, else None.
    """

    position: int
    planned: PlannedExercise
    started_s: float | None
    ended_s: float | None
    events: tuple[Event, ...]
    hurt: Pain | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Days without a session.

    Attributes:
        profile: id of the person.
        programme_day: today.
        part_of_day: now.
        days: since the last session, 0 if there was one today.
        told_days: `days` when the clinic was told of this absence for the last time, 0 if it was not yet.
    """

    profile: str
    programme_day: int
    part_of_day: PartOfDay
    days: int
    told_days: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that was never closed: power or process was lost."""

    record: SessionRecord
    runs: tuple[ExerciseRun, ...]
    rating: Rating = Rating()
