"""How far a quantised model's keypoints are from the float model's, on the same inputs."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_SCORE = 0.3
"""Keypoints that the float model scores lower are left out: it does not claim to see them."""
_MIN_LIMB = 0.05
"""A joint's angle is compared where both its limbs span at least this share of the image side."""

# Elbows, knees, hips and shoulders as (end, joint, end) in COCO order.
_ANGLES = (
    *((5, 7, 9), (6, 8, 10), (11, 13, 15), (12, 14, 16)),
    *((5, 11, 13), (6, 12, 14), (7, 5, 11), (8, 6, 12)),
)


@dataclass(frozen=True)
class Agreement:
    """Distances in % of the image side, angles in degrees, score differences as they are (0 to 1).

    Angles are NaN where no joint has both its limbs in view.
    """

    keypoints: int
    mean_percent: float
    median_percent: float
    p95_percent: float
    angle_mean_deg: float
    angle_p95_deg: float
    score_mean: float


def agreement(found: NDArray[np.float32], reference: NDArray[np.float32]) -> Agreement:
    """Compare two models' outputs on the same n inputs, both (n, 17, 3): y, x (shares of the side), score."""
    seen = reference[..., 2] > MIN_SCORE
    distance = np.linalg.norm(found[..., :2] - reference[..., :2], axis=-1)[seen]
    angle = _angle_errors_deg(found, reference, seen)
    return Agreement(
        keypoints=int(seen.sum()),
        mean_percent=round(100 * float(distance.mean()), 3),
        median_percent=round(100 * float(np.median(distance)), 3),
        p95_percent=round(100 * float(np.percentile(distance, 95)), 3),
        angle_mean_deg=round(float(angle.mean()), 2) if angle.size else math.nan,
        angle_p95_deg=round(float(np.percentile(angle, 95)), 2) if angle.size else math.nan,
        score_mean=round(float(np.abs(found[..., 2] - reference[..., 2]).mean()), 4),
    )


def _angle_errors_deg(
    found: NDArray[np.float32], reference: NDArray[np.float32], seen: NDArray[np.bool_]
) -> NDArray[np.float64]:
    errors = []
    for triple in _ANGLES:
        first, joint, last = triple
        limbs = np.stack([reference[:, first, :2], reference[:, last, :2]]) - reference[:, joint, :2]
        comparable = seen[:, triple].all(axis=1) & (np.linalg.norm(limbs, axis=-1) > _MIN_LIMB).all(axis=0)
        errors.append(np.abs(_angle_deg(found, triple) - _angle_deg(reference, triple))[comparable])
    return np.concatenate(errors)


def _angle_deg(points: NDArray[np.float32], triple: tuple[int, int, int]) -> NDArray[np.float64]:
    first, joint, last = triple
    one = (points[:, first, :2] - points[:, joint, :2]).astype(np.float64)
    other = (points[:, last, :2] - points[:, joint, :2]).astype(np.float64)
    cross = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    degrees: NDArray[np.float64] = np.degrees(np.abs(np.arctan2(cross, (one * other).sum(axis=1))))
    return degrees
