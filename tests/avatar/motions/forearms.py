"""Positions held on the forearms: prone on elbows, plank and side plank."""

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
from tests.avatar.pose import Arm, Leg, Pose, between, pose, trunk
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.reaching import towards
from tests.avatar.rotation import about_y, about_z
from tests.avatar.solids import turned
from tests.avatar.timeline import Lapses, Moment, Tempo

Direction = NDArray[np.float64]
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


class SidePlank:
    """On one forearm and the feet, chest to the camera: the hips go from the mat up into the line.

    `right` 1: on the right side instead of the left. Foot and elbow stay where they are.
    """

    LOW_M, ROLL_DEG = 0.13, 42.0
    """How far the hips sink, and the chest rolls towards the mat, when the form is lost."""
    STACKED_DEG = 13.0
    """Between the legs, for feet that lie on each other below hips of some breadth."""
    STEPS = 9

    def __init__(self, body: Body, options: Options) -> None:
        """Find the straight line, then follow the linkage of legs, trunk and upper arm from it."""
        self._body, self._mirrored = body, options.get("right", 0.0) > 0
        slope = smallest(self._forearm_down, 5.0, 45.0)
        straight = body.place(Placement(self._pose(slope, slope, 90.0)))
        foot, hip, elbow = (
            self._of(straight.heads, "foot.L"),
            self._of(straight.heads, "upperleg01.L"),
            self._of(straight.heads, "lowerarm01.L"),
        )
        middle = float(straight.joints[:, 0].min() + straight.joints[:, 0].max()) / 2
        self._foot = foot - [middle, foot[1], -MAT_THICKNESS_M]
        self._elbow = elbow - [middle, elbow[1], -MAT_THICKNESS_M]
        self._hip_z = float(hip[2]) + MAT_THICKNESS_M
        self._upper_m = body.length_m("upperarm01.L", "lowerarm01.L")
        self._down_m = -smallest(self._touches, 0.05, 0.35)
        self._rise_m = np.linspace(self._down_m, 0.0, self.STEPS)
        self._solved = np.array([self._linked(float(rise)) for rise in self._rise_m])

    def _of(self, heads: NDArray[np.float64], bone: str) -> NDArray[np.float64]:
        return np.asarray(heads[self._body.character.index[bone]])

    def _forearm_down(self, slope_deg: float) -> bool:
        figure = self._body.place(Placement(self._pose(slope_deg, slope_deg, 90.0)))
        arm = self._body.lowest_m(figure, "lowerarm", "wrist", "finger", "metacarpal")
        return arm >= self._body.lowest_m(figure, "foot", "toe")

    @staticmethod
    def _pose(leg_deg: float, trunk_deg: float, roll_deg: float) -> Pose:
        """On the left side; angles above the floor of legs and trunk. The supporting arm hangs straight down
        into a forearm that points to the front."""
        lower = Leg(-88.0, -88.0, -80.0, leg_deg, leg_deg, 0.0)
        upper = replace(
            lower, thigh_out=-leg_deg - SidePlank.STACKED_DEG, shank_out=-leg_deg - SidePlank.STACKED_DEG
        )
        shown = pose(leg=lower, **trunk(-90, neck=-91, head=-88))
        return replace(
            shown,
            tilt=-trunk_deg,
            roll=roll_deg,
            turn=-90.0,
            right_leg=upper,
            left_arm=Arm(-90.0, -180.0, -180.0, 90.0, 84.0 - roll_deg, pronation=160.0),
            right_arm=Arm(-86.0, -90.0, None, 4.0 - trunk_deg, -2.0 - trunk_deg, pronation=30.0),
        )

    def _placed(self, leg_deg: float, trunk_deg: float, roll_deg: float, arm: Direction | None) -> Placement:
        """`arm`: along the supporting upper arm; None: straight down."""
        shown = self._pose(leg_deg, trunk_deg, roll_deg)
        if arm is not None:
            whole = about_z(shown.turn) @ about_y(shown.roll)
            upper, out = towards("left_arm", whole.T @ arm)
            shown = replace(shown, left_arm=replace(shown.left_arm, upper=upper, upper_out=out))
        x, y, z = self._foot
        return Placement(shown, Anchor("foot.L", x, y, z), on_floor=False)

    def _linked(self, rise_m: float, roll_deg: float = 90.0) -> tuple[float, float]:
        """Angles of legs and trunk above the floor when the hips are so far from the line."""

        def high_enough(leg_deg: float) -> bool:
            hip = self._of(
                self._body.skeleton(self._placed(leg_deg, leg_deg, roll_deg, None)), "upperleg01.L"
            )
            return bool(hip[2] >= self._hip_z + rise_m)

        leg_deg = smallest(high_enough, -10.0, 50.0)

        def far_enough(trunk_deg: float) -> bool:
            return bool(np.linalg.norm(self._to_elbow(leg_deg, trunk_deg, roll_deg)) >= self._upper_m)

        return leg_deg, smallest(far_enough, 5.0, 70.0)

    def _to_elbow(self, leg_deg: float, trunk_deg: float, roll_deg: float) -> Direction:
        heads = self._body.skeleton(self._placed(leg_deg, trunk_deg, roll_deg, None))
        return np.asarray(self._elbow - self._of(heads, "upperarm01.L"))

    def _touches(self, drop_m: float) -> bool:
        leg_deg, trunk_deg = self._linked(-drop_m)
        figure = self._body.place(self._placed(leg_deg, trunk_deg, 90.0, None))
        return self._body.lowest_m(figure, *TRUNK, *LEGS) <= MAT_THICKNESS_M

    def at(self, moment: Moment) -> Placement:
        """0 the lower hip on the mat, 1 in line."""
        rolled = moment.lapse("rolls_forward")
        rise_m = between(self._down_m, -self.LOW_M * moment.lapse("hips_low"), moment.phase)
        leg_deg, trunk_deg = (float(np.interp(rise_m, self._rise_m, column)) for column in self._solved.T)
        roll_deg = 90.0 - self.ROLL_DEG * rolled
        arm = self._to_elbow(leg_deg, trunk_deg, roll_deg)
        placed = self._placed(leg_deg, trunk_deg, roll_deg, arm)
        return _mirrored(placed) if self._mirrored else placed


def _mirrored(placed: Placement) -> Placement:
    """Left and right exchanged, across the plane of the floor's x."""
    shown, anchor = placed.pose, placed.anchor
    assert anchor is not None
    assert anchor.x is not None
    other = replace(
        shown,
        tilt=-shown.tilt,
        roll=-shown.roll,
        turn=-shown.turn,
        left_leg=shown.right_leg,
        right_leg=shown.left_leg,
        left_arm=shown.right_arm,
        right_arm=shown.left_arm,
    )
    return replace(placed, pose=other, anchor=replace(anchor, bone="foot.R", x=-anchor.x))


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
    "side_plank": MotionKind(
        SidePlank,
        "side_lying",
        "side_plank",
        None,
        HELD,
        faults=("hips_low", "rolls_forward"),
        lapses=Lapses(),
        props=lambda body: [turned(mat(), 90)],
        aim_height_m=LOW_AIM_M,
    ),
}
"""The motions of this module, by name."""
