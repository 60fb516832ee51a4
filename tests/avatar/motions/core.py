"""Exercises on the back: the trunk lies on the mat, arms and legs are at work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tests.avatar.body import Anchor, Body, LimbName, Placement, Reach
from tests.avatar.motions.motion import LOW_AIM_M, MotionKind, Options
from tests.avatar.motions.supine import ON_BACK, arms_beside
from tests.avatar.pose import Arm, Leg, Pose, between, pose
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.reaching import BOTH, SIGN, ArmName, reaching
from tests.avatar.timeline import Moment, Side, Tempo

FEET_AT = 1.05
"""Distance between hips and ankles of bent legs, in thigh lengths."""
OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


class OnBack:
    """A body on its back, knees bent, feet flat: where it lies and where its feet stand."""

    def __init__(self, body: Body) -> None:
        """Lie down with the legs in the air and take the measures."""
        self.arm = arms_beside(body)
        lying = body.place(Placement(pose(leg=Leg(-160, -160), arm=self.arm, **ON_BACK)))
        index = body.character.index
        root, hip = lying.heads[index["root"]], lying.heads[index["upperleg01.L"]]
        self._pelvis = Anchor("root", y=float(root[1]), z=float(root[2]))
        self.ankle_y = float(hip[1]) - FEET_AT * body.length_m("upperleg01.L", "lowerleg01.L")
        self.ankle_z = body.sole_m
        leg_m = body.length_m("upperleg01.L", "lowerleg01.L") + body.length_m("lowerleg01.L", "foot.L")
        self.straight_ankle_y = float(hip[1]) - leg_m
        self._nose_y = float(lying.joints[0, 1])

    def pose(self, **spine: float) -> Pose:
        """Knees bent, arms beside the body; `spine` replaces angles of the trunk."""
        return pose(leg=Leg(-120, -20, 0.0, 4.0, 3.0, 6.0), arm=self.arm, **(ON_BACK | spine))

    def foot(self, side: Side, *, nearer_m: float = 0.0, up_m: float = 0.0) -> Reach:
        """The foot flat on the mat, or so much nearer to the hips and above it."""
        leg: LimbName = "left_leg" if side == "left" else "right_leg"
        return Reach(leg, self.ankle_y + nearer_m, self.ankle_z + up_m, bend=1)

    def placement(self, shown: Pose, *reaches: Reach, feet_y: float | None = None) -> Placement:
        """The pose with the pelvis where it lies, on the mat: midway between the nose and `feet_y`."""
        middle_y = (self._nose_y + (self.ankle_y if feet_y is None else feet_y)) / 2
        shift = (0.0, -middle_y, MAT_THICKNESS_M)
        return Placement(shown, self._pelvis, reaches, on_floor=False, shift=shift)


class KneeToChest:
    """One knee is drawn to the chest and held with both hands; the other foot stays on the mat.

    The moment's side is the leg's.
    """

    DRAWN = Leg(-212.0, -92.0, -70.0, 6.0, 2.0, 4.0)
    GRIP = 0.2
    """Where the hands hold the shin, in shank lengths below the knee."""
    SHIN_M, HAND_M, OVER_M = 0.06, 0.05, 0.09
    """From the bone to the wrist of a hand on it; half the way between the hands; over the thigh."""
    LIFT_M, HEAD_DEG = 0.16, 52.0
    """Of the other foot, of the head, when the form is lost."""

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down; find where the hands rest and where they hold the shin."""
        self._body, self._lying, index = body, OnBack(body), body.character.index
        rest = body.place(self._lying.placement(self._lying.pose(), self._lying.foot("left")))
        self._rest_leg, self._wrist = rest.pose.left_leg, rest.heads[index["wrist.L"]]
        drawn = body.place(self._lying.placement(replace(self._lying.pose(), left_leg=self.DRAWN)))
        knee, ankle = (drawn.heads[index[f"{bone}.L"]] for bone in ("lowerleg01", "foot"))
        shank = ankle - knee
        # Out of the shin, square to it: towards the head and up.
        out = np.array([0.0, -shank[2], shank[1]]) / -np.hypot(shank[1], shank[2])
        self._grip = knee + self.GRIP * shank + self.SHIN_M * out

    def _held(self, lying: Placement, arm: ArmName, drawn: Side, phase: float) -> Arm:
        """The arm on its way from the mat over the thigh to the shin."""
        outward, leg = SIGN[arm], SIGN[f"{drawn}_arm"]
        rest, grip = self._wrist * [outward, 1, 1], self._grip * [leg, 1, 1]
        grip[0] += self.HAND_M * outward
        wrist = rest + (grip - rest) * phase
        wrist[2] += self.OVER_M * 4 * phase * (1 - phase)
        return reaching(self._body, lying, arm, wrist, np.array([outward, 0.3, -0.4]))

    def at(self, moment: Moment) -> Placement:
        """0 both feet on the mat, 1 one knee at the chest."""
        p, drawn = moment.phase, moment.side or "left"
        leg = Leg(*(between(getattr(self._rest_leg, f), getattr(self.DRAWN, f), p) for f in Leg.__slots__))
        lifted = self.HEAD_DEG * p if "head_lifts" in moment.faults else 0.0
        shown = self._lying.pose(
            thorax=ON_BACK["thorax"] + 0.18 * lifted,
            neck=ON_BACK["neck"] + 0.8 * lifted,
            head=ON_BACK["head"] + lifted,
        )
        # The palms lie on the shin instead of going on in line with the forearms.
        arm = replace(self._lying.arm, hand=between(self._lying.arm.fore, -112.0, p))
        limbs: dict[str, Any] = {f"{drawn}_leg": leg, "left_arm": arm, "right_arm": arm}
        raised_m = self.LIFT_M * p if "other_leg_lifts" in moment.faults else 0.0
        foot = self._lying.foot(OTHER[drawn], up_m=raised_m)
        lying = self._lying.placement(replace(shown, **limbs), foot)
        if p == 0:
            return lying
        arms: dict[str, Any] = {name: self._held(lying, name, drawn, p) for name in BOTH}
        return replace(lying, pose=replace(lying.pose, **arms))


