"""Which day of the programme a session falls on, from a clock that may not be set."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from device.summary import PartOfDay

CLOCK_UNSET_BEFORE = date(2025, 1, 1)
"""An earlier date means that a board without a clock chip has not heard the time yet."""

LAST_DAY = 36_500
"""The summary's own limit."""

CLOCK_DRIFT_DAYS = 7
"""A date further behind than this means that the clock was wrong before, not that it is a little late."""


def programme_day(today: date, start: date | None, last_day: int) -> tuple[int, date | None]:
    """Count days from the first session; never backwards, whatever the clock does.

    Day 1 is the local date of the first session. While the clock is not set, the last day is repeated. A
    date a little behind the last session's repeats the last day too. If it is far behind, the clock was
    wrong at an earlier session: counting goes on from the last day, one more with each date.

    Args:
        today: the local date.
        start: the date of day 1 as known so far, None before it is.
        last_day: the day of the latest session, 0 before the first.

    Returns:
        The day, from 1, and the date of day 1 to remember (None as long as it is unknown).
    """
    last_day = max(last_day, 1)
    if today < CLOCK_UNSET_BEFORE:
        return last_day, start
    anchored_to_last = today - timedelta(days=last_day - 1)
    if start is None:
        return last_day, anchored_to_last
    day = (today - start).days + 1
    if day < last_day - CLOCK_DRIFT_DAYS:
        return last_day, anchored_to_last
    return min(max(day, last_day), LAST_DAY), start


def part_of_day(now: datetime) -> PartOfDay:
    """Morning from 5, afternoon from 12, evening from 17, night from 22 o'clock, local time."""
    if 5 <= now.hour < 12:
        return PartOfDay.MORNING
    if 12 <= now.hour < 17:
        return PartOfDay.AFTERNOON
    if 17 <= now.hour < 22:
        return PartOfDay.EVENING
    return PartOfDay.NIGHT
