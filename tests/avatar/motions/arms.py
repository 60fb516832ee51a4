"""Exercises of the arms overhead, standing."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.motion import TRUNK, MotionKind, Options
from tests.avatar.pose import Arm, between, pose
from tests.avatar.solids import Material, Solid, box
from tests.avatar.timeline import Moment, Tempo

FEET = Anchor("foot.L", y=0.0)
SHRUG_PER_DEG = 0.22
"""How far the shoulder blade turns with the arm."""
ALONG = 0.72
"""Share of the spine's bend by which the line from hips to shoulders leans."""
PAINT = (0.70, 0.69, 0.64)


def sideways(upper_out: float, fore_out: float, pronation: float = 20.0) -> Arm:
    """An arm in the frontal plane; angles from hanging, degrees."""
    return Arm(
        upper=0.0,
        fore=0.0,
        upper_out=upper_out,
        fore_out=fore_out,
        pronation=pronation,
        shrug=SHRUG_PER_DEG * max(0.0, upper_out - 8),
    )


def leaning(arm: Arm, side: Literal["left", "right"], lean_deg: float) -> Arm:
    """The arm carried along by a trunk that leans to the left."""
    less = lean_deg if side == "left" else -lean_deg
    return replace(arm, upper_out=arm.upper_out - less, fore_out=arm.fore_out - less)


class WallAngel:
    """Back to a wall; the arms slide from a W to a Y and back."""

    LAG = 0.32
    """Share of the way that the lazy hand goes."""
    TILT_DEG = 19.0

    def __init__(self, body: Body, options: Options) -> None:
        """Nothing to measure."""

    @staticmethod
    def _arm(phase: float) -> Arm:
        return sideways(between(76, 152, phase), between(172, 168, phase), 10.0)

    def at(self, moment: Moment) -> Placement:
        """0 elbows at right angles, 1 arms up."""
        p = moment.phase
        bend = self.TILT_DEG * p if "trunk_tilt" in moment.faults else 0.0
        lazy = self.LAG * p if "uneven" in moment.faults else p
        standing = replace(
            pose(),
            bend=bend,
            left_arm=leaning(self._arm(lazy), "left", bend),
            right_arm=leaning(self._arm(p), "right", bend),
        )
        return Placement(standing, FEET)


def wall_behind(body: Body) -> list[Solid]:
    """The wall that the back touches."""
    back_m = body.backmost_m(body.place(Placement(pose(), FEET)), *TRUNK)
    return [box((-3.1, back_m, 0.0), (3.1, back_m + 0.05, 3.2), PAINT, Material.WALL)]


class OverheadReach:
    """Standing; one arm, or both if `both` is 1, goes up beside the ear and comes down again."""

    ELBOW_DEG = 62.0
    TILT_DEG = 21.0

    def __init__(self, body: Body, options: Options) -> None:
        """One arm or both."""
        self._both = options.get("both", 0.0) > 0

    def at(self, moment: Moment) -> Placement:
        """0 arms hanging, 1 overhead."""
        p = moment.phase
        bent = self.ELBOW_DEG * p if "elbow_bent" in moment.faults else 0.0
        up = sideways(between(8, 169, p), between(5, 172, p) + bent, between(20, 70, p))
        side = moment.side or "right"
        away = -1.0 if side == "left" else 1.0
        bend = away * self.TILT_DEG * p if "trunk_tilt" in moment.faults else 0.0
        arms = {
            name: leaning(up, name, bend) if self._both or name == side else Arm()
            for name in ("left", "right")
        }
        return Placement(replace(pose(), bend=bend, left_arm=arms["left"], right_arm=arms["right"]), FEET)


KINDS = {
    "wall_angel": MotionKind(
        WallAngel,
        "standing",
        "wall_angel",
        "shoulder",
        Tempo(1.4, 0.5, 1.4, 0.7),
        faults=("uneven", "trunk_tilt"),
        props=wall_behind,
        aim_height_m=1.0,
    ),
    "overhead_reach": MotionKind(
        OverheadReach,
        "standing",
        "overhead_reach",
        "shoulder",
        Tempo(1.2, 0.4, 1.2, 0.5),
        alternate=True,
        faults=("elbow_bent", "trunk_tilt"),
        aim_height_m=1.05,
    ),
    "overhead_reach_both": MotionKind(
        lambda body, options: OverheadReach(body, {**options, "both": 1.0}),
        "standing",
        "overhead_reach",
        "shoulder",
        Tempo(1.3, 0.4, 1.3, 0.6),
        faults=("elbow_bent",),
        aim_height_m=1.05,
    ),
}
"""The motions of this module, by name."""
