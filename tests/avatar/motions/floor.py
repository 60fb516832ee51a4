"""Motions on the mat: on the back, on the belly, on forearms and on all fours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import Anchor, Body, Placement, Reach
from tests.avatar.motions.motion import Options, smallest, smooth
from tests.avatar.pose import Arm, Leg, Pose, between, pose, trunk
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.solids import Solid
from tests.avatar.timeline import Moment
from tests.avatar.truth import joint_angle_deg

ON_MAT = (0.0, 0.0, MAT_THICKNESS_M)
SUPINE_ARM = Arm(upper=-91, fore=-93, upper_out=16, fore_out=12, pronation=70)
PALM_DEG = -85.0
"""A hand flat on the floor, fingers forward."""
WRIST_M = 0.045
"""Height of the wrist of a hand flat on the floor."""


def own_mat(body: Body) -> list[Solid]:
    """A mat for one."""
    return [mat()]


class Supine:
    """Flat on the back, knees bent (`knees` 1) or legs stretched (0)."""

    def __init__(self, body: Body, options: Options) -> None:
        """Centre the body over the mat."""
        bent = options.get("knees", 0.0) > 0
        leg = Leg(-135, -35, 0) if bent else Leg(-90, -90, -65)
        self._pose = pose(leg=leg, arm=SUPINE_ARM, **trunk(-90, neck=-84, head=-86))
        joints = body.place(Placement(self._pose)).joints
        self._shift = (0.0, -float(joints[:, 1].min() + joints[:, 1].max()) / 2, MAT_THICKNESS_M)

    def at(self, moment: Moment) -> Placement:
        """The same all the time."""
        return Placement(self._pose, shift=self._shift)


class GluteBridge:
    """On the back, feet flat, hips up until shoulders, hips and knees are in line.

    `feet` is the distance between hips and ankles in thigh lengths.
    """

    FULL_HIP_DEG = 174.0

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down, put the feet, and find the lift at which the hips are straight."""
        self._body = body
        flat = body.place(
            Placement(pose(leg=Leg(-135, -30), arm=SUPINE_ARM, **trunk(-90, neck=-84, head=-86)))
        )
        index = body.character.index
        self._chest = flat.heads[index["spine01"]]
        hip = flat.heads[index["upperleg01.L"]]
        thigh_m = body.length_m("upperleg01.L", "lowerleg01.L")
        self._ankle_y = float(hip[1]) - options.get("feet", 1.05) * thigh_m
        self._middle_y = float(flat.joints[0, 1] + self._ankle_y) / 2
        self._full_lift_deg = smallest(self._hips_straight, 5.0, 45.0)

    def _hips_straight(self, lift_deg: float) -> bool:
        self._full_lift_deg = lift_deg
        joints = self._body.place(self._placement(1.0)).joints
        return self._hip_extension_deg(joints) >= self.FULL_HIP_DEG

    @staticmethod
    def _hip_extension_deg(joints: NDArray[np.float64]) -> float:
        """Shoulder-hip-knee angle that goes on above 180 when the hips rise above the line."""
        angle = float(joint_angle_deg(joints[:, 1:], 5, 11, 13))
        shoulder, hip, knee = joints[5], joints[11], joints[13]
        share = (hip[1] - shoulder[1]) / (knee[1] - shoulder[1])
        return 360 - angle if hip[2] > between(shoulder[2], knee[2], share) else angle

    def _placement(self, phase: float) -> Placement:
        lift = self._full_lift_deg * phase
        leg = Leg(-120, -20, 0.0, 4.0, 3.0, 6.0)
        up = pose(
            leg=leg,
            arm=SUPINE_ARM,
            pelvis=-90 - lift,
            lumbar=-90 - 0.95 * lift,
            thorax=-90 - 0.55 * lift,
            neck=-86,
            head=-86,
        )
        anchor = Anchor("spine01", y=float(self._chest[1]), z=float(self._chest[2]))
        ankle = (self._ankle_y, self._body.sole_m)
        reaches = (Reach("left_leg", *ankle, bend=1), Reach("right_leg", *ankle, bend=1))
        return Placement(up, anchor, reaches, shift=(0.0, 0.0, MAT_THICKNESS_M))

    def at(self, moment: Moment) -> Placement:
        """0 hips on the mat, 1 hips straight."""
        placement = self._placement(moment.phase)
        return replace(placement, shift=(0.0, -self._middle_y, MAT_THICKNESS_M))


