"""Positions held on both forearms: prone on elbows and plank."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.motion import (
    ELBOWS,
    LOW_AIM_M,
    TRUNK,
    MotionKind,
    Options,
    smallest,
)
from tests.avatar.motions.prone import Plank, PronePressUp
from tests.avatar.pose import Arm, Pose, between, pose, trunk
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.timeline import Lapses, Moment, Tempo

LEGS = ("upperleg", "lowerleg")
HELD = Tempo(1.5, 5.2, 1.5, 1.2)


class ProneOnElbows:
    """On the belly; the elbows come under the shoulders and carry the chest while the hips stay down."""

    IN_DEG, OUT_DEG = 6.0, 86.0
    """How far the elbows point out: at the end, and at most."""
    RAISED_DEG, AHEAD_DEG = 17.0, 44.0
    """Of the thighs when the hips lift; of the upper arms when the elbows are too far ahead."""
    STEPS = np.linspace(0, 1, 7)

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down, find how high the forearms carry the chest, and where the elbows go on the way."""
        self._body = body
        lying = PronePressUp(body, {}).at(Moment(0.0))
        self._lying = lying
        self._full = self._raised_full = self._ahead_full = 0.0
        self._full = self._extension(0.0, 0.0)
        self._raised_full = self._extension(self.RAISED_DEG, 0.0)
        self._ahead_full = self._extension(0.0, self.AHEAD_DEG)
        self._flare_deg = np.array([self._flare(float(step) * self._full) for step in self.STEPS])

    def _extension(self, raised_deg: float, ahead_deg: float) -> float:
        """The bend of the back at which the forearms just reach the mat."""

        def clear(extension: float) -> bool:
            return self._elbow_m(self._pose(extension, self.IN_DEG, raised_deg, ahead_deg)) >= 0.0

        return smallest(clear, 0.0, 1.3)

    def _flare(self, extension: float) -> float:
        def clear(flare_deg: float) -> bool:
            return self._elbow_m(self._pose(extension, flare_deg, 0.0, 0.0)) >= 0.0

        return smallest(clear, self.IN_DEG, self.OUT_DEG)

    def _elbow_m(self, shown: Pose) -> float:
        figure = self._body.place(Placement(shown, self._lying.anchor, on_floor=False))
        return self._body.lowest_m(figure, *ELBOWS)

    def _pose(self, extension: float, flare_deg: float, raised_deg: float, ahead_deg: float) -> Pose:
        leg = self._lying.pose.left_leg
        arm = Arm(-ahead_deg, -90, -96, flare_deg, between(-4, -14, flare_deg / self.OUT_DEG), pronation=75)
        return pose(
            leg=replace(leg, thigh=leg.thigh - raised_deg),
            arm=arm,
            pelvis=90 - 12 * extension - 0.6 * raised_deg,
            lumbar=90 - 36 * extension - 0.3 * raised_deg,
            thorax=90 - 60 * extension,
            neck=80 - 52 * extension,
            head=68 - 46 * extension,
        )

    def at(self, moment: Moment) -> Placement:
        """0 chest on the mat, 1 on the forearms."""
        lifted, far = moment.lapse("hips_lift"), moment.lapse("elbows_far")
        # The chest sinks with the cosine of the upper arms' angle: at first hardly at all.
        full = between(between(self._full, self._raised_full, lifted), self._ahead_full, far**2)
        flare_deg = float(np.interp(moment.phase, self.STEPS, self._flare_deg))
        shown = self._pose(full * moment.phase, flare_deg, self.RAISED_DEG * lifted, self.AHEAD_DEG * far)
        return replace(self._lying, pose=shown, reaches=())


