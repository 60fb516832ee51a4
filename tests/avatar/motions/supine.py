"""Motions on the back."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import Anchor, Body, Placement, Reach
from tests.avatar.motions.motion import HANDS, LOW_AIM_M, TRUNK, MotionKind, Options, smallest
from tests.avatar.pose import Arm, Leg, Pose, between, pose, trunk
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.timeline import Moment, Tempo
from tests.avatar.truth import joint_angle_deg

ON_BACK = trunk(-90, neck=-94, head=-91)


def arms_beside(body: Body) -> Arm:
    """Arms that lie beside the trunk, palms down, on the same floor as the back."""

    def arm(slope_deg: float) -> Arm:
        return Arm(slope_deg - 90, slope_deg - 92, None, upper_out=16, fore_out=10, pronation=70)

    def down(slope_deg: float) -> bool:
        figure = body.place(Placement(pose(leg=Leg(-160, -160), arm=arm(slope_deg), **ON_BACK)))
        return body.lowest_m(figure, *HANDS) <= body.lowest_m(figure, *TRUNK) + 0.005

    return arm(smallest(down, -5.0, 25.0))


class Supine:
    """Flat on the back, knees bent (`knees` 1) or legs stretched (0)."""

    def __init__(self, body: Body, options: Options) -> None:
        """Centre the body over the mat."""
        if options.get("knees", 0.0) > 0:
            self._placement = GluteBridge(body, {}).at(Moment(0.0))
            return
        flat = pose(leg=Leg(-90, -89, -65), arm=arms_beside(body), **ON_BACK)
        joints = body.place(Placement(flat)).joints
        middle = float(joints[:, 1].min() + joints[:, 1].max()) / 2
        self._placement = Placement(flat, shift=(0.0, -middle, MAT_THICKNESS_M))

    def at(self, moment: Moment) -> Placement:
        """The same all the time."""
        return self._placement


class GluteBridge:
    """On the back, feet flat, hips up until shoulders, hips and knees are in line.

    `feet` is the distance between hips and ankles in thigh lengths.
    """

    FULL_HIP_DEG = 174.0
    PHASES = np.linspace(0, 1, 5)

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down, put the feet, and find the lift at which the hips are straight."""
        self._body, self._arm = body, arms_beside(body)
        self._arm_m = body.length_m("upperarm01.L", "lowerarm01.L") + body.length_m("lowerarm01.L", "wrist.L")
        legs_up = body.place(Placement(pose(leg=Leg(-160, -160), arm=self._arm, **ON_BACK)))
        index = body.character.index
        self._chest = legs_up.heads[index["spine01"]]
        hip = legs_up.heads[index["upperleg01.L"]]
        thigh_m = body.length_m("upperleg01.L", "lowerleg01.L")
        self._ankle_y = float(hip[1]) - options.get("feet", 1.05) * thigh_m
        self._middle_y = float(legs_up.joints[0, 1] + self._ankle_y) / 2
        self._sunk_m = self._shoulder_drop_m = np.zeros(len(self.PHASES))
        self._full_lift_deg = smallest(self._hips_straight, 5.0, 45.0)
        self._sunk_m = np.array([self._off_the_mat_m(float(phase)) for phase in self.PHASES])
        self._full_lift_deg = smallest(self._hips_straight, 5.0, 45.0)
        heights = [self._shoulder_height_m(float(phase)) for phase in self.PHASES]
        self._shoulder_drop_m = heights[0] - np.array(heights)

    def _shoulder_height_m(self, phase: float) -> float:
        heads = self._body.place(self._placement(phase)).heads
        return float(heads[self._body.character.index["upperarm01.L"]][2])

    def _off_the_mat_m(self, phase: float) -> float:
        """How far the upper back would leave the mat, turning about the anchor."""
        return self._body.lowest_m(self._body.place(self._placement(phase)), *TRUNK)

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

    def _pose(self, lift_deg: float, shoulder_drop_m: float) -> Pose:
        # The shoulders come down as the trunk turns about them; the hands stay on the mat.
        less_deg = math.degrees(shoulder_drop_m / self._arm_m)
        return pose(
            leg=Leg(-120, -20, 0.0, 4.0, 3.0, 6.0),
            arm=replace(self._arm, upper=self._arm.upper - less_deg, fore=self._arm.fore - less_deg),
            pelvis=-90 - lift_deg,
            lumbar=-90 - 0.95 * lift_deg,
            thorax=-90 - 0.55 * lift_deg,
            neck=-94 + 0.1 * lift_deg,
            head=-91 + 0.1 * lift_deg,
        )

    def _placement(self, phase: float) -> Placement:
        sunk_m = float(np.interp(phase, self.PHASES, self._sunk_m))
        drop_m = float(np.interp(phase, self.PHASES, self._shoulder_drop_m))
        anchor = Anchor("spine01", y=float(self._chest[1]), z=float(self._chest[2]) - sunk_m)
        ankle = (self._ankle_y, self._body.sole_m)
        reaches = (Reach("left_leg", *ankle, bend=1), Reach("right_leg", *ankle, bend=1))
        return Placement(self._pose(self._full_lift_deg * phase, drop_m), anchor, reaches, on_floor=False)

    def at(self, moment: Moment) -> Placement:
        """0 hips on the mat, 1 hips straight."""
        placement = self._placement(moment.phase)
        return replace(placement, shift=(0.0, -self._middle_y, MAT_THICKNESS_M))


KINDS = {
    "glute_bridge": MotionKind(
        GluteBridge,
        "supine",
        "glute_bridge",
        "hip",
        Tempo(1.4, 1.0, 1.4, 0.8),
        faults=("hips_low", "feet_far"),
        fault_depth={"hips_low": 0.65},
        fault_shown=lambda rule, phase: phase / 0.65,
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
        head_towards_y=1.0,
    ),
    "supine": MotionKind(
        Supine, "supine", props=lambda body: [mat()], aim_height_m=LOW_AIM_M, head_towards_y=1.0
    ),
}
"""The motions of this module, by name."""
