"""Steps on the spot."""

from __future__ import annotations

from dataclasses import replace

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.motion import MotionKind, Options
from tests.avatar.pose import Arm, Leg, pose
from tests.avatar.timeline import Moment, Tempo

THIGH_DEG = -77.0
BACK_DEG = -17.0
SWAY_DEG = 20.0


class Marching:
    """Standing; the knees come up by turns, the other side's arm swings forward."""

    def __init__(self, body: Body, options: Options) -> None:
        """Nothing to measure."""

    def at(self, moment: Moment) -> Placement:
        """0 on both feet, 1 the moment's thigh nearly level."""
        p, side = moment.phase, moment.side or "left"
        back = BACK_DEG * p if "leans_back" in moment.faults else 0.0
        # The weight goes to the foot that stays; a sway goes much farther.
        stays_left = -1.0 if side == "left" else 1.0
        bend = stays_left * p * (SWAY_DEG if "sways" in moment.faults else 2.0)
        lifted, standing = Leg(THIGH_DEG * p, 6 * p, 14 * p), Leg()
        forward, backward = Arm(upper=-32 * p, fore=-8 - 62 * p), Arm(upper=22 * p, fore=-8 - 12 * p)
        left = side == "left"
        march = replace(
            pose(pelvis=0.5 * back, lumbar=back, thorax=1.15 * back, neck=0.9 * back, head=0.6 * back),
            bend=bend,
            left_leg=lifted if left else standing,
            right_leg=standing if left else lifted,
            left_arm=backward if left else forward,
            right_arm=forward if left else backward,
        )
        return Placement(march, Anchor("foot.R" if left else "foot.L", y=0.0))


KINDS = {
    "marching": MotionKind(
        Marching,
        "standing",
        "marching",
        "hip",
        Tempo(0.44, 0.06, 0.44, 0.08),
        alternate=True,
        faults=("leans_back", "sways"),
    ),
}
"""The motions of this module, by name."""
