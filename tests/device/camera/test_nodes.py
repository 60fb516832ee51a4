"""Which of a machine's video nodes are cameras."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from device.camera.nodes import Capability, query, usb_cameras


def answer(driver: str, card: str, whole: int, node: int) -> bytes:
    """What the kernel writes for VIDIOC_QUERYCAP."""
    return struct.pack("16s32s32sIII12x", driver.encode(), card.encode(), b"bus", 0x060600, whole, node)


@pytest.mark.parametrize(
    ("driver", "card", "whole", "node", "is_camera"),
    [
        ("uvcvideo", "HD Pro Webcam C920", 0x84A00001, 0x04200001, True),
        ("uvcvideo", "HD Pro Webcam C920 metadata", 0x84A00001, 0x04A00000, False),
        ("v4l2 loopback", "Dummy video device", 0x85200001, 0x05200001, True),
        ("an old driver", "Without per-node flags", 0x04000001, 0, True),
        ("bcm2835-codec", "bcm2835-codec-decode", 0x84204000, 0x04204000, False),
        ("bcm2835-isp", "bcm2835-isp-capture0", 0x84200001, 0x04200001, False),
        ("unicam", "unicam-image", 0xA5A00001, 0x05200001, False),
        ("rp1-cfe", "rp1-cfe-csi2_ch0", 0xA4A00001, 0x24A00001, False),
        ("a new driver", "part of a media pipeline", 0xA4200001, 0x24200001, False),
        ("pispbe", "pispbe-output0", 0xA4201003, 0x24201000, False),
    ],
)
def test_of_a_pis_many_nodes_only_plain_cameras_count(
    driver: str, card: str, whole: int, node: int, is_camera: bool
) -> None:
    capability = Capability.parse(answer(driver, card, whole, node))
    assert (capability.driver, capability.card) == (driver, card)
    assert capability.is_camera is is_camera


def test_a_link_with_a_name_of_its_own_is_not_asked(tmp_path: Path) -> None:
    for name in ("video10", "video0-front", "video", "video2"):
        (tmp_path / name).touch()
    told = Capability("uvcvideo", "Webcam", 1)
    assert [node.name for node in usb_cameras(tmp_path, lambda node: told)] == ["video2", "video10"]


def test_usb_cameras_are_listed_by_number_and_what_can_not_be_asked_is_left_out(tmp_path: Path) -> None:
    for name in ("video10", "video2", "video0", "videotape", "media0"):
        (tmp_path / name).touch()

    def ask(node: Path) -> Capability:
        if node.name == "video0":
            raise PermissionError(node)
        return Capability("uvcvideo", f"card of {node.name}", 0x1)

    assert list(usb_cameras(tmp_path, ask).items()) == [
        (tmp_path / "video2", "card of video2"),
        (tmp_path / "video10", "card of video10"),
    ]


def test_a_file_that_is_no_device_is_not_a_camera(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    assert usb_cameras(tmp_path) == {}
    with pytest.raises(OSError, match="ioctl"):
        query(tmp_path / "video0")
