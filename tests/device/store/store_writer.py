"""A process that writes events until it is killed, and tells after each transaction what is stored by now."""

from __future__ import annotations

import sys
from pathlib import Path

from device.store import Store
from device.view import PlannedExercise
from inference.events import RepEvent


def main(database: Path) -> None:
    """Print the session's id, then the number of each repetition once the store has returned from it."""
    store = Store.open(database)
    session = store.begin_session([PlannedExercise("squat", reps=5)])
    print(session.id, flush=True)
    number = 0
    while True:
        number += 1
        event = RepEvent(number, number * 2.0, number * 2.0 + 1.5, peak=92.5, range=80.0, counted=True)
        store.append_events(session.id, 0, [event])
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
