"""What people do on the mat between exercises: roll over, sit and shift about."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from tests.avatar.body import Anchor, Body, Placement, Reach
from tests.avatar.motions.motion import LOW_AIM_M, MotionKind, Options, smooth
from tests.avatar.motions.supine import ON_BACK, arms_beside
from tests.avatar.pose import Arm, Leg, between, pose
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.reaching import BOTH, SIGN, reaching
from tests.avatar.timeline import Moment


def _there_and_back(t_s: float, leave_s: float, takes_s: float, stay_s: float) -> float:
    """0 until `leave_s`, then to 1, a stay there, and back to 0."""
    back_s = leave_s + takes_s + stay_s
    return smooth((t_s - leave_s) / takes_s) - smooth((t_s - back_s) / takes_s)


class RollingOver:
    """From the back over the left side onto the belly, and the same way back."""

    LEAVE_S, TAKES_S, STAY_S = 1.2, 2.6, 2.2
    WIDTH_M = 0.36
    """How far the body travels sideways."""

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down."""
        self._arm = arms_beside(body)
        lying = body.place(Placement(pose(leg=Leg(-90, -89, -65), arm=self._arm, **ON_BACK))).joints
        self._middle_y = float(lying[:, 1].min() + lying[:, 1].max()) / 2

    def at(self, moment: Moment) -> Placement:
        """Time alone decides."""
        over = _there_and_back(moment.t_s, self.LEAVE_S, self.TAKES_S, self.STAY_S)
        drawn_up = math.sin(math.pi * over) ** 2
        lower = Leg(-90 - 40 * drawn_up, between(-89, -86, over) + 25 * drawn_up, between(-65, -6, over))
        upper = replace(lower, thigh_out=3 - 15 * drawn_up, shank_out=3 - 15 * drawn_up)
        # On the back the arms slope down behind the trunk, on the belly in front of it.
        slope_deg = (self._arm.upper + 90) * between(1.0, -0.3, over)
        arm = replace(
            self._arm,
            upper=-90 + slope_deg - 8 * drawn_up,
            fore=-92 + slope_deg - 45 * drawn_up,
            fore_out=between(self._arm.fore_out, -25, drawn_up),
        )
        shown = pose(
            leg=lower,
            arm=arm,
            **(ON_BACK | {"neck": between(-94, -102, over), "head": between(-91, -114, over)}),
            roll=180 * over,
        )
        shown = replace(shown, right_leg=upper)
        at = (self.WIDTH_M * (over - 0.5), -self._middle_y, MAT_THICKNESS_M)
        return Placement(shown, Anchor("root", x=0.0), shift=at)


class SittingOnTheMat:
    """Sits with the hands on the knees, rocks, looks about, and stretches one leg for a while."""

    ON_KNEE = np.array([0.0, -0.02, 0.08])
    """From the knee to the wrist of a hand on it, metres."""

    def __init__(self, body: Body, options: Options) -> None:
        """Sit down."""
        self._body = body
        seated = body.place(Placement(pose(leg=Leg(-160, -160), arm=Arm(-90, -90), pelvis=-22)))
        index = body.character.index
        root, hip = seated.heads[index["root"]], seated.heads[index["upperleg01.L"]]
        self._seat = Anchor("root", y=0.0, z=float(root[2]))
        self._hip_y = float(hip[1] - root[1])
        self._leg_m = body.length_m("upperleg01.L", "lowerleg01.L") + body.length_m("lowerleg01.L", "foot.L")

    def at(self, moment: Moment) -> Placement:
        """Time alone decides."""
        t = moment.t_s
        stretched = _there_and_back(t, 4.0, 1.4, 2.2)
        rock = 5 * math.sin(0.9 * t) + 3 * math.sin(2.1 * t + 1)
        look = 14 * math.sin(0.6 * t)
        near, far = self._hip_y - 0.62 * self._leg_m, self._hip_y - 0.97 * self._leg_m
        sitting = pose(
            leg=Leg(-130, 0, 0.0, 8.0, 6.0, 8.0),
            arm=Arm(hand=-100.0, pronation=60.0),
            pelvis=-22.0,
            lumbar=-6 + 0.5 * rock,
            thorax=10 + rock,
            neck=6 + rock - 0.5 * abs(look),
            head=4 + 0.6 * rock + look,
            tilt=0.0,
        )
        left_foot = between(0.0, -28.0, stretched)
        sitting = replace(sitting, left_leg=replace(sitting.left_leg, foot=left_foot))
        sole = self._body.sole_m
        feet = (
            Reach("left_leg", between(near, far, stretched), between(sole, 0.075, stretched), bend=1),
            Reach("right_leg", near, sole, bend=1),
        )
        middle_y = self._hip_y - 0.3 * self._leg_m
        placed = Placement(sitting, self._seat, feet, on_floor=False, shift=(0, -middle_y, MAT_THICKNESS_M))
        knees = self._body.place(placed).heads
        index = self._body.character.index
        arms: dict[str, Any] = {}
        for arm in BOTH:
            knee = knees[index["lowerleg01.L" if arm == "left_arm" else "lowerleg01.R"]]
            palm = knee + self.ON_KNEE
            arms[arm] = reaching(self._body, placed, arm, palm, np.array([SIGN[arm], 0.4, -0.3]))
        return replace(placed, pose=replace(placed.pose, **arms))


KINDS = {
    "rolling_over": MotionKind(
        RollingOver, "moving", props=lambda body: [mat()], aim_height_m=LOW_AIM_M, head_towards_y=1.0
    ),
    "sitting_on_the_mat": MotionKind(
        SittingOnTheMat, "moving", props=lambda body: [mat()], aim_height_m=LOW_AIM_M
    ),
}
"""The motions of this module, by name."""
