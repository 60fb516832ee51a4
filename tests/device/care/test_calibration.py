"""What is usual for a person is what they did in their last sets, in the unit of the newest."""

from __future__ import annotations

import pytest

from device.care.assignment import Planner
from device.care.calibration import calibrated
from device.care.programme import load_programmes
from device.view import PlannedExercise
from inference.exercise import load_library
from tests.device.care.test_pain_and_progress import one, squats

SQUAT = PlannedExercise("squat", reps=5)


def usual(*newest_first) -> tuple[float | None, str | None]:
    (planned,) = calibrated([SQUAT], newest_first)
    return planned.usual_range, planned.usual_range_unit


@pytest.mark.parametrize(
    ("medians", "expected"), [([80.0], 80.0), ([90.0, 80.0], 85.0), ([90.0, 80.0, 85.0, 20.0], 85.0)]
)
def test_the_last_three_sets_tell(medians, expected):
    assert usual(*(one(exercises=(squats(range_median=size),)) for size in medians)) == (expected, "deg")


def test_the_last_set_of_a_session_is_the_newest():
    sets = tuple(squats(range_median=size) for size in (20.0, 70.0, 80.0, 90.0))
    assert usual(one(exercises=sets)) == (80.0, "deg")


def test_another_unit_or_exercise_or_a_set_without_a_range_tells_nothing():
    newest = one(exercises=(squats(range_median=0.5, range_unit="torso"), squats(exercise="hip_hinge")))
    oldest = one(exercises=(squats(),))
    assert usual(newest, oldest) == (0.5, "torso")
    unmeasured = one(exercises=(squats(reps=0, range_median=None, range_unit=None),))
    assert usual(unmeasured) == (None, None)
    assert usual() == (None, None)


def test_each_persons_plan_carries_their_own():
    planner = Planner(load_programmes(), load_library(), [SQUAT])
    anna, ben = (
        planner.assign("", None, [one(exercises=(squats(range_median=size),))], 1).plan[0].usual_range
        for size in (70.0, 110.0)
    )
    assert (anna, ben) == (70.0, 110.0)
