"""From the session's notes to the database and the summary."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.recorder import Recorder, close_interrupted
from device.session import Observed, SessionBegun, SessionEnded, SetBegun, SetEnded
from device.store import Store
from device.summarise import measured_time
from device.summary import Ending
from device.view import PlannedExercise
from inference.events import Deviation, HoldEvent, Measurable, NotMeasurable, Paused, Reason, RepEvent
from tests.device.disks import small_disk

IDENTITY = {"patient_code": "ABCD2345", "software": "1.2.3", "model": "movenet_lightning_int8"}
PLAN = (PlannedExercise("squat", reps=3), PlannedExercise("bird_dog", reps=4))
SQUAT_EVENTS = (
    NotMeasurable(Reason.NO_PERSON, 10.0),
    Measurable(11.0),
    RepEvent(1, 12.0, 14.0, 95.0, 90.0, counted=True),
    Deviation("trunk_lean", 1, 50.0, 45.0, 12.5, 13.0),
    RepEvent(2, 15.0, 16.0, 60.0, 40.0, counted=False),
    RepEvent(2, 17.0, 19.0, 110.0, 100.0, counted=True),
)


class Running:
    """A recorder at work in its thread."""

    def __init__(self, store: Store) -> None:
        self.recorder = Recorder(store, IDENTITY)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.recorder.run, args=(self._stop,))
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def running(store: Store) -> Iterator[Running]:
    running = Running(store)
    yield running
    running.end()


def notes_of_a_session():
    return [
        SessionBegun(PLAN),
        SetBegun(0, 10.0),
        Observed(0, SQUAT_EVENTS),
        SetEnded(0, 20.0),
        SetBegun(1, 20.0),
        Observed(1, (NotMeasurable(Reason.NO_PERSON, 20.0), HoldEvent(21.0, 24.0))),
        SetEnded(1, 30.0),
        SessionEnded(Ending.STOPPED),
    ]


def test_a_session_is_stored_and_summed_up(store, running):
    for note in notes_of_a_session():
        running.recorder.note(note)
    running.end()
    (summary,) = store.history(10)
    assert running.recorder.summary == summary
    assert (summary.ended, summary.duration_s) == ("stopped", 20.0)
    assert (summary.patient_code, summary.software) == ("ABCD2345", "1.2.3")
    squat, bird_dog = summary.exercises
    assert (squat.reps, squat.too_small, squat.range_median, squat.range_unit) == (2, 1, 95.0, "deg")
    assert squat.deviations == {"trunk_lean": 1}
    assert (squat.measurable, squat.not_measurable_s) == (0.9, {"no_person": 1.0})
    assert (bird_dog.reps, bird_dog.hold_s, bird_dog.measurable) == (0, 3.0, 0.0)
    assert store.outbox.waiting() == 1


def test_the_next_session_clears_the_summary_of_the_last(running):
    for note in notes_of_a_session():
        running.recorder.note(note)
    deadline = time.monotonic() + 10
    while running.recorder.summary is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert running.recorder.summary is not None
    running.recorder.note(SessionBegun(PLAN))
    assert running.recorder.summary is None


def test_trouble_with_the_disk_is_said_and_nothing_is_lost_when_it_passes(tmp_path: Path):
    store = Store.open(tmp_path / "matside.db")
    running = Running(store)
    try:
        notes = notes_of_a_session()
        for note in notes[:2]:
            running.recorder.note(note)
        time.sleep(0.5)
        # Another program holds the database for as long as it likes: the writer is refused for real.
        other = sqlite3.connect(tmp_path / "matside.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for note in notes[2:]:
            running.recorder.note(note)
        deadline = time.monotonic() + 20
        while not running.recorder.trouble and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "in use by another program" in running.recorder.trouble
        other.execute("ROLLBACK")
        other.close()
        while running.recorder.summary is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.recorder.trouble == ""
        assert store.history(1)[0].exercises[0].reps == 2
    finally:
        running.end()
        store.close()


def many(count: int) -> tuple[Measurable, ...]:
    return tuple(Measurable(float(i)) for i in range(count))


def test_a_disk_that_stays_full_does_not_hold_up_the_stop_and_one_with_room_again_gets_everything(tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        store = Store.open(disk.folder / "matside.db")
        running = Running(store)
        for note in notes_of_a_session()[:2]:
            running.recorder.note(note)
        time.sleep(0.5)
        disk.fill()
        for _ in range(20):
            running.recorder.note(Observed(0, many(60)))
        deadline = time.monotonic() + 10
        while not running.recorder.trouble and time.monotonic() < deadline:
            time.sleep(0.05)
        assert re.search("no room left on the disk|the disk reports an error", running.recorder.trouble)
        disk.free()
        while len(store.open_sessions()[0].runs[0].events) < 20 * 60 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.recorder.trouble == ""
        disk.fill()
        for _ in range(20):
            running.recorder.note(Observed(0, many(2000)))
        time.sleep(0.5)
        started_s = time.monotonic()
        running.end()
        assert time.monotonic() - started_s < 3
        (left,) = store.open_sessions()
        assert len(left.runs[0].events) >= 20 * 60
        assert left.runs[0].events[: 20 * 60] == many(60) * 20
        store.close()


def test_a_session_that_somebody_else_closed_is_told_and_the_next_one_is_stored(store, running):
    for note in notes_of_a_session()[:2]:
        running.recorder.note(note)
    deadline = time.monotonic() + 10
    while not (left := store.open_sessions()) or left[0].runs[0].started_s is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    (closed,) = close_interrupted(store, IDENTITY)
    for note in notes_of_a_session()[2:]:
        running.recorder.note(note)
    while not running.recorder.trouble and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    assert f"{closed.session_id} was closed already (interrupted)" in running.recorder.trouble
    for note in notes_of_a_session():
        running.recorder.note(note)
    running.end()
    assert running.recorder.trouble == ""
    assert [(one.ended, one.exercises[0].reps) for one in store.history(9)] == [
        ("stopped", 2),
        ("interrupted", 0),
    ]


def test_a_session_that_a_power_cut_interrupted_is_closed_with_what_is_known(store):
    running = Running(store)
    for note in notes_of_a_session()[:3]:
        running.recorder.note(note)
    running.end()
    (summary,) = close_interrupted(store, IDENTITY)
    assert (summary.ended, summary.duration_s) == ("interrupted", 9.0)
    assert summary.exercises[0].reps == 2
    assert store.outbox.waiting() == 1
    assert close_interrupted(store, IDENTITY) == []


@pytest.mark.parametrize(
    ("events", "share", "lost"),
    [
        ([], 0.0, {"no_person": 10.0}),
        ([Measurable(0.0)], 1.0, {}),
        ([Measurable(4.0)], 0.6, {"no_person": 4.0}),
        ([NotMeasurable(Reason.WRONG_STANCE, 0.0), Measurable(5.0)], 0.5, {"wrong_stance": 5.0}),
        ([Measurable(0.0), Paused(2.0)], 1.0, {}),
        ([Measurable(0.0), Paused(2.0), NotMeasurable(Reason.NO_PERSON, 8.0)], 0.5, {"no_person": 2.0}),
        (
            [Measurable(1.0), NotMeasurable(Reason.OUT_OF_FRAME, 6.0), Measurable(8.0)],
            0.7,
            {"no_person": 1.0, "out_of_frame": 2.0},
        ),
    ],
)
def test_the_time_that_could_be_measured(events, share, lost):
    assert measured_time(events, 0.0, 10.0) == (pytest.approx(share), lost)
