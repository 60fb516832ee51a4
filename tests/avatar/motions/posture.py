"""Exercises of the neck and the upper back, and the check of how somebody sits or stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.motion import MotionKind, Options
from tests.avatar.motions.seated import own_chair, seat_pose
from tests.avatar.pose import Arm, Pose, blend, pose
from tests.avatar.reaching import with_hands
from tests.avatar.timeline import Lapses, Moment, Tempo

FEET = Anchor("foot.L", y=0.0)
LIMBS = ("left_leg", "right_leg", "left_arm", "right_arm")
ON_THIGHS = Arm(upper=-22, fore=-72, hand=-82, pronation=70)
THIGH, ELBOWS_BACK = np.array([0.01, -0.115, -0.27]), np.array([0.35, 1.0, 0.0])
"""Where the wrists lie, from the start of the thigh's bone, and where the elbows point."""


def seated(**spine: float) -> Pose:
    """On the chair, hands on the thighs."""
    return replace(seat_pose(0, ON_THIGHS), **spine)


def hands_on_thighs(body: Body, shown: Pose) -> Placement:
    """Seated, with the hands where they rest."""
    return with_hands(body, Placement(shown, FEET), "upperleg01", THIGH, ELBOWS_BACK)


class ChinTuck:
    """Sitting; the head glides straight back over the shoulders, the gaze stays level."""

    REST = seated(thorax=3.0, neck=27.0, head=0.0)
    TUCKED = seated(thorax=1.0, neck=-4.0, head=3.0)
    CHIN_UP = seated(thorax=2.0, neck=30.0, head=-32.0)
    BACK_DEG = -13.0

    def __init__(self, body: Body, options: Options) -> None:
        """Keep the body: the hands rest on its thighs."""
        self._body = body

    def at(self, moment: Moment) -> Placement:
        """0 relaxed, 1 tucked."""
        p = moment.phase
        shown = blend(self.REST, self.CHIN_UP if "chin_up" in moment.faults else self.TUCKED, p)
        if "trunk_back" in moment.faults:
            back = self.BACK_DEG * p
            leaning = ("pelvis", "lumbar", "thorax", "neck", "head")
            shown = replace(shown, **{name: getattr(shown, name) + back for name in leaning})
        return hands_on_thighs(self._body, shown)


class ThoracicExtension:
    """Sitting, hands behind the head; the upper back bends backwards over the back of the chair."""

    REST = seated(pelvis=0.0, lumbar=2.0, thorax=8.0, neck=12.0, head=4.0)
    EXTENDED = seated(pelvis=-3.0, lumbar=-9.0, thorax=-21.0, neck=-20.0, head=-18.0)
    HEAD_BACK = seated(pelvis=-2.0, lumbar=-6.0, thorax=-12.0, neck=-42.0, head=-62.0)
    WRIST = np.array([0.115, 0.06, 0.0])
    """From the start of the head's bone."""
    ELBOW = np.array([1.0, -0.3, -0.15])

    def __init__(self, body: Body, options: Options) -> None:
        """Keep the body: the hands follow its head."""
        self._body = body

    def at(self, moment: Moment) -> Placement:
        """0 upright, 1 the chest open."""
        top = self.HEAD_BACK if "head_back" in moment.faults else self.EXTENDED
        held = Placement(blend(self.REST, top, moment.phase), FEET)
        return with_hands(self._body, held, "head", self.WRIST, self.ELBOW)


class PostureCheck:
    """An upright position that is kept over the whole clip; standing if `standing` is 1.

    With `slouch` 1 the body comes up from a relaxed slouch, as the demonstration shows.
    """

    SLOUCH = pose(pelvis=-6.0, lumbar=4.0, thorax=13.0, neck=30.0, head=7.0)
    UPRIGHT = pose(pelvis=0.0, lumbar=0.0, thorax=1.0, neck=4.0, head=0.0)
    HEAD_FORWARD = pose(pelvis=0.0, lumbar=0.0, thorax=5.0, neck=70.0, head=-4.0)
    SLUMP = pose(pelvis=-8.0, lumbar=20.0, thorax=36.0, neck=44.0, head=22.0)

    def __init__(self, body: Body, options: Options) -> None:
        """Choose the position."""
        self._body, self._stands = body, options.get("standing", 0.0) > 0
        self._rest = self.SLOUCH if options.get("slouch", 0.0) > 0 else self.UPRIGHT

    def at(self, moment: Moment) -> Placement:
        """1 upright; faults come and go."""
        shown = blend(self._rest, self.UPRIGHT, moment.phase)
        for rule, wrong in (("head_forward", self.HEAD_FORWARD), ("slump", self.SLUMP)):
            shown = blend(shown, wrong, moment.lapse(rule))
        if self._stands:
            return Placement(shown, FEET)
        on_chair = seat_pose(0, ON_THIGHS)
        legs_and_arms = {name: getattr(on_chair, name) for name in LIMBS}
        return hands_on_thighs(self._body, replace(shown, **legs_and_arms))


AIM_M = 0.7
POSTURE_LAPSES = Lapses(after_s=5.0, last_s=3.2, apart_s=1.8, turn_s=0.7)
KINDS = {
    "chin_tuck": MotionKind(
        ChinTuck,
        "sitting",
        "chin_tuck",
        "neck",
        Tempo(1.0, 0.9, 1.0, 0.8),
        faults=("chin_up", "trunk_back"),
        props=own_chair,
        aim_height_m=AIM_M,
    ),
    "thoracic_extension": MotionKind(
        ThoracicExtension,
        "sitting",
        "thoracic_extension",
        "hip",
        Tempo(1.3, 0.7, 1.3, 0.7),
        faults=("head_back", "too_fast"),
        fault_tempo={"too_fast": {"out_s": 0.4, "hold_s": 0.05, "back_s": 0.4}},
        props=own_chair,
        aim_height_m=AIM_M,
    ),
    "posture_check": MotionKind(
        PostureCheck,
        "sitting",
        "posture_check",
        "neck",
        Tempo(1.3, 6.0, 1.3, 1.2),
        faults=("head_forward", "slump"),
        lapses=POSTURE_LAPSES,
        held=True,
        props=own_chair,
        aim_height_m=AIM_M,
    ),
    "posture_check_standing": MotionKind(
        lambda body, options: PostureCheck(body, {**options, "standing": 1.0}),
        "standing",
        "posture_check",
        "neck",
        Tempo(1.3, 6.0, 1.3, 1.2),
        faults=("head_forward", "slump"),
        lapses=POSTURE_LAPSES,
        held=True,
    ),
}
"""The motions of this module, by name."""
