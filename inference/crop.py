"""The region to look at next: follows one body, keeps still while it can, searches when the body is lost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.pose import Image, Keypoint, Pose

SEEN_SCORE = 0.2  # a keypoint below this says nothing about where the body is
LOST_SCORE = 0.15  # mean score of shoulders, hips and knees below this: the body is lost
MARGIN = 1.35  # crop side over the body's larger extent (prototype: avatar error 35 → 9 px supine)
TIGHT, LOOSE = 1.12, 1.75  # the crop keeps still while its side over the extent stays between these
MIN_SIDE_SHARE = 0.25  # of the frame's larger side; a smaller body is noise or too far to measure
LARGEST_SIDE = 1.5  # of the frame's larger side
EDGE_ROOM = 0.04  # of the crop's side: a body nearer to the crop's edge moves it
LYING_RATIO = 1.3  # shoulder–hip line this many times wider than high: lying

CORE = (
    Keypoint.LEFT_SHOULDER,
    Keypoint.RIGHT_SHOULDER,
    Keypoint.LEFT_HIP,
    Keypoint.RIGHT_HIP,
    Keypoint.LEFT_KNEE,
    Keypoint.RIGHT_KNEE,
)


@dataclass(frozen=True)
class Region:
    """A square of the frame, turned by quarter turns before the model sees it; it may reach beyond the frame.

    Attributes:
        left: left edge in frame pixels.
        top: upper edge in frame pixels.
        side: length in frame pixels.
        quarter_turns: counter-clockwise turns (0–3) that bring the head up.
    """

    left: int
    top: int
    side: int
    quarter_turns: int = 0

    @classmethod
    def around(cls, cx: float, cy: float, side: float, quarter_turns: int = 0) -> Region:
        """The square of this centre and side in frame pixels, on whole pixels."""
        return cls(round(cx - side / 2), round(cy - side / 2), round(side), quarter_turns)

    @property
    def centre(self) -> tuple[float, float]:
        """Centre in frame pixels."""
        return self.left + self.side / 2, self.top + self.side / 2

    def cut(self, image: Image, crop: Image) -> None:
        """Fill `crop`, uint8 (S, S, 3), with this region of `image`, uint8 (H, W, 3); black beyond it."""
        height, width = image.shape[:2]
        size = crop.shape[0]
        x0, y0 = max(0, self.left), max(0, self.top)
        x1, y1 = min(width, self.left + self.side), min(height, self.top + self.side)
        if (x1 - x0, y1 - y0) == (self.side, self.side):
            cv2.resize(image[y0:y1, x0:x1], (size, size), dst=crop, interpolation=cv2.INTER_LINEAR)
        else:
            crop[:] = 0
            scale = size / self.side
            u0, v0 = round((x0 - self.left) * scale), round((y0 - self.top) * scale)
            u1, v1 = round((x1 - self.left) * scale), round((y1 - self.top) * scale)
            if u1 > u0 and v1 > v0:
                crop[v0:v1, u0:u1] = cv2.resize(image[y0:y1, x0:x1], (u1 - u0, v1 - v0))
        if self.quarter_turns:
            crop[:] = np.rot90(crop, self.quarter_turns).copy()

    @cached_property
    def _sides(self) -> NDArray[np.float32]:
        return np.array((self.side, self.side), dtype=np.float32)

    @cached_property
    def _corner(self) -> NDArray[np.float32]:
        return np.array((self.left, self.top), dtype=np.float32)

    def to_frame(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points (N, 2) given as shares 0–1 of the crop, in frame pixels (N, 2)."""
        if not self.quarter_turns:
            return points * self._sides + self._corner
        centred = (points - np.float32(0.5)) * self._sides
        signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))[self.quarter_turns]
        if self.quarter_turns % 2:
            centred = centred[:, ::-1]
        return centred * np.array(signs, dtype=np.float32) + np.array(self.centre, dtype=np.float32)


def whole_frame(size_px: tuple[int, int]) -> Region:
    """The square that holds the whole frame of (width, height)."""
    width, height = size_px
    return Region.around(width / 2, height / 2, max(width, height))


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

    def region(self, size_px: tuple[int, int]) -> Region:
        """Where to look in a frame of (width, height)."""
        return self._region or whole_frame(size_px)

    def follow(self, pose: Pose) -> None:
        """Learn from the pose that was found in `region`."""
        scores = pose.score_list
        if sum(scores[i] for i in CORE) < LOST_SCORE * len(CORE):
            self._region = None
            return
        seen = [point for point, score in zip(pose.point_list, scores, strict=True) if score > SEEN_SCORE]
        if len(seen) < 5:
            self._region = None
            return
        xs, ys = zip(*seen, strict=True)
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        cx, cy = (left + right) / 2, (top + bottom) / 2
        extent = max(right - left, bottom - top)
        turns = self._quarter_turns(pose)
        smallest = MIN_SIDE_SHARE * max(pose.size_px)
        last = self._region
        if last is not None and last.quarter_turns == turns:
            off_centre = max(abs(cx - last.centre[0]), abs(cy - last.centre[1]))
            room = (last.side - extent) / 2 - off_centre
            fits = TIGHT <= last.side / max(extent, 1.0) <= LOOSE or last.side <= smallest + 1
            if fits and room > EDGE_ROOM * last.side:
                return
        side = min(max(extent * MARGIN, smallest), LARGEST_SIDE * max(pose.size_px))
        self._region = Region.around(cx, cy, side, turns)

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
