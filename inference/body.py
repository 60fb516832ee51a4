"""The followed body: smoothed joints with names, its scale, and the side that is seen best."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from inference.events import Side
from inference.geometry import Point, distance, midpoint
from inference.pose import Keypoint, Pose
from inference.smoothing import OneEuroFilter

TRUST_SCORE = 0.2  # below, the keypoint keeps its last place; runtimes differ by up to 0.2 in scores, so low
GONE_AFTER_S = 0.4  # a keypoint not trusted for longer is missing
EDGE_SHARE = 0.01  # of the frame's side: nearer to the edge counts as outside
SIDE_HYSTERESIS = 0.08  # mean score by which the other side must be better seen
SIDE_MEMORY_S = 1.5
SCALE_RISE_S, SCALE_FALL_S = 0.4, 15.0  # the torso looks shorter when it leans, never longer
SWAP_GAIN = 0.5  # exchanged left and right must be this much nearer to where they were
SWAP_LONGEST_S = 0.5  # a body that keeps the exchange for longer has turned round

LEFT = np.array([1, 3, 5, 7, 9, 11, 13, 15])
RIGHT = LEFT + 1
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
SIDE_JOINTS = np.array([5, 11, 13, 15])


class Body:
    """Joints of one moment, by name.

    A joint is named `nose`, `left_hip`, `right_hip`; or by its role: `hip` (the side seen best), `other_hip`,
    `mid_hip`.

    Attributes:
        at_s: seconds on the frames' clock.
        points: 17 (x, y) in pixels, smoothed, COCO order.
        missing: indices of keypoints that can't be seen.
        outside: those of `missing` that were last at the frame's edge or beyond.
        torso_px: the body's scale: its shoulder–hip length seen without foreshortening.
        near: the side seen best.
    """

    __slots__ = ("at_s", "missing", "near", "outside", "points", "torso_px")

    def __init__(
        self,
        at_s: float,
        points: list[Point],
        missing: frozenset[int],
        outside: frozenset[int],
        torso_px: float,
        near: Side,
    ) -> None:
        self.at_s, self.points, self.missing, self.outside = at_s, points, missing, outside
        self.torso_px, self.near = torso_px, near

    def joint(self, name: str, near: Side | None = None) -> Point:
        """Where the named joint is, in pixels; roles are those of side `near`, else of the side seen best."""
        found = joint_indices(name, near or self.near)
        first = self.points[found[0]]
        return first if len(found) == 1 else midpoint(first, self.points[found[1]])

    def sees(self, name: str) -> bool:
        """Whether the named joint can be seen."""
        return not any(i in self.missing for i in joint_indices(name, self.near))


@functools.cache
def joint_indices(name: str, near: Side) -> tuple[int, ...]:
    """COCO indices of a joint's name; two for a `mid_` joint.

    Raises:
        KeyError: there is no such joint.
    """
    if name == "nose":
        return (Keypoint.NOSE,)
    role, _, joint = name.rpartition("_")
    left, right = JOINT_PAIRS[joint]
    first, second = (left, right) if near is not Side.RIGHT else (right, left)
    return {"": (first,), "other": (second,), "left": (left,), "right": (right,), "mid": (left, right)}[role]


class BodyTracker:
    """Turns raw poses into a `Body`: trusts, swaps back, smooths, scales, chooses the side."""

    def __init__(self) -> None:
        self._filter = OneEuroFilter()
        self._seen_at_s = np.full(17, -np.inf)
        self._torso_px = 0.0
        self._side_lead = 0.0
        self._near = Side.LEFT
        self._swapped_since_s: float | None = None
        self._last_s: float | None = None

    def update(self, pose: Pose) -> Body:
        """The body of this pose."""
        at_s = pose.captured_s
        dt_s = at_s - self._last_s if self._last_s is not None else 0.0
        self._last_s = at_s
        points, scores = pose.points.astype(np.float64), pose.scores
        trusted = scores > TRUST_SCORE
        points, scores, trusted = self._swap_back(points, scores, trusted, at_s)
        self._measure_scale(points, dt_s)
        smooth = self._filter.update(points, at_s, max(self._torso_px, 1.0), trusted)
        self._seen_at_s[trusted] = at_s
        missing = at_s - self._seen_at_s > GONE_AFTER_S
        self._choose_side(scores, dt_s)
        width, height = pose.size_px
        low = EDGE_SHARE * max(width, height)
        missing_set = frozenset(np.flatnonzero(missing).tolist()) if missing.any() else frozenset()
        outside = frozenset(
            i
            for i in missing_set
            if not (low < smooth[i, 0] < width - low and low < smooth[i, 1] < height - low)
        )
        return Body(
            at_s, [(x, y) for x, y in smooth.tolist()], missing_set, outside, self._torso_px, self._near
        )

    def _swap_back(
        self,
        points: NDArray[np.float64],
        scores: NDArray[np.float32],
        trusted: NDArray[np.bool_],
        at_s: float,
    ) -> tuple[NDArray[np.float64], NDArray[np.float32], NDArray[np.bool_]]:
        last = self._filter.value
        if last is None:
            return points, scores, trusted
        straight = np.abs(points[LEFT] - last[LEFT]).sum(1) + np.abs(points[RIGHT] - last[RIGHT]).sum(1)
        crossed = np.abs(points[RIGHT] - last[LEFT]).sum(1) + np.abs(points[LEFT] - last[RIGHT]).sum(1)
        swap = (
            (crossed < SWAP_GAIN * straight)
            & (straight > 0.3 * self._torso_px)
            & trusted[LEFT]
            & trusted[RIGHT]
        )
        if not swap.any():
            self._swapped_since_s = None
            return points, scores, trusted
        if self._swapped_since_s is None:
            self._swapped_since_s = at_s
        if at_s - self._swapped_since_s > SWAP_LONGEST_S:
            return points, scores, trusted
        order = np.arange(17)
        order[LEFT[swap]], order[RIGHT[swap]] = RIGHT[swap], LEFT[swap]
        return points[order], scores[order], trusted[order]

    def _measure_scale(self, points: NDArray[np.float64], dt_s: float) -> None:
        p = points.tolist()
        seen = max(distance(p[5], p[11]), distance(p[6], p[12]))
        if dt_s <= 0 or self._torso_px == 0:
            self._torso_px = seen
            return
        time_s = SCALE_RISE_S if seen > self._torso_px else SCALE_FALL_S
        self._torso_px += (seen - self._torso_px) * min(1.0, dt_s / time_s)

    def _choose_side(self, scores: NDArray[np.float32], dt_s: float) -> None:
        lead = float(scores[SIDE_JOINTS].mean() - scores[SIDE_JOINTS + 1].mean())
        share = 1.0 if dt_s <= 0 else min(1.0, dt_s / SIDE_MEMORY_S)
        self._side_lead += (lead - self._side_lead) * share
        if self._near is Side.RIGHT and self._side_lead > SIDE_HYSTERESIS:
            self._near = Side.LEFT
        elif self._near is Side.LEFT and self._side_lead < -SIDE_HYSTERESIS:
            self._near = Side.RIGHT
