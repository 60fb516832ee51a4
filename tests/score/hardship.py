"""Tracks made harder: from further away, noise, dropouts, exchanged sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inference.pose import Pose

SEEN = 0.8
NOISE_PX = 4.0
NOISE_S = 0.15  # correlation time of the noise
DROPOUT_S = 0.2
DROPOUTS, SWAPS = 6, 4  # in a clip
PAIRS = np.array([0, *(i + 1 if i % 2 else i - 1 for i in range(1, 17))])


def true_poses(clip: Path) -> list[Pose]:
    """The true joints of a clip as a perfect model would give them."""
    with np.load(clip.with_suffix(".npz")) as truth:
        times, points = truth["t"], truth["xy"].astype(np.float32)
    return [
        Pose(float(t), xy, np.full(17, SEEN, np.float32), (640, 480))
        for t, xy in zip(times, points, strict=True)
    ]


def further_away(poses: Sequence[Pose], times: float) -> list[Pose]:
    """The same movement `times` as far from the camera, on the same floor."""
    foot = np.array([320, 420], np.float32)
    return [replace(pose, points=(pose.points - foot) / np.float32(times) + foot) for pose in poses]


def noisy(poses: Sequence[Pose], seed: int) -> list[Pose]:
    """With correlated noise of 4 px, joints that drop out for 0.2 s, and moments of exchanged sides.

    No two hardships of a kind come within a second of each other, as in recorded tracks.
    """
    rng = np.random.default_rng(seed)
    step_s = float(np.median(np.diff([pose.captured_s for pose in poses])))
    keep = float(np.exp(-step_s / NOISE_S))
    noise = rng.normal(0, NOISE_PX, (len(poses), 17, 2))
    for i in range(1, len(poses)):
        noise[i] = keep * noise[i - 1] + np.sqrt(1 - keep**2) * noise[i]
    points = np.array([pose.points for pose in poses]) + noise.astype(np.float32)
    scores = np.full((len(poses), 17), SEEN, np.float32)
    length = max(1, round(DROPOUT_S / step_s))
    for start in _moments(rng, len(poses), DROPOUTS, step_s):
        joint = int(rng.integers(5, 17))
        points[start : start + length, joint] = rng.uniform((0, 0), (640, 480))
        scores[start : start + length, joint] = 0.05
    for start in _moments(rng, len(poses), SWAPS, step_s):
        points[start : start + length] = points[start : start + length][:, PAIRS]
    return [
        Pose(pose.captured_s, xy, score, pose.size_px)
        for pose, xy, score in zip(poses, points.astype(np.float32), scores, strict=True)
    ]


def _moments(rng: np.random.Generator, count: int, wanted: int, step_s: float) -> NDArray[np.int64]:
    """Indices of moments at least a second apart, none in the first second."""
    second = round(1 / step_s)
    every = np.arange(second, count - second, second)
    return np.asarray(rng.permutation(every)[:wanted], dtype=np.int64)
