"""What is asked of a Pi camera's sensor: its mode, its field, its controls; and its planes as a picture."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.config import CameraSettings
from inference.pose import Image

Rectangle = tuple[int, int, int, int]

# libcamera's numbers for its named values (control_ids_core.yaml).
EXPOSURE_SHORT: Final = 1
FLICKER_MANUAL: Final = 1
FOCUS_CONTINUOUS: Final = 2
LONGEST_FRAME_S: Final = 0.021
"""A sensor's frame, however few are wanted: it bounds the exposure, so that an arm that moves is not blurred.
Less the lines that a sensor needs between two exposures (imx708: 22, 0.3 ms) it leaves two beats of lamps on
mains of 50 Hz. Where the mode's shortest frame is longer, libcamera takes that."""
FOCUS_HOLD, FOCUS_GO_ON = {"AfPause": 0}, {"AfPause": 2}
"""Keep the lens where it is, however something comes near; focus on again."""


def frame_s(fps: int) -> float:
    """How long a frame of the sensor takes where so many a second are wanted."""
    return min(1 / fps, LONGEST_FRAME_S)


def sensor_controls(settings: CameraSettings, advertised: Collection[str]) -> dict[str, Any]:
    """What the sensor is asked for at the start, as far as it has such controls.

    The short exposure mode raises the gain before it exposes for longer; lamps on this mains do not beat.
    """
    frame_us = round(1e6 * frame_s(settings.fps))
    wanted: dict[str, Any] = {
        "FrameDurationLimits": (frame_us, frame_us),
        "AeExposureMode": EXPOSURE_SHORT,
        "AfMode": FOCUS_CONTINUOUS,
    }
    if settings.mains_hz:
        wanted |= {"AeFlickerMode": FLICKER_MANUAL, "AeFlickerPeriod": round(1e6 / (2 * settings.mains_hz))}
    # One that this sensor does not have would be refused together with all others.
    return {name: value for name, value in wanted.items() if name in advertised}


def widest_mode(modes: Sequence[Mapping[str, Any]], fps: int) -> dict[str, Any]:
    """The sensor mode that sees most, among those the one with the fewest pixels; {} where that is unknown.

    Fast modes of some sensors read their middle only (imx708: 1536 × 864), which takes a wide lens its width.

    Args:
        modes: of picamera2: `size`, `bit_depth`, `fps`, `crop_limits` (x, y, width, height on the sensor).
        fps: the rate that the mode must reach.
    """
    known = [mode for mode in modes if "crop_limits" in mode and "size" in mode]
    fast = [mode for mode in known if mode["fps"] >= 0.98 * fps] or known
    if not fast:
        return {}

    def rank(mode: Mapping[str, Any]) -> tuple[int, int]:
        _, _, width, height = mode["crop_limits"]
        return -width * height, mode["size"][0] * mode["size"][1]

    best = min(fast, key=rank)
    return {"output_size": best["size"], "bit_depth": best["bit_depth"]}


def whole_view(field: Rectangle, size_px: tuple[int, int]) -> Rectangle:
    """The largest middle part of the sensor's field (x, y, width, height) in the picture's shape."""
    x, y, width, height = field
    across = min(width, height * size_px[0] // size_px[1])
    down = min(height, width * size_px[1] // size_px[0])
    return x + (width - across) // 2, y + (height - down) // 2, across, down


def yuv420_to_rgb(planes: NDArray[np.uint8], width_px: int) -> Image:
    """Planar YUV 4:2:0 (BT.601, limited range) to RGB.

    Args:
        planes: uint8 (height * 3 / 2, stride): the Y rows, then the U and V rows packed two to a row.
            The stride may be wider than the picture.
        width_px: the picture's width.

    Returns:
        uint8 (height, width_px, 3) RGB, contiguous.
    """
    padded = cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420)
    return cast(Image, np.ascontiguousarray(padded[:, :width_px]))
