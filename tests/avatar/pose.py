"""A body's position as segment angles: data that motions write and the body obeys.

Angles are in degrees and absolute (measured in the world, not against the neighbouring segment): about the
subject's left-right axis, 0 for a person standing upright, positive when the upper end turns forward. A
thigh at -90 points forward, a trunk at 90 lies face down.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg; `_out` angles lead away from the middle of the body."""

    thigh: float = 0.0
    shank: float = 0.0
    foot: float = 0.0
    thigh_out: float = 3.0
    shank_out: float = 3.0
    foot_out: float = 8.0


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm; `_out` angles lead away from the middle of the body."""

    upper: float = 0.0
    fore: float = -8.0
    hand: float | None = None
    """None: in line with the forearm."""
    upper_out: float = 8.0
    fore_out: float = 5.0
    pronation: float = 20.0
    shrug: float = 0.0


@dataclass(frozen=True, slots=True)
class Pose:
    """The whole body. Left and right are the subject's own."""

    pelvis: float = 0.0
    lumbar: float = 0.0
    thorax: float = 0.0
    neck: float = 0.0
    head: float = 0.0
    tilt: float = 0.0
    """The trunk and head towards the subject's left."""
    bend: float = 0.0
    """The spine sideways to the subject's left, the pelvis staying as it is."""
    twist: float = 0.0
    """The chest about the spine, to its left, the pelvis staying as it is."""
    turn: float = 0.0
    """The whole body about the vertical, to its left."""
    roll: float = 0.0
    """A lying body about its own length (the world's y axis), before `turn`."""
    left_leg: Leg = field(default_factory=Leg)
    right_leg: Leg = field(default_factory=Leg)
    left_arm: Arm = field(default_factory=Arm)
    right_arm: Arm = field(default_factory=Arm)


def pose(*, leg: Leg | None = None, arm: Arm | None = None, **spine: float) -> Pose:
    """A pose whose two sides are alike."""
    leg, arm = leg or Leg(), arm or Arm()
    return Pose(left_leg=leg, right_leg=leg, left_arm=arm, right_arm=arm, **spine)


def trunk(angle_deg: float, **others: float) -> dict[str, Any]:
    """Spine angles of a straight trunk, for pose() and replace()."""
    return dict.fromkeys(("pelvis", "lumbar", "thorax", "neck", "head"), angle_deg) | others


def between(start: float, end: float, share: float) -> float:
    """The value at share (0 = start, 1 = end)."""
    return start + (end - start) * share


def _between_legs(start: Leg, end: Leg, share: float) -> Leg:
    return Leg(*(between(getattr(start, f), getattr(end, f), share) for f in Leg.__slots__))


def _between_arms(start: Arm, end: Arm, share: float) -> Arm:
    hand = None
    if start.hand is not None or end.hand is not None:
        first = start.fore if start.hand is None else start.hand
        hand = between(first, end.fore if end.hand is None else end.hand, share)
    others = {f: between(getattr(start, f), getattr(end, f), share) for f in Arm.__slots__ if f != "hand"}
    return Arm(hand=hand, **others)


def blend(start: Pose, end: Pose, share: float) -> Pose:
    """The pose at share of the way from start (0) to end (1)."""
    spine = ("pelvis", "lumbar", "thorax", "neck", "head", "tilt", "bend", "twist", "turn", "roll")
    return replace(
        end,
        **{f: between(getattr(start, f), getattr(end, f), share) for f in spine},
        left_leg=_between_legs(start.left_leg, end.left_leg, share),
        right_leg=_between_legs(start.right_leg, end.right_leg, share),
        left_arm=_between_arms(start.left_arm, end.left_arm, share),
        right_arm=_between_arms(start.right_arm, end.right_arm, share),
    )
