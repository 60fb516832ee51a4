"""The followed body: smoothed joints with names, its scale, and the side that is seen best."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.events import Side
from inference.geometry import Point, centre, midpoint
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

# Slices of the COCO order: eyes, ears, shoulders … ankles.
LEFT = slice(1, 17, 2)
RIGHT = slice(2, 17, 2)
PAIRED_LEFT = np.arange(1, 17, 2)
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
        self._steady_s = np.zeros(17)
        self._believed: NDArray[np.float64] | None = None
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
        points, scores = self._swap_back(pose.points.astype(np.float64), pose.scores, at_s)
        slipped = self._slipped(points, at_s, dt_s)
        if slipped is not None:
            scores = np.where(slipped, np.float32(0.0), scores)
        score_list = scores.tolist()
        all_trusted = min(score_list) > TRUST_SCORE
        trusted = None if all_trusted else scores > TRUST_SCORE
        last = self._filter.value
        if trusted is not None and last is not None:
            points = np.where(trusted[:, None], points, last)
        self._scale.update(points.tolist(), dt_s)
        smooth: list[Point] = self._filter.update(
            points, at_s, max(self._scale.torso_px, 1.0), trusted
        ).tolist()
        self._choose_side(score_list, dt_s)
        self._follow_facing(smooth, dt_s)
        missing, outside = self._unseen(smooth, score_list, pose.size_px, at_s)
        return Body(
            at_s=at_s,
            points=smooth,
            scores=score_list,
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

    def _slipped(self, points: NDArray[np.float64], at_s: float, dt_s: float) -> NDArray[np.bool_] | None:
        """Keypoints (17,) that jumped further than a joint can move, as onto the other leg; None: none did.

        One that stays where it jumped to is believed after a while.
        """
        last, self._believed = self._believed, points
        limit_px = (SLIP_TORSO + SLIP_TORSO_PER_S * dt_s) * self._scale.torso_px
        if last is None:
            return None
        moved = np.abs(points - last)
        if float(moved.max()) < limit_px:
            self._steady_s[:] = at_s
            return None
        jumped = np.hypot(moved[:, 0], moved[:, 1]) > limit_px
        self._steady_s[~jumped] = at_s
        slipped: NDArray[np.bool_] = jumped & (at_s - self._steady_s <= SLIP_LONGEST_S)
        self._believed = np.where(slipped[:, None], last, points)
        return slipped

    def _swap_back(
        self, points: NDArray[np.float64], scores: NDArray[np.float32], at_s: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Exchange left and right where the model has exchanged them for a moment."""
        last = self._filter.value
        smallest_px = SWAP_FROM_TORSO * self._scale.torso_px
        if last is None or float(np.abs(points - last).max()) < smallest_px / 2:
            self._swapped_since_s = None
            return points, scores
        left, right, last_left, last_right = points[LEFT], points[RIGHT], last[LEFT], last[RIGHT]
        straight = (np.abs(left - last_left) + np.abs(right - last_right)).sum(1)
        crossed = (np.abs(right - last_left) + np.abs(left - last_right)).sum(1)
        swap = (crossed < SWAP_GAIN * straight) & (straight > smallest_px)
        swap &= (scores[LEFT] > TRUST_SCORE) & (scores[RIGHT] > TRUST_SCORE)
        if not swap.any():
            self._swapped_since_s = None
            return points, scores
        if self._swapped_since_s is None:
            self._swapped_since_s = at_s
        if at_s - self._swapped_since_s > SWAP_LONGEST_S:
            return points, scores
        order = np.arange(17)
        swapped = PAIRED_LEFT[swap]
        order[swapped], order[swapped + 1] = swapped + 1, swapped
        return points[order], scores[order]

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