class ForearmPlank:
    """From the belly, propped on forearms and toes, up into one line from head to heels.

    Toes and elbows stay where they are: how high the hips are tells everything else.
    """

    SAG_M, HIGH_M = 0.12, 0.17
    """How far the hips leave the line."""
    STEPS = 9

    def __init__(self, body: Body, options: Options) -> None:
        """Take the straight plank and follow the linkage of legs, trunk and upper arms from it."""
        self._body = body
        line = Plank(body, {}).at(Moment(0.0))
        self._line, straight = line.pose, body.place(line)
        index = body.character.index
        toe, hip, elbow = (straight.heads[index[b]] for b in ("toe1-1.L", "upperleg01.L", "lowerarm01.L"))
        self._toe = Anchor("toe1-1.L", y=float(toe[1]), z=float(toe[2]))
        self._elbow, self._hip_z = elbow[1:], float(hip[2])
        self._upper_m = body.length_m("upperarm01.L", "lowerarm01.L") * math.cos(
            math.radians(self._line.left_arm.upper_out)
        )
        self._down_m = 0.0
        self._down_m = -smallest(self._touches, 0.05, 0.3)
        self._rise_m = np.linspace(self._down_m, self.HIGH_M, self.STEPS)
        self._solved = np.array([self._linked(float(rise)) for rise in self._rise_m])

    def _placed(self, leg_deg: float, trunk_deg: float, upper_deg: float) -> Placement:
        line = self._line
        arm = replace(line.left_arm, upper=upper_deg)
        spine = trunk(trunk_deg, pelvis=(leg_deg + trunk_deg) / 2, neck=trunk_deg - 3, head=trunk_deg - 8)
        leg = replace(line.left_leg, thigh=leg_deg, shank=leg_deg)
        return Placement(pose(leg=leg, arm=arm, **spine), self._toe, on_floor=False)

    def _heads(self, leg_deg: float, trunk_deg: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Hip and shoulder."""
        heads, index = (
            self._body.skeleton(self._placed(leg_deg, trunk_deg, 0.0)),
            self._body.character.index,
        )
        return heads[index["upperleg01.L"]], heads[index["upperarm01.L"]]

    def _linked(self, rise_m: float) -> tuple[float, float, float]:
        """Slopes of legs, trunk and upper arms when the hips are so far above the line."""

        def low_enough(leg_deg: float) -> bool:
            return bool(self._heads(leg_deg, leg_deg)[0][2] <= self._hip_z + rise_m)

        leg_deg = smallest(low_enough, 40.0, 100.0)

        def near_enough(trunk_deg: float) -> bool:
            return bool(np.linalg.norm(self._heads(leg_deg, trunk_deg)[1][1:] - self._elbow) <= self._upper_m)

        trunk_deg = smallest(near_enough, 40.0, 115.0)
        ahead, up = self._elbow - self._heads(leg_deg, trunk_deg)[1][1:]
        return leg_deg, trunk_deg, math.degrees(math.atan2(ahead, -up))

    def _touches(self, drop_m: float) -> bool:
        figure = self._body.place(self._placed(*self._linked(-drop_m)))
        return self._body.lowest_m(figure, *TRUNK, *LEGS) <= MAT_THICKNESS_M

    def at(self, moment: Moment) -> Placement:
        """0 hips on the mat, 1 in line."""
        lost_m = self.HIGH_M * moment.lapse("hips_high") - self.SAG_M * moment.lapse("hips_sag")
        rise_m = between(self._down_m, lost_m, moment.phase)
        leg_deg, trunk_deg, upper_deg = (
            float(np.interp(rise_m, self._rise_m, column)) for column in self._solved.T
        )
        return self._placed(leg_deg, trunk_deg, upper_deg)


KINDS = {
    "prone_on_elbows": MotionKind(
        ProneOnElbows,
        "prone",
        "prone_on_elbows",
        "elbow",
        HELD,
        faults=("hips_lift", "elbows_far"),
        lapses=Lapses(),
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
    ),
    "forearm_plank": MotionKind(
        ForearmPlank,
        "prone",
        "plank",
        "hip",
        HELD,
        faults=("hips_sag", "hips_high"),
        lapses=Lapses(),
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
    ),
}
"""The motions of this module, by name."""
