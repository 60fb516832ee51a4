"""Frame, Pose, Keypoint and the PoseEstimator protocol: what travels from the camera to the analysis."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inference.geometry import Point

Image = NDArray[np.uint8]
Points = NDArray[np.float32]
Scores = NDArray[np.float32]


class Keypoint(IntEnum):
    """The 17 COCO keypoints, in COCO order. Left and right are the person's own."""

    NOSE = 0
    LEFT_EYE = 1
    RIGHT_EYE = 2
    LEFT_EAR = 3
    RIGHT_EAR = 4
    LEFT_SHOULDER = 5
    RIGHT_SHOULDER = 6
    LEFT_ELBOW = 7
    RIGHT_ELBOW = 8
    LEFT_WRIST = 9
    RIGHT_WRIST = 10
    LEFT_HIP = 11
    RIGHT_HIP = 12
    LEFT_KNEE = 13
    RIGHT_KNEE = 14
    LEFT_ANKLE = 15
    RIGHT_ANKLE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One camera picture.

    Attributes:
        seq: running number, gaps mean frames that were never looked at.
        captured_s: the sensor's timestamp in seconds, from any fixed origin.
        image: uint8 (height, width, 3) RGB, read-only.
    """

    seq: int
    captured_s: float
    image: Image


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Where one body is in one frame.

    Attributes:
        captured_s: the frame's timestamp in seconds.
        points: float32 (17, 2), x and y in frame pixels, COCO order; x to the right, y down.
        scores: float32 (17,), 0 to 1.
        size_px: the frame's (width, height).
        point_list: `points` as 17 plain (x, y), which are quicker than arrays to work with one by one.
        score_list: `scores` as 17 plain numbers.
    """

    captured_s: float
    points: Points
    scores: Scores
    size_px: tuple[int, int]
    point_list: tuple[Point, ...] = field(init=False)
    score_list: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        for array in (self.points, self.scores):
            array.flags.writeable = False  # or it would no longer be what the plain numbers say
        object.__setattr__(self, "point_list", tuple(map(tuple, self.points.tolist())))
        object.__setattr__(self, "score_list", tuple(self.scores.tolist()))


class PoseEstimator(Protocol):
    """Finds one body in a frame. Stateful: it follows the body from frame to frame."""

    def estimate(self, frame: Frame) -> Pose:
        """The pose of the followed body, scores near zero where there is none."""
        ...

    def reset(self, turn_lying_upright: bool = False, model: str = "") -> None:
        """Forget the followed body and search the whole next frame.

        Args:
            turn_lying_upright: from now on turn the picture of a lying body so that its head is up.
            model: name of the model to use from now on, where there is a choice; else the usual one.
        """
        ...
