"""Motions that change the place: walking through the picture, down to the mat and up again."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.avatar.body import Anchor, Body, Placement
from tests.avatar.motions.all_fours import BirdDog
from tests.avatar.motions.motion import MotionKind, Options, smallest, smooth
from tests.avatar.motions.prone import PronePressUp
from tests.avatar.pose import Arm, Leg, Pose, between, blend, pose, trunk
from tests.avatar.props import MAT_THICKNESS_M, mat
from tests.avatar.timeline import Moment

CADENCE_PER_S = 0.9
"""Gait cycles; two steps each."""


def stride(cycle: float) -> tuple[float, float]:
    """Thigh and shank angles, degrees, of one leg; cycle 0 is heel strike, stance lasts until about 0.6."""
    turn = 2 * math.pi * cycle
    thigh = -3 - 21 * math.cos(turn)
    flexion = (
        8 + 8 * math.exp(-(((cycle - 0.15) / 0.08) ** 2)) + 50 * math.exp(-(((cycle - 0.72) / 0.11) ** 2))
    )
    return thigh, thigh + flexion


class Walking:
    """At an easy pace along -y, from `from_y` to `to_y` (metres).

    There it stops for `pause_s`, turned by `facing` degrees, and goes back if `back` is 1. `yaw` turns the
    whole way.
    """

    def __init__(self, body: Body, options: Options) -> None:
        """Measure the stride."""
        self._from, self._to = options.get("from_y", 3.4), options.get("to_y", -3.4)
        self._pause_s, self._back = options.get("pause_s", 0.0), options.get("back", 0.0) > 0
        self._start_s = options.get("start_s", 0.0)
        self._x, self._facing = options.get("x", 0.0), options.get("facing", 0.0)
        self._yaw = options.get("yaw", 0.0)
        step = (
            2
            * math.sin(math.radians(21))
            * (body.length_m("upperleg01.L", "lowerleg01.L") + body.length_m("lowerleg01.L", "foot.L"))
        )
        self._speed = 2 * step * CADENCE_PER_S

    def _walked(self, t_s: float) -> tuple[float, float, float]:
        """y, how much of a step is taken (0 still, 1 full), and the turn of the body."""
        way = self._to - self._from
        needed_s = abs(way) / self._speed
        t = max(0.0, t_s - self._start_s)
        heading = 0.0 if way < 0 else 180.0
        if t < needed_s:
            return (
                self._from + way * t / needed_s,
                smooth((needed_s - t) / 0.4 if self._stops else 1.0),
                heading,
            )
        t -= needed_s
        if t < self._pause_s or not self._back:
            settled = smooth(t / 0.5) * self._facing
            return self._to, 0.0, heading + settled
        t -= self._pause_s
        around = smooth(t / 0.9)
        left = max(0.0, t - 0.9)
        gone = min(1.0, left / needed_s)
        turning = between(self._facing, 180.0, around)
        return self._to - way * gone, smooth(left / 0.3) if gone < 1 else 0.0, heading + turning

    @property
    def _stops(self) -> bool:
        return self._pause_s > 0 or self._back

    def at(self, moment: Moment) -> Placement:
        """Time alone decides."""
        y, taken, turn = self._walked(moment.t_s)
        cycle = (moment.t_s * CADENCE_PER_S) % 1.0
        legs, arms = [], []
        for half in (0.0, 0.5):
            thigh, shank = stride((cycle + half) % 1.0)
            legs.append(
                Leg(
                    thigh * taken,
                    shank * taken,
                    max(-18.0, min(35.0, shank - 8)) * taken * 0.7,
                    1.5,
                    1.5,
                    6.0,
                )
            )
            swing = 18 * math.cos(2 * math.pi * (cycle + half)) * taken
            arms.append(Arm(upper=swing, fore=swing - 8 - 12 * taken))
        walking = replace(
            pose(pelvis=3 * taken, lumbar=3 * taken, thorax=2 * taken),
            left_leg=legs[0],
            right_leg=legs[1],
            left_arm=arms[0],
            right_arm=arms[1],
            turn=turn + self._yaw,
        )
        c, s = math.cos(math.radians(self._yaw)), math.sin(math.radians(self._yaw))
        return Placement(walking, Anchor("root", x=c * self._x - s * y, y=s * self._x + c * y))


class ToTheMat:
    """From standing over half kneeling and all fours to lying on the belly, and the same way up."""

    def __init__(self, body: Body, options: Options) -> None:
        """Lay the key poses out in time."""
        self._body = body
        standing = pose()
        fours = body.place(BirdDog(body, {}).at(Moment(0.0))).pose
        prone = body.place(PronePressUp(body, {}).at(Moment(0.0))).pose
        knee = replace(fours.right_leg, thigh=2.0)
        half = smallest(self._front_foot_down, -115.0, -60.0)
        leaning = pose(leg=knee, arm=Arm(upper=-32, fore=-42), **trunk(24, neck=14, head=10))
        foot_off = replace(leaning, left_leg=Leg(-68, 60, 25, 4.0, 2.0, 0.0))
        drawing_back = replace(leaning, left_leg=Leg(-40, 95, 115, 4.0, 2.0, 0.0))
        kneeling = pose(
            leg=replace(knee, thigh=-6.0), arm=Arm(upper=-34, fore=-40), **trunk(28, neck=16, head=10)
        )
        low_fours = blend(fours, prone, 0.45)
        down: list[tuple[float, Pose, float]] = [
            (1.5, standing, 0.25),
            (1.6, self._half_kneeling(half), 0.15),
            (0.6, foot_off, 0.13),
            (0.4, drawing_back, 0.12),
            (0.5, kneeling, 0.10),
            (1.2, fours, 0.05),
            (1.0, low_fours, 0.0),
            (1.0, prone, 0.0),
        ]
        up = [(s, p, y) for (s, _, _), (_, p, y) in zip(reversed(down[1:]), reversed(down[:-1]), strict=True)]
        at = 0.0
        self._keys: list[tuple[float, Pose, float]] = [(0.0, standing, 0.25)]
        for seconds, key, y in [*down, (2.0, prone, 0.0), *up, (1.5, standing, 0.25)]:
            at += seconds
            self._keys.append((at, key, y))

    @staticmethod
    def _half_kneeling(front_thigh: float) -> Pose:
        return replace(
            pose(arm=Arm(upper=-25, fore=-45, pronation=40), **trunk(16, neck=12, head=8)),
            left_leg=Leg(front_thigh, 14, 0.0, 4.0, 3.0, 6.0),
            right_leg=Leg(6, 88, 160, 2.0, 2.0, 0.0),
        )

    def _front_foot_down(self, front_thigh: float) -> bool:
        figure = self._body.place(Placement(self._half_kneeling(front_thigh)))
        return self._body.lowest_m(figure, "foot.L") <= self._body.lowest_m(
            figure, "lowerleg01.R", "lowerleg02.R"
        )

    def at(self, moment: Moment) -> Placement:
        """Time alone decides."""
        on_mat = (0.0, 0.0, MAT_THICKNESS_M)
        for (start_s, start, y0), (end_s, end, y1) in zip(self._keys, self._keys[1:], strict=False):
            if moment.t_s <= end_s:
                share = smooth((moment.t_s - start_s) / (end_s - start_s))
                anchor = Anchor("root", y=between(y0, y1, share))
                return Placement(blend(start, end, share), anchor, shift=on_mat)
        return Placement(self._keys[-1][1], Anchor("root", y=self._keys[-1][2]), shift=on_mat)


KINDS = {
    "walking": MotionKind(Walking, "moving"),
    "to_the_mat": MotionKind(ToTheMat, "moving", props=lambda body: [mat()], aim_height_m=0.8),
}
"""The motions of this module, by name."""
