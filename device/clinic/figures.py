"""What sessions come to over days: adherence and monitored days. Pure functions; days are programme days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from device.summary import ExerciseSummary, SessionSummary

BLOCK_DAYS: Final = 30
# Remote therapeutic monitoring counts 2-15 and 16-30 days with data in 30.
FEW_DAYS, MANY_DAYS = 2, 16


@dataclass(frozen=True, slots=True)
class MonitoredBlock:
    """Days with data among 30.

    Attributes:
        first_day: first programme day of the block; it ends with `first_day` + 29.
        days: the days with at least one session.
    """

    first_day: int
    days: tuple[int, ...]

    @property
    def band(self) -> str:
        """`16-30`, `2-15` or `0-1`: how monitoring counts it."""
        count = len(self.days)
        return "16-30" if count >= MANY_DAYS else "2-15" if count >= FEW_DAYS else "0-1"


def monitored_blocks(days: Iterable[int]) -> list[MonitoredBlock]:
    """Blocks of 30 days from day 1 to the last day with a session, in order; empty without sessions."""
    monitored = sorted(set(days))
    if not monitored:
        return []
    blocks = range(1, monitored[-1] + 1, BLOCK_DAYS)
    return [
        MonitoredBlock(first, tuple(day for day in monitored if first <= day < first + BLOCK_DAYS))
        for first in blocks
    ]


def done_share(exercise: ExerciseSummary) -> float | None:
    """How much of the prescribed dose was done, 0–1; None where nothing was prescribed."""
    shares = [
        min(1.0, done / prescribed)
        for done, prescribed in (
            (exercise.reps, exercise.prescribed_reps),
            (exercise.hold_s, exercise.prescribed_hold_s),
        )
        if prescribed
    ]
    return sum(shares) / len(shares) if shares else None


def adherence(session: SessionSummary) -> float | None:
    """Share of the prescribed dose that was done, 0–1, as the device tells it, else the exercises' mean.

    None where nothing was prescribed.
    """
    if session.adherence is not None:
        return session.adherence
    shares = [share for one in session.exercises if (share := done_share(one)) is not None]
    return sum(shares) / len(shares) if shares else None
