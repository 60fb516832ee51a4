"""Some hours of a home in seconds: nothing is held on to. `make soak` lives through 72."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.soak.meter import Reading, slope
from tests.soak.run import complaints, soak

HOURS = 7
"""One outage of the broker, two sessions with a blind camera."""
WARM_UP_MB = 20.0
"""A few hours tell of threads, files and rows; memory still settles in them."""


@pytest.mark.alone
@pytest.mark.broker
def test_seven_hours_with_an_outage_leave_nothing_behind(tmp_path: Path) -> None:
    readings = soak(HOURS, tmp_path, 60, lambda reading: None)
    assert [complaint for complaint in complaints(readings) if not complaint.startswith("memory")] == []
    assert readings[-1].rss_mb - readings[1].rss_mb < WARM_UP_MB


def steady(hours: int = 40, mb_per_h: float = 0.0) -> list[Reading]:
    rows = {"session": 0, "meta": 8}
    return [
        Reading(hour, 150.0 + mb_per_h * hour + hour % 3, 40, 17, rows | {"session": hour}, 0)
        for hour in range(hours)
    ]


def test_use_that_only_keeps_what_was_done_is_no_complaint() -> None:
    assert complaints(steady()) == []
    assert slope(steady(), [float(reading.rows["session"]) for reading in steady()]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("leak", "said"),
    [
        ({"threads": 41}, "threads: 40 after 10 h, 41 after 39 h"),
        ({"files": 19}, "open files: 17 after 10 h, 19 after 39 h"),
        ({"rows": {"session": 39, "meta": 9}}, "rows of meta: 8 after 10 h, 9 after 39 h"),
        ({"waiting": 2}, "messages that wait: 0 after 10 h, 2 after 39 h"),
    ],
)
def test_each_leak_is_named(leak: dict[str, object], said: str) -> None:
    readings = steady()
    readings[-1] = replace(readings[-1], **leak)  # type: ignore[arg-type]
    assert complaints(readings) == [said]


def test_memory_that_rises_is_named() -> None:
    (said,) = complaints(steady(mb_per_h=0.3))
    assert said.startswith("memory rises by 0.")
