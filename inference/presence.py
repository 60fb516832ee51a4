"""Whether what the model found is a person at all: likely limbs, steady, long enough."""

from __future__ import annotations

from collections.abc import Sequence

from inference.geometry import Point, distance, midpoint
from inference.pose import Pose

STEADY_S = 0.5
GONE_S = 0.6
CORE = (5, 6, 11, 12, 13, 14)  # shoulders, hips, knees
CORE_SCORE = 0.3  # mean of the core joints
SMALLEST_TORSO_SHARE = 0.07  # of the frame's height; smaller bodies are too far to measure
FASTEST_TORSO_PER_S = 6.0  # median over the core joints; people in rehabilitation stay below 3


class Presence:
    """Whether the model found a person: MoveNet draws a skeleton on chairs, coats and title cards too.

    A person has plausible limbs and moves no faster than a body can, for `STEADY_S` without a break; a
    person who was there is gone only after `GONE_S` of the contrary.
    """

    def __init__(self) -> None:
        self._last: tuple[float, Sequence[Point]] | None = None
        self._good_since_s: float | None = None
        self._bad_since_s: float | None = None
        self.there = False

    def update(self, pose: Pose) -> bool:
        """Whether a person is there, from the raw pose."""
        at_s = pose.captured_s
        if self._plausible(pose):
            self._bad_since_s = None
            if self._good_since_s is None:
                self._good_since_s = at_s
            if at_s - self._good_since_s >= STEADY_S:
                self.there = True
        else:
            self._good_since_s = None
            if self._bad_since_s is None:
                self._bad_since_s = at_s
            if at_s - self._bad_since_s >= GONE_S:
                self.there = False
        return self.there

    def _plausible(self, pose: Pose) -> bool:
        p, scores = pose.point_list, pose.score_list
        last, self._last = self._last, (pose.captured_s, p)
        if sum(scores[i] for i in CORE) < CORE_SCORE * len(CORE):
            return False
        torso = max(distance(p[5], p[11]), distance(p[6], p[12]))
        if torso < SMALLEST_TORSO_SHARE * pose.size_px[1] or not limbs_plausible(p, torso):
            return False
        if last is None or pose.captured_s <= last[0]:
            return True
        moved = sorted(distance(p[i], last[1][i]) for i in CORE)
        pace = moved[len(moved) // 2] / torso / (pose.captured_s - last[0])
        return pace < FASTEST_TORSO_PER_S


def limbs_plausible(p: Sequence[Point], torso: float) -> bool:
    """Whether limb lengths of 17 points can belong to a person whose torso is `torso` long, in any view.

    Foreshortening only shortens, so upper bounds are strict and lower bounds say "not all collapsed".
    Bounds: segment lengths as shares of stature (Winter, Biomechanics and Motor Control of Human Movement,
    1990: trunk 0.288, thigh 0.245, shank 0.246, upper arm 0.186, shoulder breadth 0.259), +60 % for a torso
    that is itself foreshortened.
    """
    widths = distance(p[5], p[6]), distance(p[11], p[12])
    legs = [distance(p[11], p[13]), distance(p[12], p[14]), distance(p[13], p[15]), distance(p[14], p[16])]
    arms = [distance(p[5], p[7]), distance(p[6], p[8]), distance(p[7], p[9]), distance(p[8], p[10])]
    if widths[0] > 1.5 * torso or widths[1] > 1.2 * torso:
        return False
    if max(legs) > 2.0 * torso or max(arms) > 1.4 * torso:
        return False
    if max(legs) < 0.3 * torso:
        return False
    head = midpoint(p[3], p[4])
    return distance(head, midpoint(p[5], p[6])) < 1.2 * torso
