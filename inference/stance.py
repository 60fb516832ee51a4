"""How the body is placed: standing, sitting, lying …; and how it is turned: facing the camera or side-on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from inference.body import Body
from inference.events import Side
from inference.geometry import Point, angle_deg, distance, incline_deg, midpoint


class Stance(StrEnum):
    """How the body is placed."""

    STANDING = "standing"
    SITTING = "sitting"
    ALL_FOURS = "all_fours"
    SUPINE = "supine"
    PRONE = "prone"
    SIDE_LYING = "side_lying"
    PLANK = "plank"


class View(StrEnum):
    """How the body is turned to the camera: facing it (or its back to it), or side-on."""

    FRONT = "front"
    SIDE = "side"


@dataclass(frozen=True, slots=True)
class Placement:
    """Stance and view of one moment; stance is None between stances."""

    stance: Stance | None
    view: View


# All bounds are engineering estimates, set on the avatar's tuning clips; lengths in torso lengths.
UPRIGHT_DEG = 50.0  # trunk from vertical
LEVEL_DEG = 58.0
PROPPED_DEG = 42.0  # of a trunk propped up on an elbow, lying on the side
LEVEL_LEGS_DEG = 55.0
STANDING_THIGH = 0.55  # vertical part of the thigh, true length about 0.8
SITTING_THIGH = 0.42
SITTING_SHANK_DEG = 27.0  # from upright; at the bottom of a squat about 32
SITTING_TRUNK_DEG = 22.0  # from upright; at the bottom of a squat about 30
SHANK = 0.45
ALL_FOURS_THIGH = 0.35
LYING_HIP = 0.5  # hip above ankle at most: who bends forward is not lying
KNEELING_SHANK = 0.3  # ankle below knee at most
ARM_SUPPORT = 0.35  # elbow or wrist below the shoulder
STRAIGHT_KNEE_DEG = 145.0
PLANK_SHOULDER = 0.25  # shoulder above ankle
FRONT_WIDTH = 0.45  # shoulder breadth across the trunk, true breadth about 0.65
WIDTH_HYSTERESIS = 0.06
FACE_MEMORY_S = 0.5


class PlacementTracker:
    """Classifies a body; remembers which way it faces, which one frame alone tells badly."""

    def __init__(self) -> None:
        self._view = View.SIDE
        self._first = True
        self._face_up = 0.0
        self._last_s = 0.0

    def update(self, body: Body) -> Placement:
        """Stance and view of `body`."""
        shoulder, hip = body.joint("mid_shoulder"), body.joint("mid_hip")
        share = 1.0 if self._first else min(1.0, max(0.0, body.at_s - self._last_s) / FACE_MEMORY_S)
        self._last_s = body.at_s
        self._follow_view(body, shoulder, hip)
        self._face_up += (_face_up(body, shoulder, hip) - self._face_up) * share
        self._first = False
        return Placement(self._stance(body, incline_deg(hip, shoulder)), self._view)

    def _follow_view(self, body: Body, shoulder: Point, hip: Point) -> None:
        trunk = distance(shoulder, hip)
        if trunk < 1e-6:
            return
        left, right = body.joint("left_shoulder"), body.joint("right_shoulder")
        across = (left[0] - right[0]) * (shoulder[1] - hip[1]) - (left[1] - right[1]) * (shoulder[0] - hip[0])
        width = abs(across) / trunk / body.torso_px
        margin = 0.0 if self._first else WIDTH_HYSTERESIS
        if self._view is View.SIDE and width > FRONT_WIDTH + margin:
            self._view = View.FRONT
        elif self._view is View.FRONT and width < FRONT_WIDTH - margin:
            self._view = View.SIDE

    def _stance(self, body: Body, trunk_deg: float) -> Stance | None:
        if trunk_deg > PROPPED_DEG and self._view is View.FRONT and _legs_deg(body) > LEVEL_LEGS_DEG:
            return Stance.SIDE_LYING
        if trunk_deg < UPRIGHT_DEG:
            return _upright(body)
        if trunk_deg > LEVEL_DEG:
            return self._level(body)
        return None

    def _level(self, body: Body) -> Stance | None:
        unit = body.torso_px
        shoulder, hip, knee = body.joint("shoulder"), body.joint("hip"), body.joint("knee")
        ankle, elbow, wrist = body.joint("ankle"), body.joint("elbow"), body.joint("wrist")
        supported = max(elbow[1], wrist[1]) - shoulder[1] > ARM_SUPPORT * unit
        straight = angle_deg(hip, knee, ankle) > STRAIGHT_KNEE_DEG
        if supported and any(_kneels(body, side) for side in (Side.LEFT, Side.RIGHT)):
            return Stance.ALL_FOURS
        if supported and straight and ankle[1] - shoulder[1] > PLANK_SHOULDER * unit:
            return Stance.PLANK
        if body.joint("mid_ankle")[1] - body.joint("mid_hip")[1] > LYING_HIP * unit:
            return None
        if self._view is View.FRONT:
            return Stance.SIDE_LYING
        return Stance.SUPINE if self._face_up > 0 else Stance.PRONE


def _kneels(body: Body, side: Side) -> bool:
    """Whether this leg's knee is below the hip and its shank lies on the floor."""
    hip, knee, ankle = (body.joint(name, side)[1] for name in ("hip", "knee", "ankle"))
    return knee - hip > ALL_FOURS_THIGH * body.torso_px and ankle - knee < KNEELING_SHANK * body.torso_px


def _legs_deg(body: Body) -> float:
    """From hanging straight down, 0, to level, 90."""
    level = incline_deg(body.joint("mid_ankle"), body.joint("mid_hip"))
    return min(level, 180.0 - level)


def _upright(body: Body) -> Stance | None:
    unit = body.torso_px
    hip, knee, ankle = body.joint("mid_hip"), body.joint("mid_knee"), body.joint("mid_ankle")
    thigh, shank = (knee[1] - hip[1]) / unit, (ankle[1] - knee[1]) / unit
    if shank < SHANK:
        return None
    if thigh > STANDING_THIGH:
        return Stance.STANDING
    # On a chair shanks and trunk are upright; without one both have to lean to keep the balance.
    trunk_deg = incline_deg(hip, body.joint("mid_shoulder"))
    upright = incline_deg(ankle, knee) < SITTING_SHANK_DEG and trunk_deg < SITTING_TRUNK_DEG
    return Stance.SITTING if thigh < SITTING_THIGH and upright else None


def _face_up(body: Body, shoulder: Point, hip: Point) -> float:
    """Which side of the trunk's line the face is on: positive if it looks up, in torso lengths."""
    dx, dy = shoulder[0] - hip[0], shoulder[1] - hip[1]
    length = math.hypot(dx, dy)
    if length < 1e-6:
        return 0.0
    up = (dy, -dx) if dx > 0 else (-dy, dx)  # the trunk's normal that points up in the picture
    nose, ears = body.joint("nose"), midpoint(body.joint("left_ear"), body.joint("right_ear"))
    return ((nose[0] - ears[0]) * up[0] + (nose[1] - ears[1]) * up[1]) / length / body.torso_px
