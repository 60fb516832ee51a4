"""Hours of simulated use, and what they left behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from tests.soak.home import Soak
from tests.soak.meter import PER_SESSION, Reading, read, slope

WARM_UP_SHARE = 0.25
"""Of the hours, in which caches and pools fill."""
MOST_MB_PER_H = 0.05
"""300 MB of memory limit, 150 MB in use: at this rate that lasts four months, and the noise is above it."""


def soak(hours: int, folder: Path, frames: int, tell: Callable[[Reading], None]) -> list[Reading]:
    """Live some hours; one reading after each, when everything is stored and sent."""
    readings = []
    with closing(Soak(folder, frames)) as home:
        for hour in range(hours):
            home.hour(hour)
            home.settle()
            home.forget()
            assert home.deaths == []
            if home.connected:
                readings.append(read(hour, folder / "matside.db"))
                tell(readings[-1])
        home.connect()
        home.settle()
        home.forget()
        assert len(home.summaries) == hours
        assert home.store.integrity() == []
    return readings


def complaints(readings: Sequence[Reading]) -> list[str]:
    """What leaks, in words; empty if nothing does."""
    settled = readings[round(len(readings) * WARM_UP_SHARE) :]
    found = []
    rise = slope(settled, [reading.rss_mb for reading in settled])
    if rise > MOST_MB_PER_H:
        found.append(f"memory rises by {rise:.3f} MB an hour, {MOST_MB_PER_H} at most")
    first, last = settled[0], settled[-1]
    found += [
        f"{name}: {before} after {first.hour} h, {after} after {last.hour} h"
        for name, before, after in (
            ("threads", first.threads, last.threads),
            ("open files", first.files, last.files),
            ("messages that wait", 0, last.waiting),
            *(
                (f"rows of {table}", first.rows[table], count)
                for table, count in last.rows.items()
                if table not in PER_SESSION
            ),
        )
        if after > before
    ]
    return found