class PronePressUp:
    """On the belly, hands beside the shoulders; the arms straighten while the hips stay on the mat."""

    ELBOW_DEG = 170.0
    LARGEST_EXTENSION = 1.12
    """Beyond this the back would bend more than people's do: the hands go farther forward instead."""
    KNEE = "lowerleg01.L"

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down, put the hands, find the extension for straight arms, lift the elbows off the floor."""
        self._body = body
        self._flare, self._knee_m, self._full = 0.0, 0.0, 1.0
        arms_away = Arm(upper=90, fore=90, upper_out=20)
        flat = replace(self._lying(0.0, frozenset()), on_floor=True)
        lying = body.place(replace(flat, pose=replace(flat.pose, left_arm=arms_away, right_arm=arms_away)))
        self._knee_m = float(lying.heads[body.character.index[self.KNEE]][2])
        shoulder_y = float(lying.heads[body.character.index["upperarm01.L"]][1])
        self._middle_y = (float(lying.joints[0, 1]) + float(lying.joints[15, 1])) / 2
        for ahead_m in np.arange(0.0, 0.2, 0.02):
            self._hand_y = shoulder_y - float(ahead_m)
            self._full = smallest(self._arms_straight, 0.5, 1.5)
            if self._full <= self.LARGEST_EXTENSION:
                break
        self._flare = smallest(self._elbows_clear, 0.0, 1.0)

    def _arms_straight(self, extension: float) -> bool:
        self._full = extension
        joints = self._body.place(self._placement(1.0, frozenset())).joints
        return bool(joint_angle_deg(joints[:, 1:], 5, 7, 9) >= self.ELBOW_DEG)

    def _elbows_clear(self, flare: float) -> bool:
        self._flare = flare
        figure = self._body.place(self._placement(0.0, frozenset()))
        return float(figure.joints[7, 2]) > 0.04

    def _lying(self, extension: float, faults: frozenset[str], phase: float = 0.0) -> Placement:
        raised = 20 * phase if "hips_lift" in faults else 0.0
        flare = self._flare * (1 - smooth(extension / 0.6))
        arm = Arm(60, -60, PALM_DEG, between(14, 66, flare), between(2, -45, flare), pronation=75)
        body = pose(
            leg=Leg(90 - raised, 90, 163, 4.0, 4.0, 0.0),
            arm=arm,
            pelvis=90 - 12 * extension - 0.6 * raised,
            lumbar=90 - 36 * extension - 0.3 * raised,
            thorax=90 - 60 * extension,
            neck=88 - 68 * extension,
            head=84 - 74 * extension,
        )
        return Placement(body, Anchor(self.KNEE, y=0.0, z=self._knee_m), on_floor=False)

    def _placement(self, phase: float, faults: frozenset[str]) -> Placement:
        extension = self._full * phase * (0.84 if "elbows_bent" in faults else 1.0)
        if "hips_lift" in faults:
            extension *= 1 - 0.25 * phase
        hand = (self._hand_y, WRIST_M)
        reaches = (Reach("left_arm", *hand, bend=-1), Reach("right_arm", *hand, bend=-1))
        return replace(self._lying(extension, faults, phase), reaches=reaches)

    def at(self, moment: Moment) -> Placement:
        """0 chest on the mat, 1 elbows straight."""
        placement = self._placement(moment.phase, moment.faults)
        return replace(placement, shift=(0.0, -self._middle_y, MAT_THICKNESS_M))


class Plank:
    """On forearms and toes, straight from head to heels."""

    def __init__(self, body: Body, options: Options) -> None:
        """Find the slope at which forearms and toes touch the floor together."""
        self._body = body
        slope = smallest(self._forearms_down, 60.0, 89.0)
        joints = body.place(Placement(self._pose(slope))).joints
        shift = (0.0, -float(joints[:, 1].min() + joints[:, 1].max()) / 2, MAT_THICKNESS_M)
        self._placement = Placement(self._pose(slope), shift=shift)

    @staticmethod
    def _pose(slope_deg: float) -> Pose:
        arm = Arm(upper=0, fore=-88, hand=-88, pronation=70)
        spine = trunk(slope_deg, neck=slope_deg - 3, head=slope_deg - 8)
        return pose(leg=Leg(slope_deg, slope_deg, 84, 2.0, 2.0, 0.0), arm=arm, **spine)

    def _forearms_down(self, slope_deg: float) -> bool:
        return float(self._body.place(Placement(self._pose(slope_deg))).joints[7, 2]) < 0.05

    def at(self, moment: Moment) -> Placement:
        """The same all the time."""
        return self._placement


class BirdDog:
    """On hands and knees; one arm and the other side's leg are stretched until they are level with the trunk.

    The moment's side is the leg's.
    """

    KNEE = "lowerleg01"

    def __init__(self, body: Body, options: Options) -> None:
        """Kneel, and put the hands below the shoulders."""
        start = body.place(Placement(self.kneeling()))
        index = body.character.index
        self._knee = start.heads[index[f"{self.KNEE}.L"]]
        self._hand_y = float(start.heads[index["upperarm01.L"]][1]) - 0.02
        self._shift = (0.0, -float(start.joints[0, 1] + start.joints[15, 1]) / 2, MAT_THICKNESS_M)

    @staticmethod
    def kneeling() -> Pose:
        """All fours at rest."""
        leg = Leg(0, 90, 150, 0.0, 0.0, 0.0)
        arm = Arm(upper=0, fore=0, hand=PALM_DEG, upper_out=8, fore_out=5, pronation=70)
        return pose(leg=leg, arm=arm, pelvis=82, lumbar=80, thorax=80, neck=80, head=76)

    def at(self, moment: Moment) -> Placement:
        """0 hands and knees, 1 arm and leg level."""
        p, lifted = moment.phase, moment.side or "left"
        other = "right" if lifted == "left" else "left"
        body = self.kneeling()
        thigh = (62 if "leg_low" in moment.faults else 91) * p
        shank = 90 + ((62 - 90) * p if "leg_low" in moment.faults else 2 * p)
        reach = (-52 if "arm_low" in moment.faults else -86) * p
        leg = replace(body.left_leg, thigh=thigh, shank=shank, foot=between(150, 140, p))
        arm = replace(body.left_arm, upper=reach, fore=reach * 1.03, hand=between(PALM_DEG, reach * 1.03, p))
        limbs: dict[str, Any] = {f"{lifted}_leg": leg, f"{other}_arm": arm}
        body = replace(body, **limbs)
        stands_on = "R" if lifted == "left" else "L"
        anchor = Anchor(f"{self.KNEE}.{stands_on}", y=float(self._knee[1]), z=float(self._knee[2]))
        planted = Reach("left_arm" if lifted == "left" else "right_arm", self._hand_y, WRIST_M, bend=-1)
        both = Reach("right_arm" if lifted == "left" else "left_arm", self._hand_y, WRIST_M, bend=-1)
        reaches = (planted, both) if p == 0 else (planted,)
        return Placement(body, anchor, reaches, on_floor=False, shift=self._shift)
