"""Clips and poses for tests: decoded and estimated once, then reused; other frame rates; mirrored."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from device.camera.film import read_clip
from device.model_files import model_path
from device.recording.replay import Replay, run_replay
from inference.exercise import find_exercise
from inference.movenet import MoveNet, MoveNetEstimator
from inference.pose import Frame, Pose

CLIPS = Path(__file__).parent / "clips"
MIRRORED = [0, *(i + 1 if i % 2 else i - 1 for i in range(1, 17))]


@cache
def net(model: str = "lightning") -> MoveNet:
    """One interpreter for the whole test run."""
    return MoveNet(model_path(model), threads=1)


def frames(clip: str) -> tuple[Frame, ...]:
    """All frames of a clip of tests/clips."""
    return tuple(read_clip(CLIPS / f"{clip}.mp4"))


def at_fps(sequence: Sequence[Frame], fps: float) -> list[Frame]:
    """The frames that a camera of fewer frames per second would have delivered."""
    due_s, chosen = 0.0, []
    for frame in sequence:
        if frame.captured_s >= due_s - 1e-6:
            chosen.append(frame)
            due_s += 1 / fps
    return chosen


def mirrored(sequence: Sequence[Frame]) -> list[Frame]:
    """The same pictures, left and right exchanged."""
    return [Frame(f.seq, f.captured_s, np.ascontiguousarray(f.image[:, ::-1])) for f in sequence]


def estimate(sequence: Sequence[Frame], model: str = "lightning", upright: bool = False) -> list[Pose]:
    """Poses by the real model, following the body."""
    estimator = MoveNetEstimator(net(model))
    estimator.reset(upright)
    return [estimator.estimate(frame) for frame in sequence]


@cache
def poses(clip: str, model: str = "lightning") -> tuple[Pose, ...]:
    """Poses of a whole clip."""
    return tuple(estimate(frames(clip), model))


def mirrored_poses(sequence: Sequence[Pose]) -> list[Pose]:
    """The same movement, left and right exchanged: the picture's and the body's."""
    result = []
    for pose in sequence:
        points = pose.points[MIRRORED] * np.float32([-1, 1]) + np.float32([pose.size_px[0], 0])
        result.append(Pose(pose.captured_s, points, pose.scores[MIRRORED], pose.size_px))
    return result


def interpolated(sequence: Sequence[Pose], fps: float) -> list[Pose]:
    """The same movement at another frame rate, linearly between the poses."""
    t = np.array([pose.captured_s for pose in sequence])
    points = np.array([pose.points for pose in sequence])
    scores = np.array([pose.scores for pose in sequence])
    result = []
    for at_s in np.arange(t[0], t[-1], 1 / fps):
        i = min(int(np.searchsorted(t, at_s, side="right")) - 1, len(t) - 2)
        share = np.float32((at_s - t[i]) / (t[i + 1] - t[i]))
        result.append(
            Pose(
                float(at_s),
                points[i] * (1 - share) + points[i + 1] * share,
                scores[i] * (1 - share) + scores[i + 1] * share,
                sequence[0].size_px,
            )
        )
    return result


def replayed(sequence: Sequence[Pose], exercise: str) -> Replay:
    """The analysis's result over poses."""
    result = Replay(exercise)
    for _ in run_replay(((None, pose) for pose in sequence), find_exercise(exercise), result):
        pass
    return result
