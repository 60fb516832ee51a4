"""Which of a Raspberry Pi's many /dev/video* nodes are cameras: the kernel is asked (VIDIOC_QUERYCAP)."""

from __future__ import annotations

import fcntl
import os
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_QUERYCAP = 0x80685600
_CAPABILITY = struct.Struct("16s32s32sIII12x")
_VIDEO_CAPTURE = 0x1
_DEVICE_CAPS = 0x80000000
_MEDIA_CONTROLLED = 0x20000000

_PI_DRIVERS = frozenset(
    {"unicam", "rp1-cfe", "bcm2835-isp", "pispbe", "bcm2835-codec", "rpi-hevc-dec", "rpivid"}
)
"""A Pi's own nodes: raw end of the ribbon cable's camera, image processor, video codecs. They give no picture
to a plain reader; the ribbon cable's camera is reached through libcamera."""


@dataclass(frozen=True, slots=True)
class Capability:
    """What a node says of itself (VIDIOC_QUERYCAP, linux/videodev2.h).

    Attributes:
        driver: kernel driver, "uvcvideo" for nearly all USB cameras.
        card: the product's name.
        flags: V4L2_CAP_* of this node (not of the whole device, of which a node is one function).
    """

    driver: str
    card: str
    flags: int

    @classmethod
    def parse(cls, raw: bytes) -> Capability:
        """From the 104 bytes of struct v4l2_capability."""
        driver, card, _bus, _version, whole, node = _CAPABILITY.unpack(raw)
        flags = node if whole & _DEVICE_CAPS else whole
        return cls(_text(driver), _text(card), flags)

    @property
    def is_camera(self) -> bool:
        """True if it delivers pictures to a plain reader.

        Codecs are memory-to-memory and lack the capture flag; nodes that are part of a media pipeline need
        libcamera; a USB camera's second node carries metadata only.
        """
        return bool(
            self.flags & _VIDEO_CAPTURE
            and not self.flags & _MEDIA_CONTROLLED
            and self.driver not in _PI_DRIVERS
        )


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "replace")


def query(node: Path) -> Capability:
    """Ask a device node what it is.

    Raises:
        OSError: it is no video node, is gone, or this user may not open it.
    """
    descriptor = os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return Capability.parse(fcntl.ioctl(descriptor, _QUERYCAP, bytes(_CAPABILITY.size)))
    finally:
        os.close(descriptor)


def usb_cameras(devices: Path = Path("/dev"), ask: Callable[[Path], Capability] = query) -> dict[Path, str]:
    """The cameras that are plugged in: node to product name, in the order of the nodes' numbers."""
    cameras = {}
    nodes = [node for node in devices.glob("video*") if re.fullmatch(r"video[0-9]+", node.name)]
    for node in sorted(nodes, key=lambda path: int(path.name.removeprefix("video"))):
        try:
            capability = ask(node)
        except OSError:
            continue
        if capability.is_camera:
            cameras[node] = capability.card
    return cameras