class DeadBug:
    """On the back, arms up, hips and knees at right angles; one leg and the other side's arm go out and back.

    The moment's side is the leg's.
    """

    ARM_UP, ARM_OUT = -180.0, -257.0
    TABLE_TOP = Leg(-180.0, -90.0, -72.0, 3.0, 2.0, 4.0)
    STRETCHED = Leg(-104.0, -99.0, -60.0, 3.0, 2.0, 4.0)
    BENT = Leg(-122.0, -52.0, -45.0, 3.0, 2.0, 4.0)

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down."""
        self._lying = OnBack(body)
        self._foot_y = self._lying.straight_ankle_y

    def at(self, moment: Moment) -> Placement:
        """0 arms up and legs at right angles, 1 one arm and the other leg stretched away."""
        p, out = moment.phase, moment.side or "left"
        end = self.BENT if "leg_bent" in moment.faults else self.STRETCHED
        leg = Leg(*(between(getattr(self.TABLE_TOP, f), getattr(end, f), p) for f in Leg.__slots__))
        up = Arm(self.ARM_UP, self.ARM_UP - 4, None, 3.0, 2.0, pronation=10)
        reach_deg = between(self.ARM_UP, self.ARM_OUT, p)
        limbs: dict[str, Any] = {
            "left_leg": self.TABLE_TOP,
            "right_leg": self.TABLE_TOP,
            "left_arm": up,
            "right_arm": up,
            f"{out}_leg": leg,
            f"{OTHER[out]}_arm": replace(up, upper=reach_deg, fore=reach_deg - 4, upper_out=between(3, 8, p)),
        }
        return self._lying.placement(replace(self._lying.pose(), **limbs), feet_y=self._foot_y)


class CurlUp:
    """On the back, one knee bent, hands under the lower back; head and shoulders lift as one."""

    STRAIGHT = Leg(-91.0, -89.0, -65.0, 4.0, 4.0, 8.0)

    def __init__(self, body: Body, options: Options) -> None:
        """Lie down and slide the hands under the back."""
        self._lying = OnBack(body)
        arm = Arm(-84.0, -96.0, -92.0, upper_out=38, fore_out=-42, pronation=70)
        self._shown = replace(self._lying.pose(), left_arm=arm, right_arm=arm, right_leg=self.STRAIGHT)
        resting = body.place(replace(self._placement(self._shown), shift=(0.0, 0.0, 0.0)))
        wrist = resting.heads[body.character.index["wrist.L"]]
        self._wrist = (float(wrist[1]), float(wrist[2]))

    def _placement(self, shown: Pose, *reaches: Reach) -> Placement:
        feet_y = self._lying.straight_ankle_y
        return self._lying.placement(shown, self._lying.foot("left"), *reaches, feet_y=feet_y)

    def at(self, moment: Moment) -> Placement:
        """0 flat, 1 head and shoulders off the mat."""
        p = moment.phase
        up = {"pelvis": 0.0, "lumbar": 3.0, "thorax": 18.0, "neck": 24.0, "head": 24.0}
        if "too_high" in moment.faults:
            up = {"pelvis": 21.0, "lumbar": 45.0, "thorax": 66.0, "neck": 70.0, "head": 66.0}
        if "chin_in" in moment.faults:
            up = up | {"neck": 55.0, "head": 82.0}
        shown = replace(self._shown, **{part: ON_BACK[part] + turn * p for part, turn in up.items()})
        hands = (Reach("left_arm", *self._wrist, bend=-1), Reach("right_arm", *self._wrist, bend=-1))
        return self._placement(shown, *hands)


KINDS = {
    "knee_to_chest": MotionKind(
        KneeToChest,
        "supine",
        "knee_to_chest",
        "hip",
        Tempo(1.4, 0.9, 1.4, 0.7),
        alternate=True,
        faults=("head_lifts", "other_leg_lifts"),
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
        head_towards_y=1.0,
    ),
    "dead_bug": MotionKind(
        DeadBug,
        "supine",
        "dead_bug",
        "hip",
        Tempo(1.3, 0.4, 1.3, 0.6),
        alternate=True,
        faults=("leg_bent", "too_fast"),
        fault_tempo={"too_fast": {"out_s": 0.42, "hold_s": 0.05, "back_s": 0.42}},
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
        head_towards_y=1.0,
    ),
    "curl_up": MotionKind(
        CurlUp,
        "supine",
        "curl_up",
        "hip",
        Tempo(1.2, 0.8, 1.2, 0.7),
        faults=("too_high", "chin_in"),
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
        head_towards_y=1.0,
    ),
}
"""The motions of this module, by name."""
