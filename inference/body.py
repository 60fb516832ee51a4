"""The followed body: smoothed joints with names, its scale, and the side that is seen best."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

from inference.events import Side
from inference.geometry import Point, centre, distance, midpoint
from inference.pose import Keypoint, Pose
from inference.scale import Scale
from inference.smoothing import OneEuroFilter

TRUST_SCORE = 0.2  # below, the keypoint keeps its last place; runtimes differ by up to 0.2 in scores, so low
GONE_AFTER_S = 0.4  # a keypoint not trusted for longer is missing
EDGE_SHARE = 0.01  # of the frame's side: nearer to the edge counts as outside
SIDE_HYSTERESIS = 0.08  # mean score by which the other side must be better seen
SIDE_MEMORY_S = 1.5
# A keypoint that moves further between two frames has slipped: limbs in rehabilitation stay below 4 torso
# lengths a second.
SLIP_TORSO, SLIP_TORSO_PER_S = 0.25, 5.0
SLIP_LONGEST_S = 0.3
SWAP_GAIN = 0.5  # exchanged left and right must be this much nearer to where they were
SWAP_FROM_TORSO = 0.3  # joints that moved less can't have been exchanged
SWAP_LONGEST_S = 0.5  # a body that keeps the exchange for longer has turned round
FACING_MEMORY_S = 1.0
FACING_HYSTERESIS = 0.02  # torso lengths that the nose must be ahead of the ears to the other side

JOINT_PAIRS = {
    "eye": (1, 2),
    "ear": (3, 4),
    "shoulder": (5, 6),
    "elbow": (7, 8),
    "wrist": (9, 10),
    "hip": (11, 12),
    "knee": (13, 14),
    "ankle": (15, 16),
}
SIDE_JOINTS = (5, 11, 13, 15)


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """Joints of one moment, by name.

    A joint is named `nose`, `left_hip`, `right_hip`; or by its role: `hip` (the side seen best), `other_hip`,
    `mid_hip`.

    Attributes:
        at_s: seconds on the frames' clock.
        points: 17 (x, y) in pixels, smoothed, COCO order.
        scores: 17, 0 to 1, as the model gave them.
        size_px: the frame's (width, height).
        missing: indices of keypoints that can't be seen.
        outside: those of `missing` that were last at the frame's edge or beyond.
        torso_px: the body's scale: its shoulder–hip length seen without foreshortening.
        near: the side seen best.
        receding: it walks away from the camera: lengths can't be compared with those of a moment ago.
        facing: 1.0 if the face looks to the right in the picture, -1.0 to the left.
    """

    at_s: float
    points: list[Point]
    scores: list[float]
    size_px: tuple[int, int]
    missing: frozenset[int]
    outside: frozenset[int]
    torso_px: float
    near: Side
    facing: float = 1.0
    receding: bool = False

    @property
    def left_is(self) -> float:
        """1.0 if the person's left is to the right in the picture, as facing the camera, else -1.0."""
        p = self.points
        return 1.0 if p[5][0] + p[11][0] >= p[6][0] + p[12][0] else -1.0

    @property
    def turned(self) -> float:
        """How far the shoulders stand apart in the picture's width, torso lengths: 0 side-on, 0.65 facing."""
        return abs(self.points[5][0] - self.points[6][0]) / self.torso_px

    def joint(self, name: str, near: Side | None = None) -> Point:
        """Where the named joint is, in pixels; roles are those of side `near`, else of the side seen best."""
        found = joint_indices(name, near or self.near)
        first = self.points[found[0]]
        if len(found) == 1:
            return first
        if len(found) == 2:
            return midpoint(first, self.points[found[1]])
        return centre([self.points[i] for i in found])


@functools.cache
def joint_indices(name: str, near: Side) -> tuple[int, ...]:
    """COCO indices of a joint's name; two for a `mid_` joint, three for the head: nose, eye, ear of one side.

    Raises:
        KeyError: there is no such joint.
    """
    if name == "nose":
        return (Keypoint.NOSE,)
    if name == "head":
        return (0, 2, 4) if near is Side.RIGHT else (0, 1, 3)
    role, _, joint = name.rpartition("_")
    left, right = JOINT_PAIRS[joint]
    first, second = (left, right) if near is not Side.RIGHT else (right, left)
    return {"": (first,), "other": (second,), "left": (left,), "right": (right,), "mid": (left, right)}[role]


