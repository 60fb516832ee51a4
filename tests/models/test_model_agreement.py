"""The measure of fidelity measures what it says."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from models.agreement import agreement


@pytest.fixture
def people() -> NDArray[np.float32]:
    """Twenty different bodies, all keypoints well seen."""
    points = np.random.default_rng(1).uniform(0.1, 0.9, (20, 17, 3)).astype(np.float32)
    points[..., 2] = 0.8
    return points


def test_same_keypoints_agree(people: NDArray[np.float32]) -> None:
    found = agreement(people, people)
    assert (found.mean_percent, found.p95_percent, found.angle_mean_deg, found.score_mean) == (0, 0, 0, 0)
    assert found.keypoints == 20 * 17


def test_shift_is_a_distance_and_no_angle(people: NDArray[np.float32]) -> None:
    shifted = people + np.array([0.03, 0.04, 0], np.float32)
    found = agreement(shifted, people)
    assert found.mean_percent == pytest.approx(5, abs=0.001)
    assert found.median_percent == pytest.approx(5, abs=0.001)
    assert found.angle_p95_deg == pytest.approx(0, abs=0.01)


def test_bent_elbow_is_an_angle(people: NDArray[np.float32]) -> None:
    reference = np.repeat(people[:1], 3, axis=0)
    reference[..., 2] = 0
    reference[:, [5, 7, 9]] = [[0.2, 0.5, 0.9], [0.5, 0.5, 0.9], [0.8, 0.5, 0.9]]
    bent = reference.copy()
    bent[:, 9] = [0.5, 0.8, 0.9]
    assert agreement(bent, reference).angle_mean_deg == pytest.approx(90)


def test_unseen_keypoints_do_not_count(people: NDArray[np.float32]) -> None:
    reference = people.copy()
    reference[:, 3, 2] = 0.1
    moved = reference.copy()
    moved[:, 3, :2] += 0.5
    found = agreement(moved, reference)
    assert found.keypoints == 20 * 16
    assert found.mean_percent == 0


def test_angles_without_limbs_are_nan(people: NDArray[np.float32]) -> None:
    head_only = people.copy()
    head_only[:, 5:, 2] = 0
    assert math.isnan(agreement(head_only, head_only).angle_mean_deg)
