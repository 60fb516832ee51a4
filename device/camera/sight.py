"""Whether a picture can show anybody: not black, not covered, not drowned in light."""

from __future__ import annotations

import numpy as np

from device.view import CameraState
from inference.pose import Frame, Image

GRID_PX = 8
"""Every so many pixels are looked at, in both directions."""

# Engineering estimates. Of 250 recorded clips in the dimmest, brightest and plainest rooms the extremes are
# 91 (brightness), 8.5 (contrast) and 15 % (white).
DARK = 35
"""Brightness 0–255 that all but one pixel in a hundred stay below."""
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
    light = image[::GRID_PX, ::GRID_PX].max(axis=2)
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
