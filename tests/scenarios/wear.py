"""How much a day of use writes to the memory card.

    python -m tests.scenarios.wear [IDLE_S]

Idle and in a session, extrapolated: two sessions a day, twelve sets of ten repetitions each. As root it is
what reaches a card with ext4 of its own, the filesystem's journal too; else what the appliance has written
(write_bytes of /proc/PID/io).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.scenarios.appliance_process import ApplianceProcess, appliance

SESSIONS_A_DAY, SETS, REPS = 2, 12, 10
LIMIT_MB = 20.0
CARD_MB = 256
SECTOR_BYTES = 512
"""In which the kernel counts, whatever the disk's own are."""


def by_the_process(running: ApplianceProcess) -> int:
    """Bytes that it has written to any disk since it began."""
    lines = Path(f"/proc/{running.process.pid}/io").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))


@contextmanager
def card(folder: Path) -> Iterator[tuple[Path, Callable[[ApplianceProcess], int]]]:
    """A card with a filesystem of its own: where it is mounted, and what counts the bytes that reached it."""
    image, place = folder / "card.img", folder / "card"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(CARD_MB * 1_000_000)
    subprocess.run(
        ["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image)], check=True
    )
    subprocess.run(["mount", "-o", "loop,noatime", str(image), str(place)], check=True)
    number = place.stat().st_dev
    counters = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}/stat")

    def reached(running: ApplianceProcess) -> int:
        os.sync()
        return int(counters.read_text("ascii").split()[6]) * SECTOR_BYTES

    try:
        yield place, reached
    finally:
        subprocess.run(["umount", str(place)], check=True)


def megabytes_a_day(
    folder: Path,
    idle_s: float,
    reps: int = REPS,
    written_bytes: Callable[[ApplianceProcess], int] = by_the_process,
) -> dict[str, float]:
    """What is written in MB: by an idle day, a session of one set, and a day of such sets."""
    plan = f'[{{"exercise": "squat", "reps": {reps}}}]'
    with appliance(folder, "--no-demo-broker", MATSIDE_PLAN=plan) as running:
        running.view_where(lambda view: view["camera"] == "demo")
        before = written_bytes(running)
        time.sleep(idle_s)
        idle = (written_bytes(running) - before) / 1e6 * 86_400 / idle_s
        before = written_bytes(running)
        running.begin()
        running.rate()
        session = (written_bytes(running) - before) / 1e6
    day = idle + SESSIONS_A_DAY * SETS * session
    return {"an idle day": idle, f"a session of {reps} repetitions": session, "a day of use": day}


def main() -> int:
    """Print the figures; 1 if a day writes too much."""
    idle_s = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    with TemporaryDirectory(dir=Path.cwd()) as name:
        if os.geteuid() == 0:
            with card(Path(name)) as (place, reached):
                figures = megabytes_a_day(place, idle_s, written_bytes=reached)
        else:
            figures = megabytes_a_day(Path(name), idle_s)
    for what, megabytes in figures.items():
        print(f"{what:30} {megabytes:8.2f} MB")
    return int(figures["a day of use"] > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
