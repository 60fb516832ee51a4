"""Motions on both feet."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tests.avatar.balance import weight_y_m
from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.motion import MotionKind, Options, smallest, smooth
from tests.avatar.pose import Arm, Leg, Pose, between, blend, pose
from tests.avatar.timeline import Moment, Tempo

FEET = Anchor("foot.L", y=0.0)
MIDFOOT_Y_M = -0.05
"""Where the centre of mass belongs, seen from the ankle."""


class Standing:
    """Upright and still."""

    def __init__(self, body: Body, options: Options) -> None:
        """Nothing to measure."""

    def at(self, moment: Moment) -> Placement:
        """The same all the time."""
        return Placement(pose(), FEET)


class Squat:
    """Down until the thighs are level, arms stretched forward, the trunk leaning as balance demands."""

    def __init__(self, body: Body, options: Options) -> None:
        """Find the lean that keeps the centre of mass over the feet, at five depths."""
        self._phases = np.linspace(0, 1, 5)
        self._lean_deg = np.zeros(5)
        for i, phase in enumerate(self._phases):

            def over_the_feet(lean_deg: float, phase: float = float(phase)) -> bool:
                figure = body.place(Placement(self._pose(phase, lean_deg, frozenset()), FEET))
                return weight_y_m(body, figure) <= MIDFOOT_Y_M

            self._lean_deg[i] = smallest(over_the_feet, -10.0, 60.0)
        self._lean_deg[0] = 0.0

    @staticmethod
    def _pose(phase: float, lean_deg: float, faults: frozenset[str]) -> Pose:
        inward = 18 * phase if "knees_in" in faults else 0.0
        shank, thigh = 32 * phase, -86 * phase
        if "trunk_lean" in faults:
            lean_deg += 30 * phase
            shank -= 13 * phase
        leg = Leg(thigh, shank, 0.0, between(5, 13, phase) - inward, between(4, 4, phase) + inward, 10.0)
        arm = Arm(upper=between(0, -85, phase), fore=between(-8, -92, phase), upper_out=between(8, 5, phase))
        return pose(
            leg=leg,
            arm=arm,
            pelvis=lean_deg,
            lumbar=lean_deg * 0.92,
            thorax=lean_deg * 0.8,
            neck=lean_deg * 0.5,
            head=lean_deg * 0.15,
        )

    def at(self, moment: Moment) -> Placement:
        """0 standing, 1 thighs level."""
        lean = float(np.interp(moment.phase, self._phases, self._lean_deg))
        return Placement(self._pose(moment.phase, lean, moment.faults), FEET)


class HipHinge:
    """The trunk bows over nearly straight knees."""

    HANGING = Arm(upper=-6, fore=-12)
    BOW = pose(leg=Leg(-20, 2), arm=HANGING, pelvis=66.0, lumbar=65.0, thorax=63.0, neck=56.0, head=46.0)
    KNEES_BENT = pose(
        leg=Leg(-58, 22), arm=HANGING, pelvis=58.0, lumbar=58.0, thorax=57.0, neck=50.0, head=40.0
    )
    HEAD_UP = replace(BOW, neck=24.0, head=-16.0)

    def __init__(self, body: Body, options: Options) -> None:
        """Nothing to measure."""

    def at(self, moment: Moment) -> Placement:
        """0 standing, 1 the trunk at 65 degrees."""
        bow = self.BOW
        if "knees_bent" in moment.faults:
            bow = self.KNEES_BENT
        elif "head_up" in moment.faults:
            bow = self.HEAD_UP
        return Placement(blend(pose(), bow, moment.phase), FEET)


class ArmRaise:
    """Both arms sideways and up."""

    def __init__(self, body: Body, options: Options) -> None:
        """Nothing to measure."""

    def at(self, moment: Moment) -> Placement:
        """0 arms hanging, 1 overhead."""
        p = moment.phase
        arm = Arm(upper=0.0, fore=-8 + 5 * p, upper_out=8 + 155 * p, fore_out=5 + 160 * p, shrug=36 * p)
        return Placement(pose(arm=arm), FEET)


class HandToHead:
    """The right hand goes up and stays busy there: `mouth` 0 scratches behind the ear, 1 drinks."""

    def __init__(self, body: Body, options: Options) -> None:
        """Nothing to measure."""
        self._mouth = options.get("mouth", 0.0)

    def at(self, moment: Moment) -> Placement:
        """The phase brings the hand up; there it moves with time."""
        p = smooth(moment.phase)
        busy = math.sin(2 * math.pi * (0.5 if self._mouth else 2.2) * moment.t_s) * moment.phase
        scratching = Arm(upper=-110, fore=-227 + 5 * busy, upper_out=28, fore_out=-34, pronation=60)
        drinking = Arm(upper=-66, fore=-186 + 5 * busy, upper_out=8, fore_out=-32, pronation=60)
        up = drinking if self._mouth else scratching
        hanging = Arm()
        names = ("upper", "fore", "upper_out", "fore_out", "pronation")
        arm = replace(hanging, **{n: between(getattr(hanging, n), getattr(up, n), p) for n in names})
        nod = (-9.0 if self._mouth else 10.0) * p
        return Placement(replace(pose(neck=nod / 2, head=nod), right_arm=arm), FEET)


KINDS = {
    "squat": MotionKind(
        Squat, "standing", "squat", "knee", Tempo(1.5, 0.4, 1.3, 0.7), faults=("knees_in", "trunk_lean")
    ),
    "hip_hinge": MotionKind(
        HipHinge, "standing", "hip_hinge", "hip", Tempo(1.6, 0.4, 1.4, 0.7), faults=("knees_bent", "head_up")
    ),
    "arm_raise": MotionKind(
        ArmRaise, "standing", None, "shoulder", Tempo(1.3, 0.3, 1.3, 0.6), aim_height_m=1.05
    ),
    "hand_to_head": MotionKind(HandToHead, "standing", None, None, Tempo(0.9, 2.2, 0.9, 0.6)),
    "standing": MotionKind(Standing, "standing"),
}
"""The motions of this module, by name."""
