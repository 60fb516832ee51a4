"""Raised hands, told as stick figures; and what they and the button mean."""

from __future__ import annotations

import numpy as np
import pytest

from device.command import Command, Order
from device.controls import Press, meaning
from device.gesture import FLICKER_S, Gesture, HandWatch, moves_arms, raised_hands
from device.session import RedFlagTold, all_well
from device.view import Phase, PlannedExercise, Question, SessionView
from inference.exercise import load_library
from inference.pose import Keypoint, Pose
from tests.device.lives import Life
from tests.figures import SIZE, TORSO_PX, side_figure, standing

LIBRARY = load_library()


def pose(at_s: float, *hands: str, figure=None, scores: float = 0.8) -> Pose:
    """Someone upright with these hands up."""
    points = (standing() if figure is None else figure).copy()
    for hand in hands:
        points[Keypoint[f"{hand.upper()}_WRIST"]] = points[Keypoint.NOSE] - (0, 0.5 * TORSO_PX)
        points[Keypoint[f"{hand.upper()}_ELBOW"]] = points[Keypoint.NOSE] + (0, 0.1 * TORSO_PX)
    return Pose(at_s, points.astype(np.float32), np.full(17, scores, dtype=np.float32), SIZE)


def watched(*course: tuple[float, tuple[str, ...]], fps: float = 15.0) -> list[tuple[float, Gesture]]:
    """What is recognised, and when, while hands are held up for these times."""
    watch, at_s, found = HandWatch(), 0.0, []
    for seconds, hands in course:
        for _ in range(round(seconds * fps)):
            gesture = watch.update(pose(at_s, *hands))
            if gesture is not None:
                found.append((round(at_s, 1), gesture))
            at_s += 1 / fps
    return found


BOTH = ("left", "right")
ONE = ("left",)
DOWN = ()


@pytest.mark.parametrize("fps", [5.0, 10.0, 15.0, 30.0])
def test_both_hands_for_a_second_and_a_half_are_told_once(fps):
    ((at_s, gesture),) = watched((1.0, DOWN), (6.0, BOTH), (1.0, DOWN), fps=fps)
    assert gesture is Gesture.BOTH_HANDS
    assert at_s == pytest.approx(2.5, abs=0.3)


@pytest.mark.parametrize("hand", ["left", "right"])
def test_one_hand_pauses_and_kept_up_says_that_it_hurts(hand):
    found = watched((1.0, DOWN), (6.0, (hand,)))
    assert [gesture for _, gesture in found] == [Gesture.ONE_HAND, Gesture.ONE_HAND_LONG]
    assert [at_s for at_s, _ in found] == pytest.approx([2.5, 5.0], abs=0.15)


@pytest.mark.parametrize(
    "course",
    [
        [(1.0, DOWN), (1.2, BOTH), (3.0, DOWN)],
        [(1.0, DOWN), (1.2, ONE), (3.0, DOWN)],
        [(1.0, DOWN), *[(0.8, ONE), (0.5, DOWN)] * 5],
        [(10.0, DOWN)],
    ],
)
def test_hands_that_come_down_sooner_mean_nothing(course):
    assert watched(*course) == []


def test_a_hand_that_flickers_was_up_all_along():
    found = watched((1.0, DOWN), (0.8, BOTH), (FLICKER_S / 2, ONE), (0.8, BOTH), (1.0, DOWN))
    assert [gesture for _, gesture in found] == [Gesture.BOTH_HANDS]


def test_the_arms_that_the_model_draws_on_a_coat_stand_are_nobodys():
    figure = standing()
    for joint in ("KNEE", "ANKLE"):
        for side in ("LEFT", "RIGHT"):
            figure[Keypoint[f"{side}_{joint}"]] = figure[Keypoint[f"{side}_HIP"]]
    watch = HandWatch()
    seen = [pose(n / 15, *BOTH, figure=figure) for n in range(60)]
    assert raised_hands(seen[0]) == 2
    assert [watch.update(one) for one in seen] == [None] * 60


