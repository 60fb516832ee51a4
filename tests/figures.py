"""Stick figures by formula: people whose joints are known exactly, for tests that need no pictures."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from inference.pose import Keypoint, Pose

SIZE = (640, 480)
TORSO_PX = 110.0
# Segment lengths in torso lengths, after Winter 1990 (shares of stature over the trunk's 0.288).
THIGH, SHANK, UPPER_ARM, FOREARM, HEAD = 0.85, 0.85, 0.65, 0.51, 0.45


def _step(start: tuple[float, float], angle_deg: float, length: float) -> tuple[float, float]:
    """`length` torso lengths from `start`; 0° is straight up, 90° to the right in the picture."""
    a = math.radians(angle_deg)
    return start[0] + TORSO_PX * length * math.sin(a), start[1] - TORSO_PX * length * math.cos(a)


def side_figure(
    *,
    trunk_deg: float,
    thigh_deg: float,
    shank_deg: float,
    arm_deg: float = 180.0,
    face_deg: float | None = None,
) -> np.ndarray:
    """A person seen exactly from the side, hips in the middle of the picture.

    Args:
        trunk_deg: from straight up, hip to shoulder.
        thigh_deg: hip to knee; 180 hangs straight down.
        shank_deg: knee to ankle.
        arm_deg: shoulder to wrist.
        face_deg: which way the nose points from the ears; default to the right of the trunk.
    """
    hip = (SIZE[0] / 2, SIZE[1] / 2)
    shoulder = _step(hip, trunk_deg, 1.0)
    ear = _step(shoulder, trunk_deg, HEAD)
    nose = _step(ear, trunk_deg + 90 if face_deg is None else face_deg, 0.2)
    knee = _step(hip, thigh_deg, THIGH)
    ankle = _step(knee, shank_deg, SHANK)
    elbow = _step(shoulder, arm_deg, UPPER_ARM)
    wrist = _step(elbow, arm_deg, FOREARM)
    joints = {"EYE": nose, "EAR": ear, "SHOULDER": shoulder, "ELBOW": elbow}
    joints |= {"WRIST": wrist, "HIP": hip, "KNEE": knee, "ANKLE": ankle}
    points = np.zeros((17, 2), dtype=np.float32)
    points[Keypoint.NOSE] = nose
    for name, point in joints.items():
        points[Keypoint[f"LEFT_{name}"]] = point
        points[Keypoint[f"RIGHT_{name}"]] = (point[0] + 2.0, point[1])
    return points


def standing() -> np.ndarray:
    """Upright, seen from the side."""
    return side_figure(trunk_deg=0, thigh_deg=180, shank_deg=180)


def squatting(depth: float) -> np.ndarray:
    """A squat of `depth` 0–1, feet on one spot; 1 is 110° of knee flexion."""
    points = side_figure(
        trunk_deg=35 * depth, thigh_deg=180 - 80 * depth, shank_deg=180 + 30 * depth, arm_deg=180 - 80 * depth
    )
    return points + (np.float32([SIZE[0] / 2, 430]) - points[Keypoint.LEFT_ANKLE])


def film(
    figure: Callable[[float], np.ndarray],
    course: list[tuple[float, float]],
    fps: float = 15.0,
    start_s: float = 0.0,
) -> list[Pose]:
    """Poses of `figure(value)` while value follows `course`: (seconds, target), from the first target on."""
    value, at_s, result = course[0][1], start_s, []
    for seconds, target in course:
        count = max(1, round(seconds * fps))
        for i in range(1, count + 1):
            share = i / count
            eased = share * share * (3 - 2 * share)
            points = figure(value + (target - value) * eased).astype(np.float32)
            result.append(Pose(at_s, points, np.full(17, 0.8, dtype=np.float32), SIZE))
            at_s += 1 / fps
        value = target
    return result


def squats(depths: list[float], *, rest_s: float = 0.8, move_s: float = 1.1, fps: float = 15.0) -> list[Pose]:
    """Stand for 1.5 s, then one squat for each depth, then stand for a second."""
    course = [(1.5, 0.0)]
    for depth in depths:
        course += [(move_s, depth), (0.4, depth), (move_s, 0.0), (rest_s, 0.0)]
    return film(squatting, [*course, (1.0, 0.0)], fps)
