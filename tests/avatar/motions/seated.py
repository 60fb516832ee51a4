"""Motions on a chair."""

from __future__ import annotations

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.motion import SEATED_AIM_M, MotionKind, Options, smooth
from tests.avatar.pose import Arm, Leg, Pose, between, pose
from tests.avatar.props import chair
from tests.avatar.solids import Solid
from tests.avatar.timeline import Moment, Tempo

FEET = Anchor("foot.L", y=0.0)
SEAT_OFF = 0.35
"""Phase at which the weight leaves the seat."""
SEATED_THIGH_DEG, SEATED_SHANK_DEG = -87.0, 19.0
LEAN_DEG, TOO_MUCH_LEAN_DEG = 45.0, 74.0


def seat_pose(
    lean_deg: float, arm: Arm, thigh: float = SEATED_THIGH_DEG, shank: float = SEATED_SHANK_DEG
) -> Pose:
    """On a chair, feet drawn back below the knees' edge."""
    leg = Leg(thigh, shank, 0.0, 6.0, 4.0, 8.0)
    return pose(
        leg=leg,
        arm=arm,
        pelvis=lean_deg,
        lumbar=lean_deg,
        thorax=lean_deg * 0.95,
        neck=lean_deg * 0.6,
        head=lean_deg * 0.25,
    )


def seat_height_m(body: Body) -> float:
    """Height of a chair that leaves this person's thighs level: below the thigh of the seated body."""
    figure = body.place(Placement(seat_pose(0, Arm()), FEET))
    hip, knee = figure.joints[11], figure.joints[13]
    return float((hip[2] + knee[2]) / 2) - 0.075


def own_chair(body: Body) -> list[Solid]:
    """A chair where the seated person needs it."""
    figure = body.place(Placement(seat_pose(0, Arm()), FEET))
    return chair(seat_height_m(body), float(figure.joints[11, 1]) - 0.22)


class Sitting:
    """Upright on a chair, hands on the thighs."""

    def __init__(self, body: Body, options: Options) -> None:
        """Nothing to measure."""

    def at(self, moment: Moment) -> Placement:
        """The same all the time."""
        return Placement(seat_pose(3, Arm(upper=-22, fore=-72, pronation=60)), FEET)


def lean_share(phase: float) -> float:
    """How far the trunk leans forward on the way up: 0 seated, 1 when the weight leaves the seat, 0
    standing."""
    return smooth(phase / SEAT_OFF) if phase < SEAT_OFF else 1 - smooth((phase - SEAT_OFF) / (1 - SEAT_OFF))


class SitToStand:
    """From a chair to standing and back, arms crossed before the chest or reaching forward a little."""

    def __init__(self, body: Body, options: Options) -> None:
        """Nothing to measure."""

    def at(self, moment: Moment) -> Placement:
        """0 seated, SEAT_OFF leaning forward with the weight on the feet, 1 standing."""
        p = moment.phase
        peak = TOO_MUCH_LEAN_DEG if "trunk_lean" in moment.faults else LEAN_DEG
        lean = between(3, 0, p) + (peak - 3) * lean_share(p)
        rise = smooth((p - SEAT_OFF * 0.8) / (1 - SEAT_OFF * 0.8))
        forward = 5 * lean_share(p)
        thigh, shank = between(SEATED_THIGH_DEG, 0, rise), between(SEATED_SHANK_DEG, 0, rise) + forward
        arm = Arm(
            upper=between(-22, 0, rise) - 14 * lean_share(p),
            fore=between(-72, -8, rise),
            pronation=between(60, 20, rise),
        )
        return Placement(seat_pose(lean, arm, thigh, shank), FEET)


def _on_the_way_up(rule: str, phase: float) -> float:
    return lean_share(phase) if rule == "trunk_lean" else 1.0


KINDS = {
    "sit_to_stand": MotionKind(
        SitToStand,
        "sitting",
        "sit_to_stand",
        "knee",
        Tempo(1.5, 0.6, 1.6, 0.8),
        faults=("trunk_lean", "drop_down"),
        fault_tempo={"drop_down": {"back_s": 0.42}},
        fault_shown=_on_the_way_up,
        props=own_chair,
        aim_height_m=SEATED_AIM_M,
    ),
    "sitting": MotionKind(Sitting, "sitting", props=own_chair, aim_height_m=SEATED_AIM_M),
}
"""The motions of this module, by name."""
