"""Bending the trunk while standing: sideways and backwards."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.motion import MotionKind, Options
from tests.avatar.pose import Leg, between, blend, pose
from tests.avatar.reaching import ArmName, with_hands
from tests.avatar.timeline import Moment, Side, Tempo

STANCE_DEG = 3.0
ARMS: dict[ArmName, Side] = {"left_arm": "left", "right_arm": "right"}


class SideBend:
    """Standing; the trunk bends to one side, that hand slides down the thigh."""

    BEND_DEG = 39.0
    SHIFT_M = 0.145
    """Of the pelvis that goes the other way."""
    DOWN_THE_THIGH_M, UP_THE_THIGH_M = 0.16, 0.07
    ELBOW = np.array([0.5, 1.0, 0.0])

    def __init__(self, body: Body, options: Options) -> None:
        """Measure legs and hips, and where the hands hang."""
        self._body = body
        self._leg_m = body.length_m("upperleg01.L", "lowerleg01.L") + body.length_m("lowerleg01.L", "foot.L")
        self._hips_m = body.length_m("upperleg01.L", "upperleg01.R")
        standing = body.place(Placement(pose(), Anchor("root", x=0.0)))
        index = body.character.index
        self._foot_x = float(standing.heads[index["foot.L"]][0])
        self._wrist = standing.heads[index["wrist.L"]] - standing.heads[index["upperleg01.L"]]

    def at(self, moment: Moment) -> Placement:
        """0 upright, 1 bent to the moment's side."""
        p, side = moment.phase, moment.side or "left"
        to_left = 1.0 if side == "left" else -1.0
        turning = p if "turns_forward" in moment.faults else 0.0
        slant = 0.0
        if "hips_shift" in moment.faults:
            slant = to_left * math.degrees(math.asin(self.SHIFT_M * p / self._leg_m))
        apart = 2 * math.sin(math.radians(STANCE_DEG)) * math.sin(math.radians(slant))
        level = math.degrees(math.asin(apart * self._leg_m / self._hips_m))
        legs = [Leg(thigh_out=STANCE_DEG + lean, shank_out=STANCE_DEG + lean) for lean in (slant, -slant)]
        bent = replace(
            pose(lumbar=16 * turning, thorax=34 * turning, neck=36 * turning, head=30 * turning),
            tilt=level,
            bend=to_left * between(self.BEND_DEG, 12, turning) * p - level,
            twist=to_left * 42 * turning,
            left_leg=legs[0],
            right_leg=legs[1],
        )
        placed = Placement(bent, Anchor("foot.L", x=self._foot_x, y=0.0))
        for name, leads in ARMS.items():
            down_m = self.DOWN_THE_THIGH_M if leads == side else -self.UP_THE_THIGH_M
            at = self._wrist - np.array([0.0, 0.0, down_m * p])
            placed = with_hands(self._body, placed, "upperleg01", at, self.ELBOW, arms=(name,))
        return placed


class BackExtension:
    """Standing, hands on the lower back; the trunk leans back, hips forward, knees straight."""

    REST = pose(leg=Leg())
    BACK = pose(leg=Leg(7, 5), pelvis=-10.0, lumbar=-18.0, thorax=-25.0, neck=-24.0, head=-18.0)
    KNEES_BENT = pose(leg=Leg(-18, 22), pelvis=-16.0, lumbar=-20.0, thorax=-24.0, neck=-22.0, head=-16.0)
    HEAD_BACK = replace(BACK, neck=-52.0, head=-72.0)
    WRIST = np.array([0.15, 0.09, 0.07])
    """From the start of the pelvis."""
    ELBOW = np.array([0.45, 1.0, 0.1])

    def __init__(self, body: Body, options: Options) -> None:
        """Keep the body: the hands follow its pelvis."""
        self._body = body

    def at(self, moment: Moment) -> Placement:
        """0 upright, 1 leaning back."""
        end = self.BACK
        if "knees_bent" in moment.faults:
            end = self.KNEES_BENT
        elif "head_back" in moment.faults:
            end = self.HEAD_BACK
        shown = blend(self.REST, end, moment.phase)
        placed = Placement(shown, Anchor("foot.L", y=0.0))
        return with_hands(self._body, placed, "root", self.WRIST, self.ELBOW)


KINDS = {
    "side_bend": MotionKind(
        SideBend,
        "standing",
        "side_bend",
        "flank",
        Tempo(1.4, 0.6, 1.4, 0.6),
        alternate=True,
        faults=("hips_shift", "turns_forward"),
    ),
    "standing_back_extension": MotionKind(
        BackExtension,
        "standing",
        "standing_back_extension",
        "hip",
        Tempo(1.4, 0.6, 1.4, 0.8),
        faults=("knees_bent", "head_back"),
    ),
}
"""The motions of this module, by name."""
