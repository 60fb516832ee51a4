"""Exercises on hands and knees: cat and cow, and the child's pose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.all_fours import BirdDog
from tests.avatar.motions.forearms import HELD
from tests.avatar.motions.motion import KNEE_M, MotionKind, Options, smallest, smooth
from tests.avatar.pose import Pose, between
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.timeline import Lapses, Moment, Tempo

ALL_FOURS_AIM_M = 0.45
KNEES = Anchor("lowerleg01.L", y=0.0, z=KNEE_M)
SPINE = ("pelvis", "lumbar", "thorax", "neck", "head")
# Turns of the spine's parts, degrees: against the level back (hollow and round), against the slope of a trunk
# that lies on its thighs, and of a head that comes up.
COW = dict(zip(SPINE, (16.0, 2.0, -14.0, -34.0, -44.0), strict=True))
CAT = dict(zip(SPINE, (-30.0, -10.0, 20.0, 42.0, 50.0), strict=True))
FOLDED = dict(zip(SPINE, (-32.0, -8.0, 14.0, 12.0, 14.0), strict=True))
HEAD_UP = dict(zip(SPINE, (0.0, 0.0, 0.0, -38.0, -62.0), strict=True))


class OnHandsAndKnees:
    """All fours with hands and knees where they stay, whatever the trunk does between them."""

    def __init__(self, body: Body) -> None:
        """Kneel; the hands under the shoulders."""
        self.body, self._start = body, BirdDog(body, {}).at(Moment(0.0))
        self.kneeling = body.place(self._start).pose
        (hand,) = self._start.reaches
        self._hands = (replace(hand, limb="left_arm"), replace(hand, limb="right_arm"))
        self._arm_m = body.length_m("upperarm01.L", "lowerarm01.L") + body.length_m("lowerarm01.L", "wrist.L")

    def placement(self, shown: Pose, ahead_m: float = 0.0) -> Placement:
        """The pose between the planted hands and knees; the hands so much farther forward."""
        hands = tuple(replace(hand, y=hand.y - ahead_m) for hand in self._hands)
        return replace(self._start, pose=shown, anchor=KNEES, reaches=hands)

    def _shoulder(self, shown: Pose) -> NDArray[np.float64]:
        heads = self.body.skeleton(replace(self.placement(shown), shift=(0.0, 0.0, 0.0)))
        return np.asarray(heads[self.body.character.index["upperarm01.L"]])

    def reach_m(self, shown: Pose, stretch: float) -> float:
        """How much farther forward the hands lie for arms stretched by this share of their length."""
        _, y, z = self._shoulder(shown)
        hand = self._hands[0]
        return float(hand.y - y + np.sqrt((stretch * self._arm_m) ** 2 - (z - hand.z) ** 2))

    def supported(
        self, shown: Pose, stretch: float, least_deg: float, most_deg: float, ahead_m: float = 0.0
    ) -> Pose:
        """The pose with its spine tipped forward until the hands carry it.

        Args:
            shown: the pose.
            stretch: share of the arms' length between shoulders and wrists.
            least_deg: tip at least so much further than `shown`; may be negative.
            most_deg: tip at most so much further.
            ahead_m: the hands lie so much farther forward.
        """
        tipped = shown

        def near(more_deg: float) -> bool:
            nonlocal tipped
            tipped = replace(shown, **{part: getattr(shown, part) + more_deg for part in SPINE})
            _, y, z = self._shoulder(tipped)
            hand = self._hands[0]
            return float(np.hypot(y - hand.y + ahead_m, z - hand.z)) <= stretch * self._arm_m

        if not near(least_deg):
            smallest(near, least_deg, most_deg)
        return tipped


class CatCow:
    """On hands and knees: the back hollows (head and tail up) and rounds (head and tail down).

    The resting position is hollow; a repetition rounds the back and comes back. The clip begins level, or
    hollow if `begun` is 1.
    """

    STRETCH, BENT_STRETCH = 0.985, 0.88
    """Of the arms: at work, and when the elbows give way."""
    FORWARD_DEG, BACK_DEG = 7.0, -34.0
    """Of the thighs: as the back rounds over arms that stay upright, and when the hips go to the heels."""
    STEPS = np.linspace(-1, 1, 7)
    LEVEL_S = 1.3
    """From level to hollow at the start of a clip."""

    def __init__(self, body: Body, options: Options) -> None:
        """Find how far the trunk tips for the hands to carry it, from hollow (-1) to round (1)."""
        self._floor = OnHandsAndKnees(body)
        self._level_s = 0.0 if options.get("begun", 0.0) > 0 else self.LEVEL_S
        self._tips = {fault: self._tip_deg(fault) for fault in ("", "arms_bend", "sits_back")}

    def _tip_deg(self, fault: str) -> NDArray[np.float64]:
        return np.array([self._tip(float(arch), fault) for arch in self.STEPS])

    def _tip(self, arch: float, fault: str) -> float:
        shown = self._arched(arch, float(fault == "sits_back"))
        stretch = self.BENT_STRETCH if fault == "arms_bend" else self.STRETCH
        return self._floor.supported(shown, stretch, -25.0, 40.0).pelvis - shown.pelvis

    def _arched(self, arch: float, sits: float) -> Pose:
        level, turn = self._floor.kneeling, CAT if arch > 0 else COW
        spine = {part: getattr(level, part) + abs(arch) * turn[part] for part in SPINE}
        forward_deg = self.FORWARD_DEG * max(0.0, arch) + self.BACK_DEG * sits
        leg = replace(level.left_leg, thigh=level.left_leg.thigh + forward_deg)
        return replace(level, left_leg=leg, right_leg=leg, **spine)

    def at(self, moment: Moment) -> Placement:
        """0 hollow, 1 round."""
        p = moment.phase
        hollow = smooth(moment.t_s / self._level_s) if self._level_s else 1.0
        arch = between(-hollow, 1.0, p)
        sits = p if "sits_back" in moment.faults else 0.0
        tip = float(np.interp(arch, self.STEPS, self._tips[""]))
        for fault in moment.faults:
            tip = between(tip, float(np.interp(arch, self.STEPS, self._tips[fault])), p)
        shown = self._arched(arch, sits)
        return self._floor.placement(replace(shown, **{part: getattr(shown, part) + tip for part in SPINE}))


class ChildsPose:
    """From hands and knees back onto the heels, arms long on the mat, forehead down."""

    FLEXION_DEG = 144.5
    """Of the knees when the buttocks are on the heels."""
    STRETCH = 0.96
    HIGH_DEG = 36.0
    """How far the thighs stay up when the hips are too high."""
    STEPS = np.linspace(0, 1, 7)

    def __init__(self, body: Body, options: Options) -> None:
        """Find where the head touches the mat, and how far the trunk tips on the way there."""
        self._floor, self._ahead_m = OnHandsAndKnees(body), 0.0
        self._slope_deg = np.zeros(3)
        self._slope_deg = np.array([self._head_down_deg(high) for high in (0.0, 0.5, 1.0)])
        self._tip_deg = np.zeros(len(self.STEPS))
        self._ahead_m = self._floor.reach_m(self._folded(1.0, 0.0), self.STRETCH)
        self._tip_deg = np.array([self._tip(float(step)) for step in self.STEPS])

    def _head_down_deg(self, high: float) -> float:
        def down(slope_deg: float) -> bool:
            self._slope_deg = np.full(3, slope_deg)
            placed = self._floor.placement(self._folded(1.0, high))
            body = self._floor.body
            return body.lowest_m(body.place(placed), "head") <= MAT_THICKNESS_M

        return smallest(down, 70.0, 150.0)

    def _tip(self, phase: float) -> float:
        shown = self._folded(phase, 0.0)
        ahead_m = self._ahead_m * phase
        return self._floor.supported(shown, 0.985, 0.0, 30.0, ahead_m).pelvis - shown.pelvis

    def _folded(self, phase: float, high: float) -> Pose:
        level = self._floor.kneeling
        slope = float(np.interp(high, (0.0, 0.5, 1.0), self._slope_deg))
        spine: dict[str, Any] = {
            part: between(getattr(level, part), slope + turn, phase) for part, turn in FOLDED.items()
        }
        end = level.left_leg.shank - self.FLEXION_DEG + self.HIGH_DEG * high
        leg = replace(level.left_leg, thigh=between(level.left_leg.thigh, end, phase))
        return replace(level, left_leg=leg, right_leg=leg, **spine)

    def at(self, moment: Moment) -> Placement:
        """0 hands and knees, 1 on the heels."""
        p, up = moment.phase, moment.lapse("head_up")
        shown = self._folded(p, moment.lapse("hips_high"))
        tip = float(np.interp(p, self.STEPS, self._tip_deg))
        spine: dict[str, Any] = {part: getattr(shown, part) + tip + up * HEAD_UP[part] for part in SPINE}
        return self._floor.placement(replace(shown, **spine), self._ahead_m * p)


KINDS = {
    "cat_cow": MotionKind(
        CatCow,
        "all_fours",
        "cat_cow",
        "hip",
        Tempo(1.9, 0.2, 1.9, 0.2),
        faults=("arms_bend", "sits_back"),
        props=lambda body: [mat()],
        aim_height_m=ALL_FOURS_AIM_M,
    ),
    "childs_pose": MotionKind(
        ChildsPose,
        "all_fours",
        "childs_pose",
        "hip",
        HELD,
        faults=("hips_high", "head_up"),
        lapses=Lapses(),
        props=lambda body: [mat()],
        aim_height_m=ALL_FOURS_AIM_M,
    ),
}
"""The motions of this module, by name."""
