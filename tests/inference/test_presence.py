from __future__ import annotations

import numpy as np
import pytest

from inference.pose import Keypoint, Pose
from inference.presence import Presence
from tests.figures import SIZE, standing


def seen(points_at, seconds, *, score=0.8, fps=15, presence=None, start_s=0.0):
    presence = presence or Presence()
    there = False
    for i in range(round(seconds * fps)):
        pose = Pose(start_s + i / fps, points_at(i).astype(np.float32), np.full(17, score, np.float32), SIZE)
        there = presence.update(pose)
    return there


def test_a_person_is_there_only_after_half_a_second():
    assert not seen(lambda i: standing(), 0.4)
    assert seen(lambda i: standing(), 0.7)


def test_low_scores_are_nobody():
    assert not seen(lambda i: standing(), 2, score=0.1)


def test_a_skeleton_that_jumps_about_is_nobody():
    rng = np.random.default_rng(1)
    places = rng.uniform(-150, 150, (60, 1, 2))
    assert not seen(lambda i: standing() + places[i], 2)


def test_limbs_that_no_body_has_are_nobody():
    def stretched(i):
        points = standing()
        points[[Keypoint.LEFT_KNEE, Keypoint.RIGHT_KNEE]] += np.float32([300, 0])
        return points

    assert not seen(stretched, 2)


def test_a_body_in_the_far_distance_is_too_small_to_measure():
    assert not seen(lambda i: (standing() - 240) * 0.2 + 240, 2)


def test_a_person_stays_through_a_short_dropout_and_goes_after_a_long_one():
    presence = Presence()
    assert seen(lambda i: standing(), 1, presence=presence)
    assert seen(lambda i: standing(), 0.3, score=0.05, presence=presence, start_s=1.0)
    assert not seen(lambda i: standing(), 1.0, score=0.05, presence=presence, start_s=1.3)


@pytest.mark.parametrize("flip", [1, -1])
def test_left_and_right_are_judged_alike(flip):
    def leaning(i):
        return (standing() - np.float32([320, 0])) * np.float32([flip, 1]) + np.float32([320, 0])

    assert seen(leaning, 1)
