"""How much a day of use writes to the memory card.

    python -m tests.scenarios.wear [IDLE_S]

Measured by the kernel's count of what the appliance had written to its disk (write_bytes of /proc/PID/io),
idle and in a session, and extrapolated: two sessions a day, twelve sets of ten repetitions each.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.scenarios.appliance_process import ApplianceProcess, appliance

SESSIONS_A_DAY, SETS, REPS = 2, 12, 10
LIMIT_MB = 20.0


def written_bytes(running: ApplianceProcess) -> int:
    """By the process, to any disk, since it began."""
    lines = Path(f"/proc/{running.process.pid}/io").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))


def megabytes_a_day(folder: Path, idle_s: float, reps: int = REPS) -> dict[str, float]:
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
        figures = megabytes_a_day(Path(name), idle_s)
    for what, megabytes in figures.items():
        print(f"{what:30} {megabytes:8.2f} MB")
    return int(figures["a day of use"] > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
