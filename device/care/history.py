"""What was done so far, as the screen draws it. Days count from the first day of the programme (day 1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DayDone:
    """One day on which something was done.

    Attributes:
        date: local, YYYY-MM-DD; it never leaves the device.
        sessions: how many ended, in whatever way.
        completed: how many came to the end of the plan.
        minutes_walked: in all.
    """

    day: int
    date: str
    sessions: int
    completed: int
    minutes_walked: int


@dataclass(frozen=True, slots=True)
class PainPoint:
    """Pain of one session, 0–10; None where it was not told."""

    day: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One session's figure of one exercise: the median range, or the seconds held."""

    day: int
    value: float


@dataclass(frozen=True, slots=True)
class ExerciseTrend:
    """How one exercise went over time, oldest first.

    Attributes:
        unit: of `ranges`: deg or torso; None where no range was measured.
        holds_s: seconds held in a session.
    """

    exercise: str
    unit: str | None
    ranges: tuple[TrendPoint, ...]
    holds_s: tuple[TrendPoint, ...]
    reps: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class History:
    """One person's past, oldest first; empty for somebody new."""

    today: int = 1
    days: tuple[DayDone, ...] = ()
    pain: tuple[PainPoint, ...] = ()
    exercises: tuple[ExerciseTrend, ...] = ()
