"""What a USB camera is asked for besides its pictures: the kernel passes it on (VIDIOC_S_CTRL)."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from device.config import CameraSettings

# linux/videodev2.h and linux/v4l2-controls.h.
_S_CTRL: Final = 0xC008561C
_CONTROL: Final = struct.Struct("Ii")
POWER_LINE_FREQUENCY: Final = 0x00980918
EXPOSURE_AUTO_PRIORITY: Final = 0x009A0903
FOCUS_AUTO: Final = 0x009A090C
_MAINS: Final = {50: 1, 60: 2}

FOCUS_HOLD, FOCUS_GO_ON = {FOCUS_AUTO: 0}, {FOCUS_AUTO: 1}
"""Keep the lens where it is; focus on again."""


def start_controls(settings: CameraSettings) -> dict[int, int]:
    """What is asked for at the start: many cameras keep what they were told last.

    Without priority for the exposure a camera may not lower its rate in a dim room for long, blurred ones.
    """
    wanted = {EXPOSURE_AUTO_PRIORITY: 0} | FOCUS_GO_ON
    if settings.mains_hz:
        wanted[POWER_LINE_FREQUENCY] = _MAINS[settings.mains_hz]
    return wanted


def set_controls(
    node: Path, controls: Mapping[int, int], ioctl: Callable[[int, int, bytes], Any] = fcntl.ioctl
) -> None:
    """Ask a device node for each control; one that it does not have, or not now, is left.

    Args:
        node: /dev/videoN.
        controls: the kernel's number of the control to its value.
        ioctl: asks the kernel.
    """
    try:
        descriptor = os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return
    try:
        for control, value in controls.items():
            try:
                ioctl(descriptor, _S_CTRL, _CONTROL.pack(control, value))
            except OSError:
                continue
    finally:
        os.close(descriptor)
