"""Motions on the belly and on the forearms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.avatar.body import Anchor, Body, Placement, Reach
from tests.avatar.motions.motion import (
    ELBOWS,
    FEET,
    FOREARMS,
    HANDS,
    KNEE_M,
    LOW_AIM_M,
    PALM_DEG,
    TRUNK,
    MotionKind,
    Options,
    palm_m,
    smallest,
    smooth,
)
from tests.avatar.pose import Arm, Leg, Pose, between, pose, trunk
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.timeline import Moment, Tempo
from tests.avatar.truth import joint_angle_deg


class PronePressUp:
    """On the belly, hands beside the shoulders; the arms straighten while the hips stay on the mat."""

    ELBOW_DEG = 170.0
    LARGEST_EXTENSION = 1.12
    """Beyond this the back would bend more than people's do: the hands go farther forward instead."""
    STRAIGHT_FROM = 0.96
    """Phase from which on the arms are straight: also a repetition that is not quite full shows no bent
    elbows."""
    KNEE = Anchor("lowerleg01.L", y=0.0, z=KNEE_M)

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down, put the hands, find the extension for straight arms, lift the elbows off the floor."""
        self._body = body
        self._flare, self._full, self._hand_y = 0.0, 1.0, 0.0
        self._hand_z = palm_m(body)
        self._thigh, self._shank = 90.0, 85.0
        self._thigh = smallest(self._belly_down, 70.0, 95.0)
        self._shank = smallest(self._feet_down, 65.0, 95.0)
        lying = body.place(self._lying(0.0, frozenset()))
        shoulder_y = float(lying.heads[body.character.index["upperarm01.L"]][1])
        self._middle_y = (float(lying.joints[0, 1]) + float(lying.joints[15, 1])) / 2
        for ahead_m in np.arange(0.0, 0.2, 0.02):
            self._hand_y = shoulder_y - float(ahead_m)
            self._full = smallest(self._arms_straight, 0.5, 1.5)
            if self._full <= self.LARGEST_EXTENSION:
                break
        self._flare = smallest(self._elbows_clear, 0.0, 1.0)

    def _belly_down(self, thigh: float) -> bool:
        self._thigh = thigh
        return self._body.lowest_m(self._body.place(self._lying(0.0, frozenset())), *TRUNK) <= 0.0

    def _feet_down(self, shank: float) -> bool:
        self._shank = shank
        return self._body.lowest_m(self._body.place(self._lying(0.0, frozenset())), *FEET) >= 0.0

    def _arms_straight(self, extension: float) -> bool:
        self._full = extension
        joints = self._body.place(self._placement(1.0, frozenset())).joints
        return bool(joint_angle_deg(joints[:, 1:], 5, 7, 9) >= self.ELBOW_DEG)

    def _elbows_clear(self, flare: float) -> bool:
        self._flare = flare
        figure = self._body.place(self._placement(0.0, frozenset()))
        return self._body.lowest_m(figure, *ELBOWS) >= 0.0

    def _lying(self, extension: float, faults: frozenset[str], phase: float = 0.0) -> Placement:
        raised = 20 * phase if "hips_lift" in faults else 0.0
        flare = self._flare * (1 - smooth(extension / 0.6))
        arm = Arm(60, -60, PALM_DEG, between(14, 66, flare), between(2, -45, flare), pronation=75)
        body = pose(
            leg=Leg(self._thigh - raised, self._shank, 168, 4.0, 4.0, 0.0),
            arm=arm,
            pelvis=90 - 12 * extension - 0.6 * raised,
            lumbar=90 - 36 * extension - 0.3 * raised,
            thorax=90 - 60 * extension,
            neck=80 - 60 * extension,
            head=68 - 58 * extension,
        )
        return Placement(body, self.KNEE, on_floor=False)

    def _placement(self, phase: float, faults: frozenset[str]) -> Placement:
        reached = min(1.0, phase / self.STRAIGHT_FROM)
        extension = self._full * reached * (0.84 if "elbows_bent" in faults else 1.0)
        if "hips_lift" in faults:
            extension *= 1 - 0.45 * phase
        hand = (self._hand_y, self._hand_z)
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
        slope = smallest(self._forearms_down, 60.0, 92.0)
        joints = body.place(Placement(self._pose(slope))).joints
        shift = (0.0, -float(joints[:, 1].min() + joints[:, 1].max()) / 2, MAT_THICKNESS_M)
        self._placement = Placement(self._pose(slope), shift=shift)

    @staticmethod
    def _pose(slope_deg: float) -> Pose:
        arm = Arm(upper=0, fore=-92, hand=-94, pronation=75)
        spine = trunk(slope_deg, neck=slope_deg - 3, head=slope_deg - 8)
        return pose(leg=Leg(slope_deg, slope_deg, 70, 2.0, 2.0, 0.0), arm=arm, **spine)

    def _forearms_down(self, slope_deg: float) -> bool:
        figure = self._body.place(Placement(self._pose(slope_deg)))
        return self._body.lowest_m(figure, *FOREARMS, *HANDS) <= self._body.lowest_m(figure, *FEET)

    def at(self, moment: Moment) -> Placement:
        """The same all the time."""
        return self._placement


KINDS = {
    "prone_press_up": MotionKind(
        PronePressUp,
        "prone",
        "prone_press_up",
        "elbow",
        Tempo(1.6, 0.8, 1.6, 0.9),
        faults=("hips_lift", "elbows_bent"),
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
    ),
    "plank": MotionKind(Plank, "prone", held=True, props=lambda body: [mat()], aim_height_m=LOW_AIM_M),
}
"""The motions of this module, by name."""