def test_lying_down_or_unseen_no_hand_is_up():
    lying = side_figure(trunk_deg=90, thigh_deg=270, shank_deg=270, arm_deg=60)
    assert raised_hands(pose(0.0, *BOTH)) == 2
    assert raised_hands(pose(0.0, *BOTH, figure=lying)) == 0
    assert raised_hands(pose(0.0, *BOTH, scores=0.1)) == 0


def test_hands_mean_nothing_in_exercises_that_move_them():
    arms = {name for name, exercise in LIBRARY.items() if moves_arms(exercise)}
    assert {"overhead_reach", "wall_angel"} <= arms
    assert not {"squat", "sit_to_stand", "glute_bridge", "hip_hinge", "marching"} & arms


@pytest.mark.parametrize(
    ("view", "sign", "command"),
    [
        (SessionView(phase=Phase.HOME), Press.SHORT, Command.START),
        (SessionView(phase=Phase.HOME), Gesture.BOTH_HANDS, Command.START),
        (SessionView(phase=Phase.HOME), Gesture.ONE_HAND, None),
        (SessionView(phase=Phase.INTRODUCING), Gesture.BOTH_HANDS, Command.RESUME),
        (SessionView(phase=Phase.ACTIVE), Press.SHORT, Command.PAUSE),
        (SessionView(phase=Phase.ACTIVE), Press.LONG, Command.STOP),
        (SessionView(phase=Phase.ACTIVE), Gesture.ONE_HAND, Command.PAUSE),
        (SessionView(phase=Phase.ACTIVE), Gesture.ONE_HAND_LONG, Command.HURTS),
        (SessionView(phase=Phase.ACTIVE), Gesture.BOTH_HANDS, None),
        (SessionView(phase=Phase.PAUSED), Gesture.ONE_HAND_LONG, Command.HURTS),
        (SessionView(phase=Phase.PAUSED), Press.SHORT, Command.RESUME),
        (SessionView(phase=Phase.RED_FLAG), Press.SHORT, None),
        (SessionView(phase=Phase.RED_FLAG), Press.LONG, Command.ACKNOWLEDGE),
        (SessionView(phase=Phase.RATING, question=Question.EXERTION), Press.SHORT, Command.MORE),
        (SessionView(phase=Phase.RATING, question=Question.EXERTION), Press.LONG, Command.ACCEPT),
        (SessionView(phase=Phase.HURTING, question=Question.GO_ON), Press.SHORT, Command.RESUME),
        (SessionView(phase=Phase.HURTING, question=Question.GO_ON), Press.LONG, Command.STOP),
        (SessionView(phase=Phase.FINISHED), Gesture.BOTH_HANDS, Command.HOME),
    ],
)
def test_what_a_sign_means_depends_on_the_moment(view, sign, command):
    order = meaning(sign, view)
    assert (None if order is None else order.command) is command


@pytest.mark.parametrize(("no", "yes"), [(Press.SHORT, Press.LONG), (Gesture.ONE_HAND, Gesture.BOTH_HANDS)])
def test_a_whole_session_can_be_walked_without_touching(no, yes):
    life = Life(PlannedExercise("squat", reps=1))

    def says(sign):
        order = meaning(sign, life.view)
        assert order is not None, life.view
        life.session.handle(order, life.now_s)

    life.does(Command.START)
    while life.view.question is Question.RED_FLAG:
        says(no)
    for _ in range(3):
        says(no)
    assert life.view.proposed == 3
    says(yes)
    life.gets_ready()
    life.squats(1.0)
    life.stands(1.5)
    assert life.view.proposed == 3, "the pain before is proposed"
    says(yes)
    says(yes)
    assert life.view.phase is Phase.FINISHED


def test_yes_to_a_red_flag_by_hand_or_button():
    for yes in (Press.LONG, Gesture.BOTH_HANDS):
        life = Life(PlannedExercise("squat", reps=1))
        life.session.handle(next(all_well()), 0.0)
        order = meaning(yes, life.view)
        assert order == Order(Command.ANSWER, subject="saddle_numbness", value=1)
        life.session.handle(order, 0.0)
        assert life.notes == [RedFlagTold(("saddle_numbness",))]
