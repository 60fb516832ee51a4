"""Between sets and exercises: what belongs to the one before, and what comes next."""

from __future__ import annotations

import pytest

from device.command import Command
from device.session import Hurt
from device.session.timing import TIP_S
from device.view import Phase, PlannedExercise
from tests.device.lives import BRIDGE, TIMING, Life

ONE_SQUAT = PlannedExercise("squat", reps=1, rest_s=20.0)
HINGE = PlannedExercise("hip_hinge", reps=5)


def resting(*plan: PlannedExercise) -> Life:
    """Someone who has done the first set and rests."""
    life = Life(*plan)
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.stands(TIMING.done_s + 0.3)
    assert life.view.phase is Phase.RESTING
    return life


@pytest.mark.parametrize("paused", [False, True])
def test_next_at_rest_between_exercises_goes_to_the_one_that_is_shown(paused):
    life = resting(ONE_SQUAT, BRIDGE, HINGE)
    if paused:
        life.does(Command.PAUSE)
    assert life.view.position == 1
    life.does(Command.NEXT)
    assert (life.view.phase, life.view.position) == (Phase.INTRODUCING, 1)


@pytest.mark.parametrize("paused", [False, True])
def test_pain_at_rest_belongs_to_the_set_before_and_the_next_exercise_follows(paused):
    life = resting(ONE_SQUAT, BRIDGE, HINGE)
    if paused:
        life.does(Command.PAUSE)
    life.does(Command.HURTS)
    for _ in range(3):
        life.does(Command.RESUME)
    assert life.noted(Hurt)[-1] == Hurt(0, told=True)
    assert (life.view.phase, life.view.position) == (Phase.INTRODUCING, 1)


def test_next_at_rest_between_sets_leaves_the_sets_that_are_left():
    life = resting(PlannedExercise("squat", reps=1, sets=3, rest_s=20.0), BRIDGE)
    assert (life.view.position, life.view.set_number) == (0, 2)
    life.does(Command.NEXT)
    assert (life.view.phase, life.view.position) == (Phase.INTRODUCING, 1)


def test_a_set_that_is_done_while_paused_ends_when_it_goes_on():
    life = Life(PlannedExercise("squat", reps=1), BRIDGE)
    life.begins()
    life.gets_ready()
    life.squats(1.0, rest_s=0.1)
    assert life.view.set_done
    life.does(Command.PAUSE)
    life.waits(10.0)
    life.does(Command.RESUME)
    life.stands(6.0)
    assert (life.view.phase, life.view.position) == (Phase.RESTING, 1)


def limited(most: float, unit: str) -> Life:
    """Someone who has done one whole squat of some 90 degrees, where the clinic allows `most`."""
    life = Life(PlannedExercise("squat", reps=3, range_limit=most, range_limit_unit=unit))
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    return life


def test_a_repetition_beyond_the_clinics_limit_counts_and_is_told_at_once():
    life = limited(40.0, "deg")
    assert (life.view.reps, life.view.beyond_limit, life.view.last_rep_too_far) == (1, 1, True)
    life.stands(TIP_S + 0.5)
    assert (life.view.beyond_limit, life.view.last_rep_too_far) == (1, False)


@pytest.mark.parametrize(("most", "unit"), [(170.0, "deg"), (0.1, "torso")])
def test_a_limit_that_is_kept_or_in_another_unit_is_not_spoken_of(most, unit):
    view = limited(most, unit).view
    assert (view.reps, view.beyond_limit, view.last_rep_too_far) == (1, 0, False)


SHALLOW = 0.62
"""A squat of some 70 degrees, a little more than the least that counts."""


@pytest.mark.parametrize(("usual", "reps"), [((None, None), 2), ((130.0, "deg"), 1), ((1.3, "torso"), 2)])
def test_what_counts_begins_with_what_is_usual_for_the_person(usual, reps):
    life = Life(PlannedExercise("squat", reps=5, usual_range=usual[0], usual_range_unit=usual[1]))
    life.begins()
    life.gets_ready()
    life.squats(SHALLOW, SHALLOW)
    assert (life.view.reps, life.view.too_small) == (reps, 2 - reps)


def test_the_next_set_goes_on_with_the_range_of_the_one_before():
    life = Life(PlannedExercise("squat", reps=2, sets=2, rest_s=2.0))
    life.begins()
    life.gets_ready()
    life.squats(1.3, 1.3)
    life.stands(TIMING.done_s + 0.3)
    life.gets_ready()
    life.squats(SHALLOW)
    assert (life.view.reps, life.view.too_small) == (0, 1)
