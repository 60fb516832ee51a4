"""The side plank, on one forearm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.forearms import HELD, LEGS
from tests.avatar.motions.motion import LOW_AIM_M, TRUNK, MotionKind, Options, smallest
from tests.avatar.pose import Arm, Leg, Pose, between, pose, trunk
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.reaching import towards
from tests.avatar.rotation import about_y, about_z
from tests.avatar.solids import turned
from tests.avatar.timeline import Lapses, Moment

Direction = NDArray[np.float64]


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
