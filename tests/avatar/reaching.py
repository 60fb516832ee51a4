"""Arms that reach a point in space: hands on the hips, behind the head, on a box."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import LONGEST_REACH, Body, Placement
from tests.avatar.pose import Arm, Pose

ArmName = Literal["left_arm", "right_arm"]
BOTH: tuple[ArmName, ...] = ("left_arm", "right_arm")
Vector = NDArray[np.float64]
SIGN = {"left_arm": 1.0, "right_arm": -1.0}
SIDE = {"left_arm": "L", "right_arm": "R"}


def towards(arm: ArmName, direction: Vector) -> tuple[float, float]:
    """Angles (about the left-right axis, out) of a segment that points along the direction, degrees."""
    x, y, z = direction / np.linalg.norm(direction)
    return math.degrees(math.atan2(y, -z)), math.degrees(math.asin(max(-1.0, min(1.0, SIGN[arm] * x))))


def bent(body: Body, limb: Arm, arm: ArmName, *, shoulder: Vector, wrist: Vector, elbow: Vector) -> Arm:
    """The limb with its wrist at a point and its elbow out towards a direction; the shoulder is where it is.

    A point too far away is reached for with a stretched arm. Points in metres.
    """
    side = SIDE[arm]
    upper_m = body.length_m(f"upperarm01.{side}", f"lowerarm01.{side}")
    fore_m = body.length_m(f"lowerarm01.{side}", f"wrist.{side}")
    way = wrist - shoulder
    far_m = min(float(np.linalg.norm(way)), (upper_m + fore_m) * LONGEST_REACH)
    ahead = way / np.linalg.norm(way)
    aside = elbow - (elbow @ ahead) * ahead
    aside /= np.linalg.norm(aside)
    along_m = (upper_m**2 - fore_m**2 + far_m**2) / (2 * far_m)
    off_m = math.sqrt(max(0.0, upper_m**2 - along_m**2))
    to_elbow = along_m * ahead + off_m * aside
    upper, upper_out = towards(arm, to_elbow)
    fore, fore_out = towards(arm, far_m * ahead - to_elbow)
    return replace(limb, upper=upper, upper_out=upper_out, fore=fore, fore_out=fore_out)


def reaching(body: Body, placement: Placement, arm: ArmName, wrist: Vector, elbow: Vector) -> Arm:
    """The arm of the placed body that reaches a point in the world, its elbow out towards a direction."""
    shoulder = body.place(placement).heads[body.character.index[f"upperarm01.{SIDE[arm]}"]]
    return bent(body, getattr(placement.pose, arm), arm, shoulder=shoulder, wrist=wrist, elbow=elbow)


def with_hands(
    body: Body,
    placement: Placement,
    bone: str,
    wrist: Vector,
    elbow: Vector,
    *,
    arms: tuple[ArmName, ...] = BOTH,
) -> Placement:
    """The placement with wrists at a point of a bone, as it lies in the bone's own axes at rest.

    Args:
        body: whose arms.
        placement: the body without them.
        bone: that the point moves with; without its side (".L") if it has one: each arm's own.
        wrist: from the bone's start, metres; x outwards on the arm's side.
        elbow: direction, in the world; x outwards.
        arms: which reach; the others stay.
    """
    _, rotations, heads = body.bones(placement)
    index = body.character.index
    pose: Pose = placement.pose
    for arm in arms:
        number = index[bone] if bone in index else index[f"{bone}.{SIDE[arm]}"]
        outward = np.array([SIGN[arm], 1.0, 1.0])
        limb = bent(
            body,
            getattr(pose, arm),
            arm,
            shoulder=heads[index[f"upperarm01.{SIDE[arm]}"]],
            wrist=heads[number] + rotations[number] @ (wrist * outward),
            elbow=elbow * outward,
        )
        pose = replace(pose, **{arm: limb})
    return replace(placement, pose=pose)
