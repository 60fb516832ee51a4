"""Raised hands: both for going on, one for a pause; recognised where they can mean nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inference.exercise import Exercise
from inference.geometry import distance, midpoint
from inference.pose import Keypoint, Pose
from inference.presence import Presence

# All bounds are engineering estimates; lengths in torso lengths.
HELD_S = 1.5
LONG_HELD_S = 4.0
FLICKER_S = 0.3
"""A hand that is lost for a shorter time was up all along."""
ABOVE_TORSO = 0.15
"""Of the wrist over the eyes."""
UPRIGHT_TORSO = 0.6
"""Shoulders over hips at least; lying down, a hand beyond the head is not up."""
SEEN_SCORE = 0.3
SMALLEST_TORSO_PX = 20.0
WRISTS = (Keypoint.LEFT_WRIST, Keypoint.RIGHT_WRIST)
ARM_JOINTS = ("wrist", "elbow")


class Gesture(StrEnum):
    """What raised hands say."""

    BOTH_HANDS = "both_hands"
    ONE_HAND = "one_hand"
    ONE_HAND_LONG = "one_hand_long"


def moves_arms(exercise: Exercise) -> bool:
    """Whether a raised hand can be part of the exercise: it measures wrists or elbows."""
    return any(name.rpartition("_")[2] in ARM_JOINTS for names in exercise.joints.values() for name in names)


def raised_hands(pose: Pose) -> int:
    """How many wrists are above the head of someone upright; 0 where that can't be told."""
    points = pose.point_list
    eyes_y = min(points[Keypoint.LEFT_EYE][1], points[Keypoint.RIGHT_EYE][1], points[Keypoint.NOSE][1])
    if min(points[wrist][1] for wrist in WRISTS) > eyes_y:
        return 0
    shoulders = midpoint(points[Keypoint.LEFT_SHOULDER], points[Keypoint.RIGHT_SHOULDER])
    hips = midpoint(points[Keypoint.LEFT_HIP], points[Keypoint.RIGHT_HIP])
    torso_px = distance(shoulders, hips)
    if torso_px < SMALLEST_TORSO_PX or hips[1] - shoulders[1] < UPRIGHT_TORSO * torso_px:
        return 0
    return sum(
        pose.score_list[wrist] >= SEEN_SCORE and points[wrist][1] < eyes_y - ABOVE_TORSO * torso_px
        for wrist in WRISTS
    )


@dataclass(slots=True)
class _Raised:
    hands: int
    since_s: float
    last_s: float
    told_s: float = 0.0


class HandWatch:
    """Tells a gesture once, when the hands have been up long enough; frame time drives it."""

    def __init__(self) -> None:
        self._presence = Presence()
        self._raised: _Raised | None = None

    def forget(self) -> None:
        """Begin anew: what was raised before means nothing now."""
        self._raised = None

    def update(self, pose: Pose) -> Gesture | None:
        """Look at one pose; the gesture that it completes."""
        at_s = pose.captured_s
        hands, raised = raised_hands(pose), self._raised
        if raised is not None and hands != raised.hands:
            if at_s - raised.last_s <= FLICKER_S:
                return None
            raised = self._raised = None
        if hands == 0:
            return None
        if raised is None:
            raised = self._raised = _Raised(hands, at_s, at_s)
            self._presence = Presence()
        raised.last_s = at_s
        if not self._presence.update(pose):
            # The model draws hands on chairs and coats too.
            return None
        held_s = at_s - raised.since_s
        if raised.told_s < HELD_S <= held_s:
            raised.told_s = HELD_S
            return Gesture.BOTH_HANDS if hands == 2 else Gesture.ONE_HAND
        if hands == 1 and raised.told_s < LONG_HELD_S <= held_s:
            raised.told_s = LONG_HELD_S
            return Gesture.ONE_HAND_LONG
        return None

    def progress(self, at_s: float) -> float:
        """Share 0–1 of the time that the hands must be up for the next gesture; 0: none is up."""
        raised = self._raised
        if raised is None or (raised.hands == 2 and raised.told_s) or raised.told_s >= LONG_HELD_S:
            return 0.0
        needed_s = LONG_HELD_S if raised.told_s else HELD_S
        return min(1.0, max(0.0, at_s - raised.since_s) / needed_s)
