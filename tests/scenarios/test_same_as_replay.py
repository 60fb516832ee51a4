"""What a session stored is what the replay of the same poses finds, to the last digit."""

from __future__ import annotations

import threading

import pytest

from device.command import Command
from device.recorder import Recorder
from device.session import SessionTiming
from device.store import Store
from device.view import PlannedExercise
from inference.events import Deviation, RepEvent
from tests.device.lives import IDENTITY, Life
from tests.replays import poses, replayed

AT_ONCE = SessionTiming(introduction_s=0.0, ready_s=0.1, countdown_s=0.0, done_s=0.0)


@pytest.mark.parametrize("clip", ["proto_squat_side_m", "proto_squat_valgus_front_f"])
def test_a_stored_session_and_its_replay_give_the_same_repetitions_and_faults(tmp_path, clip):
    store = Store.open(tmp_path / "matside.db")
    recorder = Recorder(store, IDENTITY)
    life = Life(PlannedExercise("squat", reps=100), timing=AT_ONCE)
    life.begins()
    life.sees(poses(clip))
    life.does(Command.STOP)
    life.does(Command.STOP)
    for note in life.notes:
        recorder.note(note)
    ended = threading.Event()
    ended.set()
    recorder.run(ended)
    (summary,) = store.history(1)
    (run,) = store.runs(summary.session_id)
    store.close()

    told = [event for event in run.events if isinstance(event, RepEvent | Deviation)]
    found = [e for e in replayed(poses(clip), "squat").events if isinstance(e, RepEvent | Deviation)]
    assert told == found
    assert summary.exercises[0].reps == 5
