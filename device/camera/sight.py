"""Whether a picture can show anybody: not black, not covered, not drowned in light."""

from __future__ import annotations

import cv2
import numpy as np

from device.view import CameraState
from inference.pose import Frame, Image

BLOCK_PX = 8
"""Blocks so wide and high are judged by their average: in the dark a sensor gives noise."""

# Engineering estimates. Of 230 recorded clips in the dimmest, brightest and plainest rooms the extremes are
# 92 (brightness), 8.4 (contrast) and 14 % (white).
DARK = 35
"""Brightness 0–255 that all but one block in a hundred stay below."""
PLAIN = 3.0
"""Standard deviation of the brightness: a cloth or a finger lies on the lens."""
WHITE, WHITE_SHARE = 250, 0.6
"""So bright, so much of the picture."""

SURE_S = 1.0
"""A hand that passes, or the exposure that settles, is shorter."""


def trouble_of(image: Image) -> CameraState | None:
    """COVERED or OVEREXPOSED; None where somebody could be seen.

    Args:
        image: uint8 (height, width, 3) RGB.
    """
    blocks = cv2.resize(image, None, fx=1 / BLOCK_PX, fy=1 / BLOCK_PX, interpolation=cv2.INTER_AREA)
    light = blocks.max(axis=2)
    if np.mean(light >= WHITE) > WHITE_SHARE:
        return CameraState.OVEREXPOSED
    if np.percentile(light, 99) < DARK or light.std() < PLAIN:
        return CameraState.COVERED
    return None


class Sight:
    """Follows the pictures of one camera; a trouble counts from `SURE_S` on, its end at once."""

    def __init__(self) -> None:
        self._since: tuple[CameraState, float] | None = None

    def update(self, frame: Frame) -> CameraState | None:
        """COVERED or OVEREXPOSED; None while somebody could be seen."""
        trouble = trouble_of(frame.image)
        if trouble is None:
            self._since = None
            return None
        if self._since is None or self._since[0] is not trouble:
            self._since = trouble, frame.captured_s
        return trouble if frame.captured_s - self._since[1] >= SURE_S else None
