"""The region to look at next: follows one body, keeps still while it can, searches the whole frame when the body is lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.pose import Keypoint, Pose

SEEN_SCORE = 0.2  # a keypoint below this says nothing about where the body is
LOST_SCORE = 0.15  # mean score of shoulders, hips and knees below this: the body is lost
MARGIN = 1.35  # crop side over the body's larger extent (prototype: avatar error 35 → 9 px supine)
TIGHT, LOOSE = 1.12, 1.75  # the crop keeps still while its side over the extent stays between these
MIN_SIDE_SHARE = 0.25  # of the frame's larger side; a smaller body is noise or too far to measure
LYING_RATIO = 1.3  # shoulder–hip line this many times wider than high: lying

CORE = (
    Keypoint.LEFT_SHOULDER,
    Keypoint.RIGHT_SHOULDER,
    Keypoint.LEFT_HIP,
    Keypoint.RIGHT_HIP,
    Keypoint.LEFT_KNEE,
    Keypoint.RIGHT_KNEE,
)


@dataclass(frozen=True, slots=True)
class Region:
    """A square of the frame, turned by quarter turns before the model sees it.

    Attributes:
        cx: centre in frame pixels.
        cy: centre in frame pixels.
        side: length in frame pixels.
        quarter_turns: counter-clockwise turns (0–3) that bring the head up.
    """

    cx: float
    cy: float
    side: float
    quarter_turns: int = 0

    def to_crop(self, crop_px: int) -> NDArray[np.float64]:
        """Affine (2, 3) from frame pixels to pixels of a crop of `crop_px` × `crop_px`."""
        cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[self.quarter_turns]
        scale = crop_px / self.side
        # Image y points down: a counter-clockwise turn maps (x, y) to (y, -x).
        turn = np.array([[cos, sin], [-sin, cos]], dtype=np.float64) * scale
        offset = crop_px / 2 - turn @ np.array([self.cx, self.cy])
        return np.column_stack([turn, offset])

    def to_frame(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points (N, 2) given as shares 0–1 of the crop, in frame pixels (N, 2)."""
        centred = (points - np.float32(0.5)) * np.float32(self.side)
        x, y = centred[:, 0], centred[:, 1]
        turned = ((x, y), (-y, x), (-x, -y), (y, -x))[self.quarter_turns]
        return np.stack([turned[0] + np.float32(self.cx), turned[1] + np.float32(self.cy)], axis=1)


def whole_frame(size_px: tuple[int, int]) -> Region:
    """The square that holds the whole frame of (width, height)."""
    width, height = size_px
    return Region(width / 2, height / 2, float(max(width, height)))


class CropFollower:
    """Chooses the next region from the last pose.

    A crop that follows every small movement makes the keypoints tremble, so it stays where it is until the
    body has outgrown it, shrunk in it or come near its edge.

    Args:
        turn_lying_upright: turn the crop so that a lying body's head is up (helps in supine work only:
            error 8.9 → 6.6 px, but 7.4 → 9.7 px on all fours).
    """

    def __init__(self, turn_lying_upright: bool = False) -> None:
        self._turn_lying_upright = turn_lying_upright
        self._region: Region | None = None

    def reset(self) -> None:
        """Search the whole next frame."""
        self._region = None

    def region(self, size_px: tuple[int, int]) -> Region:
        """Where to look in a frame of (width, height)."""
        return self._region or whole_frame(size_px)

    def follow(self, pose: Pose) -> None:
        """Learn from the pose that was found in `region`."""
        scores, points = pose.scores, pose.points
        if float(scores[list(CORE)].mean()) < LOST_SCORE:
            self._region = None
            return
        seen = points[scores > SEEN_SCORE]
        if len(seen) < 5:
            self._region = None
            return
        low, high = seen.min(axis=0), seen.max(axis=0)
        extent = float((high - low).max())
        centre = (low + high) / 2
        turns = self._quarter_turns(pose)
        smallest = MIN_SIDE_SHARE * max(pose.size_px)
        last = self._region
        if last is not None and last.quarter_turns == turns:
            off_centre = float(np.abs(centre - (last.cx, last.cy)).max())
            room = (last.side - extent) / 2 - off_centre
            fits = TIGHT <= last.side / max(extent, 1.0) <= LOOSE or last.side == smallest
            if fits and room > 0.04 * last.side:
                return
        side = min(max(extent * MARGIN, smallest), 1.5 * max(pose.size_px))
        self._region = Region(float(centre[0]), float(centre[1]), side, turns)

    def _quarter_turns(self, pose: Pose) -> int:
        if not self._turn_lying_upright:
            return 0
        shoulders = pose.points[[Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER]].mean(axis=0)
        hips = pose.points[[Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP]].mean(axis=0)
        dx, dy = (float(v) for v in shoulders - hips)
        turned = self._region.quarter_turns if self._region else 0
        # Hysteresis: a body half-way up keeps the turn that it has.
        ratio = LYING_RATIO if turned == 0 else 1 / LYING_RATIO
        if abs(dx) < ratio * abs(dy):
            return 0
        return 1 if dx > 0 else 3
