"""Motions on hands and knees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.avatar.body import Anchor, Body, Placement, Reach
from tests.avatar.motions.motion import FEET, KNEE_M, PALM_DEG, MotionKind, Options, palm_m, smallest
from tests.avatar.pose import Arm, Leg, Pose, between, pose, trunk
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.timeline import Moment, Tempo

ALMOST_STRAIGHT = 0.965
"""Share of the arm's length between shoulder and wrist."""


class BirdDog:
    """On hands and knees; one arm and the other side's leg are stretched until they are level with the trunk.

    The moment's side is the leg's.
    """

    KNEE = "lowerleg01"

    def __init__(self, body: Body, options: Options) -> None:
        """Kneel on knees and insteps, tilt the trunk until the arms reach the floor, put the hands."""
        self._body, self._hand_z = body, palm_m(body)
        self._trunk, self._shank = 80.0, 90.0
        self._shank = smallest(self._feet_down, 75.0, 110.0)
        self._trunk = smallest(self._arms_reach, 55.0, 95.0)
        start = body.place(self._on_knees())
        self._hand_y = float(start.heads[body.character.index["upperarm01.L"]][1]) - 0.05
        planted = Reach("left_arm", self._hand_y, self._hand_z, bend=-1)
        self._planted = body.place(replace(self._on_knees(), reaches=(planted,))).pose.left_arm
        self._shift = (0.0, -float(start.joints[0, 1] + start.joints[15, 1]) / 2, MAT_THICKNESS_M)

    def _feet_down(self, shank: float) -> bool:
        self._shank = shank
        return self._body.lowest_m(self._body.place(self._on_knees()), *FEET) >= 0.0

    def _arms_reach(self, slope_deg: float) -> bool:
        self._trunk = slope_deg
        heads, index = self._body.place(self._on_knees()).heads, self._body.character.index
        arm_m = self._body.length_m("upperarm01.L", "lowerarm01.L") + self._body.length_m(
            "lowerarm01.L", "wrist.L"
        )
        return float(heads[index["upperarm01.L"]][2]) <= ALMOST_STRAIGHT * arm_m + self._hand_z

    def kneeling(self) -> Pose:
        """All fours at rest."""
        leg = Leg(0, self._shank, 160, 0.0, 0.0, 0.0)
        arm = Arm(upper=0, fore=0, hand=PALM_DEG, upper_out=6, fore_out=4, pronation=75)
        slope = self._trunk
        return pose(leg=leg, arm=arm, **trunk(slope, pelvis=slope + 2, neck=slope + 2, head=slope - 2))

    def _on_knees(self) -> Placement:
        return Placement(self.kneeling(), Anchor(f"{self.KNEE}.L", y=0.0, z=KNEE_M), on_floor=False)

    def at(self, moment: Moment) -> Placement:
        """0 hands and knees, 1 arm and leg level."""
        p, lifted = moment.phase, moment.side or "left"
        other = "right" if lifted == "left" else "left"
        body = self.kneeling()
        top = 62 if "leg_low" in moment.faults else 91
        thigh, shank = top * p, between(self._shank, top + 1, p)
        reach = -52 if "arm_low" in moment.faults else -86
        leg = replace(body.left_leg, thigh=thigh, shank=shank, foot=between(160, 145, p))
        arm = replace(
            self._planted,
            upper=between(self._planted.upper, reach, p),
            fore=between(self._planted.fore, reach * 1.03, p),
            hand=between(PALM_DEG, reach * 1.03, p),
        )
        limbs: dict[str, Any] = {f"{lifted}_leg": leg, f"{other}_arm": arm}
        anchor = Anchor(f"{self.KNEE}.{'R' if lifted == 'left' else 'L'}", y=0.0, z=KNEE_M)
        planted = Reach("left_arm" if lifted == "left" else "right_arm", self._hand_y, self._hand_z, bend=-1)
        return Placement(replace(body, **limbs), anchor, (planted,), on_floor=False, shift=self._shift)


KINDS = {
    "bird_dog": MotionKind(
        BirdDog,
        "all_fours",
        "bird_dog",
        "hip",
        Tempo(1.3, 1.8, 1.3, 0.9),
        alternate=True,
        faults=("leg_low", "arm_low"),
        props=lambda body: [mat()],
        aim_height_m=0.45,
    ),
}
"""The motions of this module, by name."""
