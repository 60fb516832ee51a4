"""The session's state machine, told as a person lives it."""

from __future__ import annotations

from threading import Event

import pytest

from device.command import Command
from device.outcome import Praise
from device.recorder import Recorder
from device.session import (
    ExercisesEnded,
    Observed,
    Rated,
    SessionBegun,
    SessionEnded,
    SessionTiming,
    SetBegun,
    SetEnded,
)
from device.summary import Ending
from device.view import Phase, PlannedExercise, Question
from inference.events import RepEvent
from tests.device.lives import BRIDGE, IDENTITY, NINE_SQUATS, TIMING, TWO_SQUATS, Life
from tests.figures import squats


def test_at_home_nothing_is_watched_and_the_plan_is_shown():
    life = Life(TWO_SQUATS, BRIDGE)
    life.sees(squats([1.0]))
    assert life.view.phase is Phase.HOME
    assert life.view.plan == (TWO_SQUATS, BRIDGE)
    assert life.notes == []


def test_a_plan_is_done_from_start_to_end():
    life = Life(TWO_SQUATS)
    life.begins(pain=3)
    assert life.view.phase is Phase.INTRODUCING
    life.gets_ready()
    life.squats(1.0, 1.0, rest_s=0.2)
    assert (life.view.reps, life.view.set_done) == (2, True)
    life.stands(TIMING.done_s + 0.3)
    assert (life.view.phase, life.view.question) == (Phase.RATING, Question.PAIN_AFTER)
    life.does(Command.PAIN, value=2)
    life.does(Command.EXERTION, value=4)
    assert life.view.phase is Phase.FINISHED
    assert life.notes[0] == SessionBegun((TWO_SQUATS,), 0, 3)
    kinds = [type(note) for note in life.notes]
    assert kinds.index(SetBegun) < kinds.index(Observed) < kinds.index(SetEnded)
    assert life.notes[-4:] == [
        ExercisesEnded(Ending.COMPLETED),
        Rated(pain_after=2),
        Rated(exertion=4),
        SessionEnded(Ending.COMPLETED),
    ]
    life.does(Command.HOME)
    assert life.view.phase is Phase.HOME


def test_sets_are_rested_between_and_each_is_a_run_of_its_own():
    life = Life(PlannedExercise("squat", reps=1, sets=2, rest_s=8.0), TWO_SQUATS)
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.stands(TIMING.done_s + 0.2)
    view = life.view
    assert (view.phase, view.position, view.set_number, view.sets) == (Phase.RESTING, 0, 2, 2)
    assert view.praise is Praise.WHOLE_DOSE
    assert 0 < view.seconds_left <= 8.0
    life.waits(8.0)
    assert life.view.phase is Phase.PREPARING
    life.gets_ready()
    assert life.view.reps == 0
    life.squats(1.0)
    life.stands(TIMING.done_s + 0.2)
    assert (life.view.phase, life.view.position) == (Phase.RESTING, 1)
    life.does(Command.RESUME)
    assert life.view.phase is Phase.INTRODUCING
    assert [note.run for note in life.noted(SetBegun)] == [0, 1]


def test_no_rest_is_longer_than_the_settings_say():
    life = Life(
        PlannedExercise("squat", reps=1, sets=2, rest_s=60.0),
        timing=SessionTiming(0.5, 0.5, 0.5, 0.5, longest_rest_s=0.0),
    )
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.stands(1.0)
    assert (life.view.phase, life.view.set_number) in [(Phase.PREPARING, 2), (Phase.COUNTDOWN, 2)]


def test_every_repetition_is_noted_once_in_order_and_a_pause_changes_no_number():
    life = Life(NINE_SQUATS)
    life.begins()
    life.gets_ready()
    life.squats(1.0, 1.0)
    life.does(Command.PAUSE)
    assert (life.view.phase, life.view.reps, life.view.reason) == (Phase.PAUSED, 2, None)
    life.squats(1.0)
    assert life.view.reps == 2
    life.does(Command.RESUME)
    assert life.view.phase is Phase.PREPARING
    life.gets_ready()
    life.squats(1.0, 1.0)
    reps = [e for note in life.noted(Observed) for e in note.events if isinstance(e, RepEvent)]
    assert [rep.number for rep in reps] == [1, 2, 3, 4]
    assert len(life.noted(SetBegun)) == 1


def test_a_pause_in_a_hold_is_neither_held_nor_measured_nor_part_of_the_duration(store):
    recorder = Recorder(store, IDENTITY)
    life = Life(PlannedExercise("posture_check", hold_s=20.0))
    life.begins()
    life.gets_ready()
    life.stands(5.0)
    assert 4.0 < life.view.hold_s < 6.0
    life.does(Command.PAUSE)
    held_s = life.view.hold_s
    life.stands(60.0)
    assert life.view.hold_s == held_s
    life.does(Command.RESUME)
    life.gets_ready()
    life.stands(5.0)
    assert held_s + 4.0 < life.view.hold_s < held_s + 6.0
    life.does(Command.STOP)
    life.does(Command.STOP)
    for note in life.notes:
        recorder.note(note)
    ended = Event()
    ended.set()
    recorder.run(ended)
    (summary,) = store.history(1)
    (one,) = summary.exercises
    assert 9.0 < one.hold_s < 11.0
    assert 9.0 < one.duration_s < 11.0
    assert 9.0 < summary.duration_s < 11.0
    assert (one.measurable, one.not_measurable_s) == (1.0, {})


def test_a_rest_that_is_paused_goes_on_where_it_was():
    life = Life(PlannedExercise("squat", reps=1, sets=2, rest_s=10.0))
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.stands(TIMING.done_s + 0.2)
    before = life.view.seconds_left
    life.does(Command.PAUSE)
    life.waits(100.0)
    life.does(Command.RESUME)
    assert (life.view.phase, life.view.seconds_left) == (Phase.RESTING, pytest.approx(before))


@pytest.mark.parametrize(
    "command",
    [Command.PAUSE, Command.RESUME, Command.NEXT, Command.STOP, Command.HOME, Command.HURTS, Command.MORE],
)
def test_a_command_that_makes_no_sense_at_home_changes_nothing(command):
    life = Life(TWO_SQUATS)
    life.does(command)
    assert life.view.phase is Phase.HOME
    assert life.notes == []


def test_without_a_plan_nothing_starts():
    life = Life()
    life.does(Command.START)
    assert life.view.phase is Phase.HOME


def test_a_new_plan_waits_for_the_next_session():
    life = Life(TWO_SQUATS)
    life.begins()
    life.session.prescribe([BRIDGE], 7)
    assert life.view.plan == (TWO_SQUATS,)
    life.does(Command.STOP)
    life.does(Command.STOP)
    life.begins()
    assert life.noted(SessionBegun)[-1] == SessionBegun((BRIDGE,), 7, 0)


def test_a_repetition_that_is_too_small_is_told_for_a_moment():
    life = Life(NINE_SQUATS)
    life.begins()
    life.gets_ready()
    life.squats(0.45, rest_s=0.4)
    assert (life.view.reps, life.view.too_small) == (0, 1)
    assert life.view.last_rep_too_small
    life.stands(6.0)
    assert not life.view.last_rep_too_small
