"""Calendar, pain and trends, made from stored sessions and walks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from device.care.history import DayDone, ExerciseTrend, History, PainPoint, TrendPoint
from device.store import Walk
from device.summary import Ending, ExerciseSummary, SessionSummary


def history(
    summaries: Sequence[SessionSummary], dates: Mapping[str, str], walks: Sequence[Walk], today: int
) -> History:
    """A person's past.

    Args:
        summaries: newest first.
        dates: session id to local date, YYYY-MM-DD.
        walks: oldest first.
        today: day of the programme.
    """
    oldest_first = summaries[::-1]
    return History(
        today=today,
        days=_days(oldest_first, dates, walks),
        pain=tuple(
            PainPoint(one.programme_day, one.pain_before, one.pain_after)
            for one in oldest_first
            if one.pain_before is not None or one.pain_after is not None
        ),
        exercises=_trends(oldest_first),
    )


def streak_days(dates: Iterable[str], today: date) -> int:
    """Days in a row on which something was done, up to today, or to yesterday if today nothing was yet."""
    done = set(dates)
    day = today if today.isoformat() in done else today - timedelta(days=1)
    streak = 0
    while day.isoformat() in done:
        streak += 1
        day -= timedelta(days=1)
    return streak


def _days(
    summaries: Sequence[SessionSummary], dates: Mapping[str, str], walks: Sequence[Walk]
) -> tuple[DayDone, ...]:
    days: dict[str, int] = {}
    sessions: Counter[str] = Counter()
    completed: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for one in summaries:
        on = dates.get(one.session_id)
        if on is None:
            continue
        days.setdefault(on, one.programme_day)
        sessions[on] += 1
        completed[on] += one.ended is Ending.COMPLETED
    for walk in walks:
        days.setdefault(walk.date, walk.day)
        minutes[walk.date] += walk.minutes
    return tuple(DayDone(days[on], on, sessions[on], completed[on], minutes[on]) for on in sorted(days))


def _trends(summaries: Sequence[SessionSummary]) -> tuple[ExerciseTrend, ...]:
    found: defaultdict[str, list[tuple[int, list[ExerciseSummary]]]] = defaultdict(list)
    for summary in summaries:
        done: defaultdict[str, list[ExerciseSummary]] = defaultdict(list)
        for one in summary.exercises:
            if one.reps or one.hold_s:
                done[one.exercise].append(one)
        for exercise, sets in done.items():
            found[exercise].append((summary.programme_day, sets))
    return tuple(_trend(exercise, days) for exercise, days in sorted(found.items()))


def _trend(exercise: str, days: Sequence[tuple[int, list[ExerciseSummary]]]) -> ExerciseTrend:
    units = Counter(one.range_unit for _, sets in days for one in sets if one.range_unit is not None)
    unit = units.most_common(1)[0][0] if units else None
    ranges, holds, reps = [], [], []
    for day, sets in days:
        measured = [
            one.range_median for one in sets if one.range_median is not None and one.range_unit == unit
        ]
        if measured:
            ranges.append(TrendPoint(day, round(median(measured), 2)))
        if held_s := sum(one.hold_s for one in sets):
            holds.append(TrendPoint(day, round(held_s, 1)))
        if counted := sum(one.reps for one in sets):
            reps.append(TrendPoint(day, counted))
    return ExerciseTrend(exercise, unit, tuple(ranges), tuple(holds), tuple(reps))
