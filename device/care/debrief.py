"""What a finished session is told as: what went well, one thing to improve, how it compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from device.care.pain import advice
from device.care.progression import change
from device.outcome import Outcome, Praise
from device.summary import ExerciseSummary, SessionSummary

CLEARLY = {"deg": 5.0, "torso": 0.08}
"""Changes of the range that are told; smaller ones a single camera can't tell. Engineering estimate."""
CLEARLY_LONGER = 1.2


def debrief(summary: SessionSummary, earlier: Sequence[SessionSummary]) -> Outcome:
    """What is told of a session.

    Args:
        summary: the session.
        earlier: the person's sessions before it, newest first.
    """
    changes = _range_changes(summary, earlier)
    praise, praised = _praise(summary, earlier, changes)
    tipped, tip = _tip(summary)
    before, after = summary.pain_before, summary.pain_after
    sessions = (summary, *earlier)
    return Outcome(
        praise=praise,
        praised=praised,
        tip=tip,
        tipped=tipped,
        pain_change=None if before is None or after is None else after - before,
        range_change=changes,
        advice=advice(sessions) + change(sessions),
    )


def _praise(
    summary: SessionSummary, earlier: Sequence[SessionSummary], changes: dict[str, float]
) -> tuple[Praise, str | None]:
    """The first that is true, the most personal first."""
    found = _praises(summary, earlier, changes)
    return next(found, (Praise.CAME_BACK, None))


def _praises(
    summary: SessionSummary, earlier: Sequence[SessionSummary], changes: dict[str, float]
) -> Iterator[tuple[Praise, str | None]]:
    done = [one for one in summary.exercises if one.reps or one.hold_s]
    for one in done:
        enough = CLEARLY.get(one.range_unit or "", float("inf"))
        if not one.beyond_limit and changes.get(one.exercise, 0.0) >= enough:
            yield Praise.FURTHER_THAN_LAST, one.exercise
    for one in done:
        last = _last(one.exercise, earlier)
        if last and last.hold_s and not one.prescribed_reps and one.hold_s >= CLEARLY_LONGER * last.hold_s:
            yield Praise.HELD_LONGER, one.exercise
    before, after = summary.pain_before, summary.pain_after
    if before is not None and after is not None and after < before:
        yield Praise.PAIN_EASED, None
    if earlier and (summary.adherence or 0.0) > (earlier[0].adherence or 0.0):
        yield Praise.BETTER_THAN_BEFORE, None
    for one in done:
        if not one.deviations and not one.too_small and not one.beyond_limit:
            yield Praise.GOOD_FORM, one.exercise
    if summary.adherence is not None and summary.adherence >= 1.0:
        yield Praise.WHOLE_DOSE, None


def _tip(summary: SessionSummary) -> tuple[str | None, str | None]:
    """The exercise and the fault that was seen most often."""
    faults: Counter[tuple[str, str]] = Counter()
    for one in summary.exercises:
        for rule, count in one.deviations.items():
            faults[one.exercise, rule] += count
    most = faults.most_common(1)
    return most[0][0] if most else (None, None)


def _range_changes(summary: SessionSummary, earlier: Sequence[SessionSummary]) -> dict[str, float]:
    changes = {}
    for one in summary.exercises:
        last = _last(one.exercise, earlier)
        if last is None or last.range_unit != one.range_unit or one.exercise in changes:
            continue
        if one.range_median is not None and last.range_median is not None:
            changes[one.exercise] = round(one.range_median - last.range_median, 2)
    return changes


def _last(exercise: str, earlier: Sequence[SessionSummary]) -> ExerciseSummary | None:
    """The first set of this exercise in the newest session that had one with something done."""
    for summary in earlier:
        for one in summary.exercises:
            if one.exercise == exercise and (one.reps or one.hold_s):
                return one
    return None
