"""Calibration: how far a person usually goes in each exercise, from their own earlier sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from device.summary import SessionSummary
from device.view import PlannedExercise

REMEMBERED = 3
"""Sets, the last ones: who gets better, or worse, is soon measured by what they do now."""


def calibrated(
    plan: Sequence[PlannedExercise], history: Sequence[SessionSummary]
) -> tuple[PlannedExercise, ...]:
    """The plan, each exercise with the person's usual range where one was measured.

    Args:
        plan: what is to be done.
        history: the person's sessions, newest first.
    """
    return tuple(_calibrated(planned, history) for planned in plan)


def _calibrated(planned: PlannedExercise, history: Sequence[SessionSummary]) -> PlannedExercise:
    measured = [
        (one.range_median, one.range_unit)
        for session in history
        for one in reversed(session.exercises)
        if one.exercise == planned.exercise and one.range_median is not None
    ]
    if not measured:
        return planned
    unit = measured[0][1]
    latest = [size for size, its_unit in measured if its_unit == unit][:REMEMBERED]
    return replace(planned, usual_range=round(median(latest), 2), usual_range_unit=unit)
