"""Stop, it hurts; enough for today; switched off: what is asked, and what is kept."""

from __future__ import annotations

import pytest

from device.command import BodyRegion, Command
from device.session import (
    ExercisesEnded,
    Hurt,
    Rated,
    SessionEnded,
    SetBegun,
    SetEnded,
)
from device.summary import Ending, StopReason
from device.view import Phase, PlannedExercise, Question
from tests.device.lives import BRIDGE, NINE_SQUATS, Life


def test_stop_it_hurts_asks_where_and_how_much_and_goes_on_with_the_next_exercise():
    life = Life(PlannedExercise("squat", reps=9, sets=3), BRIDGE)
    life.begins(pain=2)
    life.gets_ready()
    life.squats(1.0)
    life.does(Command.HURTS)
    assert life.noted(Hurt) == [Hurt(0)], "marked at once, whatever happens next"
    assert len(life.noted(SetEnded)) == 1
    assert (life.view.phase, life.view.question) == (Phase.HURTING, Question.WHERE)
    life.does(Command.WHERE, regions=(BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG))
    assert (life.view.question, life.view.proposed) == (Question.HOW_MUCH, 2)
    life.does(Command.PAIN, value=6)
    assert life.view.question is Question.GO_ON
    life.does(Command.RESUME)
    assert (life.view.phase, life.view.position) == (Phase.INTRODUCING, 1)
    assert life.noted(Hurt)[-1] == Hurt(0, 6, (BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG), told=True)


def test_stop_it_hurts_without_a_word_can_end_the_session_at_once():
    life = Life(NINE_SQUATS, BRIDGE)
    life.begins()
    life.does(Command.HURTS)
    life.does(Command.STOP)
    assert life.noted(Hurt)[-1] == Hurt(0, told=True)
    assert Rated(stop_reason=StopReason.PAIN) in life.notes
    assert life.view.question is Question.PAIN_AFTER
    life.does(Command.STOP)
    assert life.notes[-1] == SessionEnded(Ending.STOPPED)


@pytest.mark.parametrize("phase", [Phase.INTRODUCING, Phase.PREPARING, Phase.ACTIVE, Phase.PAUSED])
def test_stop_is_obeyed_from_anywhere_asks_why_and_keeps_what_was_done(phase):
    life = Life(NINE_SQUATS)
    life.begins()
    if phase is Phase.PREPARING:
        life.does(Command.RESUME)
    elif phase is not Phase.INTRODUCING:
        life.gets_ready()
        life.squats(1.0)
        if phase is Phase.PAUSED:
            life.does(Command.PAUSE)
    assert life.view.phase is phase
    life.does(Command.STOP)
    assert (life.view.phase, life.view.question) == (Phase.RATING, Question.STOP_REASON)
    life.does(Command.REASON, subject="tired")
    assert life.view.question is Question.PAIN_AFTER
    life.does(Command.RESUME)
    life.does(Command.RESUME)
    assert life.view.phase is Phase.FINISHED
    assert life.noted(Rated) == [Rated(stop_reason=StopReason.TIRED)]
    assert life.notes[-1] == SessionEnded(Ending.STOPPED)
    assert len(life.noted(SetBegun)) == len(life.noted(SetEnded))


def test_who_stopped_because_of_pain_is_asked_where_and_how_much():
    life = Life(NINE_SQUATS)
    life.begins()
    life.gets_ready()
    life.does(Command.STOP)
    life.does(Command.REASON, subject="pain")
    assert (life.view.phase, life.view.question) == (Phase.RATING, Question.WHERE)
    life.does(Command.WHERE, regions=(BodyRegion.NECK,))
    life.does(Command.PAIN, value=7)
    life.does(Command.PAIN, value=7)
    life.does(Command.EXERTION, value=5)
    assert life.noted(Hurt)[-1] == Hurt(0, 7, (BodyRegion.NECK,), told=True)
    assert life.view.phase is Phase.FINISHED


def test_next_leaves_all_sets_of_the_exercise():
    life = Life(PlannedExercise("squat", reps=5, sets=3), BRIDGE)
    life.begins()
    life.gets_ready()
    life.does(Command.NEXT)
    assert (life.view.phase, life.view.position) == (Phase.INTRODUCING, 1)
    life.does(Command.NEXT)
    assert life.view.phase is Phase.RATING
    assert life.noted(ExercisesEnded) == [ExercisesEnded(Ending.COMPLETED)]


def test_switched_off_in_mid_set_it_keeps_what_was_done_and_asks_nothing():
    life = Life(NINE_SQUATS)
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.session.close(life.now_s)
    assert life.notes[-1] == SessionEnded(Ending.STOPPED)
    assert len(life.noted(SetEnded)) == 1