class BodyTracker:
    """Turns raw poses into a `Body`: trusts, swaps back, smooths, scales, chooses the side."""

    def __init__(self) -> None:
        self._filter = OneEuroFilter()
        self._seen_at_s = [-math.inf] * 17
        self._steady_s = [0.0] * 17
        self._believed: list[Point] | None = None
        self._scale = Scale()
        self._side_lead = 0.0
        self._watched_s = 0.0
        self._near = Side.LEFT
        self._swapped_since_s: float | None = None
        self._last_s: float | None = None
        self._ahead = 0.0
        self._facing = 1.0

    def update(self, pose: Pose) -> Body:
        """The body of this pose."""
        at_s = pose.captured_s
        dt_s = at_s - self._last_s if self._last_s is not None else 0.0
        self._last_s = at_s
        points, scores = self._swap_back(list(pose.point_list), list(pose.score_list), at_s)
        for slipped in self._slipped(points, at_s, dt_s):
            scores[slipped] = 0.0
        trusted = [score > TRUST_SCORE for score in scores]
        last = self._filter.value
        if last is not None:
            points = [new if sure else old for new, old, sure in zip(points, last, trusted, strict=True)]
        self._scale.update(points, dt_s)
        smooth = self._filter.update(points, at_s, max(self._scale.torso_px, 1.0), trusted)
        self._choose_side(scores, dt_s)
        self._follow_facing(smooth, dt_s)
        missing, outside = self._unseen(smooth, scores, pose.size_px, at_s)
        return Body(
            at_s=at_s,
            points=smooth,
            scores=scores,
            size_px=pose.size_px,
            missing=missing,
            outside=outside,
            torso_px=self._scale.torso_px,
            near=self._near,
            facing=self._facing,
            receding=self._scale.receding,
        )

    def forget_scale(self) -> None:
        """Somebody else is there: measure the scale anew."""
        self._scale = Scale()

    def _unseen(
        self, points: list[Point], scores: list[float], size_px: tuple[int, int], at_s: float
    ) -> tuple[frozenset[int], frozenset[int]]:
        """Keypoints that were not trusted for a while, and those of them at the frame's edge or beyond."""
        for i, score in enumerate(scores):
            if score > TRUST_SCORE:
                self._seen_at_s[i] = at_s
        missing = frozenset(i for i, seen_s in enumerate(self._seen_at_s) if at_s - seen_s > GONE_AFTER_S)
        width, height = size_px
        edge = EDGE_SHARE * max(size_px)
        outside = frozenset(
            i
            for i in missing
            if not (edge < points[i][0] < width - edge and edge < points[i][1] < height - edge)
        )
        return missing, outside

    def _slipped(self, points: list[Point], at_s: float, dt_s: float) -> list[int]:
        """Indices of keypoints that jumped further than a joint can move, as onto the other leg.

        One that stays where it jumped to is believed after a while.
        """
        last = self._believed
        self._believed = points
        if last is None:
            return []
        limit_px = (SLIP_TORSO + SLIP_TORSO_PER_S * dt_s) * self._scale.torso_px
        if _all_within(limit_px, points, last):
            self._steady_s = [at_s] * len(points)
            return []
        slipped = []
        for i, (now, before) in enumerate(zip(points, last, strict=True)):
            if distance(now, before) <= limit_px:
                self._steady_s[i] = at_s
            elif at_s - self._steady_s[i] <= SLIP_LONGEST_S:
                slipped.append(i)
        if slipped:
            self._believed = [last[i] if i in slipped else point for i, point in enumerate(points)]
        return slipped

    def _swap_back(
        self, points: list[Point], scores: list[float], at_s: float
    ) -> tuple[list[Point], list[float]]:
        """Exchange left and right where the model has exchanged them for a moment."""
        last = self._filter.value
        smallest_px = SWAP_FROM_TORSO * self._scale.torso_px
        exchanged = [] if last is None else _exchanged(points, scores, last, smallest_px)
        if not exchanged:
            self._swapped_since_s = None
            return points, scores
        if self._swapped_since_s is None:
            self._swapped_since_s = at_s
        if at_s - self._swapped_since_s > SWAP_LONGEST_S:
            return points, scores
        for left, right in exchanged:
            points[left], points[right] = points[right], points[left]
            scores[left], scores[right] = scores[right], scores[left]
        return points, scores

    def _choose_side(self, scores: list[float], dt_s: float) -> None:
        lead = sum(scores[i] - scores[i + 1] for i in SIDE_JOINTS) / len(SIDE_JOINTS)
        # The first poses, from the whole frame, mislead: at first the mean of all, later the last ones.
        self._watched_s += dt_s
        share = 1.0 if dt_s <= 0 else dt_s / min(self._watched_s + dt_s, SIDE_MEMORY_S)
        self._side_lead += (lead - self._side_lead) * share
        margin = SIDE_HYSTERESIS * min(1.0, self._watched_s / SIDE_MEMORY_S)
        if self._side_lead > margin:
            self._near = Side.LEFT
        elif self._side_lead < -margin:
            self._near = Side.RIGHT

    def _follow_facing(self, p: list[Point], dt_s: float) -> None:
        ahead = (p[0][0] - (p[3][0] + p[4][0]) / 2) / max(self._scale.torso_px, 1.0)
        share = 1.0 if dt_s <= 0 else min(1.0, dt_s / FACING_MEMORY_S)
        self._ahead += (ahead - self._ahead) * share
        if abs(self._ahead) > FACING_HYSTERESIS:
            self._facing = math.copysign(1.0, self._ahead)


def _exchanged(
    points: list[Point], scores: list[float], last: list[Point], smallest_px: float
) -> list[tuple[int, int]]:
    """Pairs of joints, both trusted, of which each is now much nearer to where the other was."""
    if _all_within(smallest_px / 2, points, last):
        return []
    found = []
    for pair in JOINT_PAIRS.values():
        left, right = pair
        straight = _apart(points[left], last[left]) + _apart(points[right], last[right])
        if straight <= smallest_px or min(scores[left], scores[right]) <= TRUST_SCORE:
            continue
        crossed = _apart(points[right], last[left]) + _apart(points[left], last[right])
        if crossed < SWAP_GAIN * straight:
            found.append(pair)
    return found


def _apart(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _all_within(limit_px: float, points: list[Point], last: list[Point]) -> bool:
    """Whether each point is nearer than the limit to where it was, across and down."""
    for (x, y), (last_x, last_y) in zip(points, last, strict=True):
        if not (-limit_px < x - last_x < limit_px and -limit_px < y - last_y < limit_px):
            return False
    return True
