from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.store.programme_day import LAST_DAY, part_of_day, programme_day
from device.summary import PartOfDay

START = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("today", "start", "last_day", "day", "remembered"),
    [
        (date(2026, 3, 1), None, 0, 1, START),
        (date(2026, 3, 1), START, 1, 1, START),
        (date(2026, 3, 12), START, 9, 12, START),
        # The clock was never set: day 1, and no date to remember.
        (date(1970, 1, 1), None, 0, 1, None),
        (date(1970, 1, 1), START, 12, 12, START),
        # Three sessions without a date, then the time is known: counting goes on from the last day.
        (date(2026, 3, 1), None, 3, 3, date(2026, 2, 27)),
        # A clock restored from the last shutdown is a little behind: the last day again.
        (date(2026, 3, 10), START, 12, 12, START),
        # The clock was wrong on day 1: from now on each date counts one more again.
        (date(2026, 3, 12), date(2040, 1, 1), 1, 1, date(2026, 3, 12)),
        # Two hundred years: the summary's own limit.
        (date(2226, 3, 1), START, 12, LAST_DAY, START),
    ],
)
def test_programme_day(
    today: date, start: date | None, last_day: int, day: int, remembered: date | None
) -> None:
    assert programme_day(today, start, last_day) == (day, remembered)


@given(st.lists(st.dates(date(1970, 1, 1), date(2060, 1, 1)), min_size=1, max_size=20))
def test_the_day_never_decreases_and_stays_within_the_summary_s_limits(clock: list[date]) -> None:
    start, last_day = None, 0
    for today in clock:
        day, start = programme_day(today, start, last_day)
        assert max(last_day, 1) <= day <= LAST_DAY
        last_day = day


def test_after_a_wrong_clock_each_new_date_counts_one_more() -> None:
    day, start = programme_day(date(2040, 1, 1), START, 4)
    again, start = programme_day(date(2026, 3, 6), start, day)
    assert again == day
    assert programme_day(date(2026, 3, 7), start, again)[0] == day + 1


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (0, PartOfDay.NIGHT),
        (4, PartOfDay.NIGHT),
        (5, PartOfDay.MORNING),
        (11, PartOfDay.MORNING),
        (12, PartOfDay.AFTERNOON),
        (16, PartOfDay.AFTERNOON),
        (17, PartOfDay.EVENING),
        (21, PartOfDay.EVENING),
        (22, PartOfDay.NIGHT),
    ],
)
def test_part_of_day(hour: int, part: PartOfDay) -> None:
    assert part_of_day(datetime(2026, 3, 1, hour, 59, tzinfo=UTC)) is part
