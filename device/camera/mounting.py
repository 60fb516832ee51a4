"""How the camera hangs: its picture turned upright."""

from __future__ import annotations

from typing import cast

import cv2

from inference.pose import Image

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def upright(image: Image, rotation_deg: int, mirror: bool) -> Image:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees, then left and right swapped if `mirror`.

    Args:
        image: uint8 (height, width, 3).

    Returns:
        uint8 (height, width, 3), or (width, height, 3) after a quarter turn; read-only.
    """
    if rotation_deg:
        image = cast(Image, cv2.rotate(image, _TURNS[rotation_deg]))
    if mirror:
        image = cast(Image, cv2.flip(image, 1))
    image.setflags(write=False)
    return image
