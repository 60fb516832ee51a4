"""Lifting a box from the floor."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.motion import MotionKind, Options, smallest
from tests.avatar.pose import Leg, Pose, between, blend, pose
from tests.avatar.props import BOX_HEIGHT_M, BOX_WIDTH_M, parcel
from tests.avatar.reaching import BOTH, SIGN, ArmName, Vector, reaching
from tests.avatar.timeline import Moment, Tempo

FEET = Anchor("foot.L", y=0.0)
NEAR_Y_M, FAR_Y_M = -0.36, -0.66
"""Where the box stands: between the knees, or too far in front of the toes."""
GRIP_M = 0.35
"""Height of the wrists when the hands hold the box on the floor."""
CARRIED = np.array([0.0, -0.33, 0.86])
"""Middle of the wrists of somebody who stands with the box before the belly."""
STRETCHED = 0.97
"""Share of the arm's length that a grip may need."""
STANCE = Leg(thigh_out=5.0, shank_out=4.0, foot_out=11.0)
ELBOWS = np.array([0.6, 1.0, 0.0])


class LiftFromFloor:
    """Squat down to the box with a straight back, stand up with it; put it down again the next time.

    With `far` 1 the box stands too far away; with `leave` 1 the hands do not get as far as the box.
    """

    STOOPED = pose(
        leg=replace(STANCE, thigh=-15.0, shank=-4.0),
        pelvis=70.0,
        lumbar=90.0,
        thorax=104.0,
        neck=96.0,
        head=78.0,
    )

    def __init__(self, body: Body, options: Options) -> None:
        """Find the lean at which the hands reach the box."""
        self._body, self._leave = body, options.get("leave", 0.0) > 0
        self._box_y = FAR_Y_M if options.get("far", 0.0) > 0 else NEAR_Y_M
        self._arm_m = body.length_m("upperarm01.L", "lowerarm01.L") + body.length_m("lowerarm01.L", "wrist.L")
        self._thigh_m = body.length_m("upperleg01.L", "lowerleg01.L")
        self._shank_m = body.length_m("lowerleg01.L", "foot.L")
        self._grip = np.array([0.0, self._box_y, GRIP_M])
        standing = body.place(Placement(pose(), FEET)).heads
        index = body.character.index
        self._hanging = (standing[index["wrist.L"]] + standing[index["wrist.R"]]) / 2
        self._hang_x = float(standing[index["wrist.L"]][0])
        self._lean_deg = smallest(self._reaches_box, 25.0, 80.0)

    def _reaches_box(self, lean_deg: float) -> bool:
        heads = self._body.place(Placement(self._squat(1.0, lean_deg), FEET)).heads
        shoulder = heads[self._body.character.index["upperarm01.L"]]
        return (
            float(np.linalg.norm(self._wrist("left_arm", self._grip) - shoulder)) <= STRETCHED * self._arm_m
        )

    @staticmethod
    def _wrist(arm: ArmName, middle: Vector) -> Vector:
        return middle + np.array([SIGN[arm] * (BOX_WIDTH_M / 2 + 0.035), 0.0, 0.0])

    def _squat(self, phase: float, lean_deg: float) -> Pose:
        knees_out = between(STANCE.thigh_out, 16, phase)
        lean = lean_deg * phase
        return pose(
            leg=replace(
                STANCE,
                thigh=-94 * phase,
                shank=33 * phase,
                thigh_out=knees_out,
                shank_out=self._feet_kept(knees_out),
            ),
            pelvis=lean,
            lumbar=0.98 * lean,
            thorax=0.94 * lean,
            neck=0.72 * lean,
            head=0.4 * lean,
        )

    def _feet_kept(self, thigh_out: float) -> float:
        """How the shank slants so that a thigh turned out leaves the foot where it is."""
        apart = math.sin(math.radians(STANCE.thigh_out)) - math.sin(math.radians(thigh_out))
        own = math.sin(math.radians(STANCE.shank_out))
        return math.degrees(math.asin(own + apart * self._thigh_m / self._shank_m))

    def _carries(self, moment: Moment) -> bool:
        """The box comes up from the first squat, goes down in the second, and so on."""
        return not self._leave and (moment.done % 2 == 1) != moment.returning

    def at(self, moment: Moment) -> Placement:
        """0 standing, 1 with both hands at the box."""
        p = moment.phase
        stooping = "stoop" in moment.faults
        shown = blend(self._squat(0.0, 0.0), self.STOOPED, p) if stooping else self._squat(p, self._lean_deg)
        carries = self._carries(moment)
        middle = between(1.0, 0.0, p) * (CARRIED if carries else self._hanging) + p * self._grip
        box = np.array([0.0, self._box_y, 0.0])
        if carries:
            box = np.array([0.0, middle[1], max(0.0, middle[2] - GRIP_M)])
        placed = Placement(shown, FEET, load=(float(box[0]), float(box[1]), float(box[2])))
        aside = 0.0 if carries else (self._hang_x - BOX_WIDTH_M / 2 - 0.035) * (1 - p)
        arms = {
            arm: reaching(
                self._body,
                placed,
                arm,
                self._wrist(arm, middle) + np.array([SIGN[arm] * aside, 0.0, 0.0]),
                ELBOWS * np.array([SIGN[arm], 1.0, 1.0]),
            )
            for arm in BOTH
        }
        return replace(placed, pose=replace(shown, **arms))


KINDS = {
    "lift_from_floor": MotionKind(
        LiftFromFloor,
        "standing",
        "lift_from_floor",
        "knee",
        Tempo(1.6, 0.5, 1.6, 0.7),
        faults=("stoop", "load_far"),
        load=lambda: parcel(BOX_WIDTH_M, BOX_HEIGHT_M),
    ),
}
"""The motions of this module, by name."""
