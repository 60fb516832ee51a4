from __future__ import annotations

import errno
import math
import struct
from pathlib import Path

import cv2
import pytest

from device.camera.nodes import Capability
from device.camera.usb_controls import (
    EXPOSURE_AUTO_PRIORITY,
    FOCUS_AUTO,
    POWER_LINE_FREQUENCY,
    set_controls,
)
from device.camera.v4l2 import V4L2Camera
from device.config import CameraSettings
from device.errors import CameraError, CameraHungError
from inference.pose import Frame
from tests.device.camera.fake_usb_camera import FakeCapture, FakeUsbCamera
from tests.device.fake_clock import FakeClock


@pytest.fixture
def usb(tmp_path: Path) -> FakeUsbCamera:
    return FakeUsbCamera(tmp_path, FakeClock())


def camera_on(usb: FakeUsbCamera, settings: CameraSettings | None = None) -> V4L2Camera:
    return V4L2Camera(
        None,
        settings or CameraSettings(),
        find=usb.find,
        ask=usb.ask,
        connect=usb.connect,
        control=usb.control,
        clock=usb.clock,
        sleep=usb.clock.sleep,
    )


def next_frame(camera: V4L2Camera) -> Frame:
    frame = camera.read(0.5)
    assert frame is not None
    return frame


def number_of(frame: Frame) -> int:
    return int(frame.image[0, 0, 0])


def test_it_asks_for_compressed_pictures_of_the_configured_size(usb: FakeUsbCamera) -> None:
    camera = camera_on(usb, CameraSettings(width_px=800, height_px=600, fps=15))
    camera.open()
    assert usb.asked == {
        cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"MJPG"),
        cv2.CAP_PROP_FRAME_WIDTH: 800,
        cv2.CAP_PROP_FRAME_HEIGHT: 600,
        cv2.CAP_PROP_FPS: 15,
        cv2.CAP_PROP_BUFFERSIZE: 1,
    }
    assert camera.name == f"USB camera {usb.node}"
    assert not camera.is_demo


def test_frames_are_rgb_read_only_and_stamped_by_the_kernel(usb: FakeUsbCamera) -> None:
    camera = camera_on(usb)
    camera.open()
    frames = [next_frame(camera) for _ in range(4)]
    assert frames[3].image[0, 0].tolist() == [3, 0, 50]
    assert frames[3].image.shape == (480, 640, 3)
    assert not frames[3].image.flags.writeable
    assert [frame.seq for frame in frames] == [0, 1, 2, 3]
    assert frames[3].captured_s == pytest.approx(1000.0 + 3 * FakeCapture.INTERVAL_S)


@pytest.mark.parametrize("away_s", [0.5, 2.0, 2.5, 60.0])
def test_a_late_reader_gets_a_fresh_frame_not_the_drivers_oldest(usb: FakeUsbCamera, away_s: float) -> None:
    camera = camera_on(usb)
    camera.open()
    assert number_of(next_frame(camera)) == 0
    usb.clock.sleep(away_s)
    frame = next_frame(camera)
    assert usb.clock() - frame.captured_s < 2 * FakeCapture.INTERVAL_S
    assert (number_of(frame) - away_s * 30) % 200 <= 2


def test_a_driver_without_timestamps_is_stamped_on_arrival(usb: FakeUsbCamera) -> None:
    usb.stamps = False
    camera = camera_on(usb)
    camera.open()
    stamps = [next_frame(camera).captured_s for _ in range(3)]
    assert stamps == sorted(set(stamps))
    assert stamps[2] == pytest.approx(usb.clock())


def test_a_hung_camera_is_an_error_after_two_seconds_and_can_be_opened_again(usb: FakeUsbCamera) -> None:
    camera = camera_on(usb)
    camera.open()
    before = next_frame(camera)
    usb.hung_from_s = usb.clock()
    hung_s = usb.clock()
    with pytest.raises(CameraError, match=r"no frame for 2 s; check its cable"):  # noqa: PT012
        while usb.clock() < hung_s + 10:
            assert camera.read(0.5) is None
    assert 2.0 < usb.clock() - hung_s < 4.0
    usb.hung_from_s = float("inf")
    camera.close()
    camera.open()
    after = next_frame(camera)
    assert after.captured_s > before.captured_s
    assert after.seq == before.seq + 1


def test_a_camera_whose_pictures_are_all_broken_hangs_like_one_that_sends_none(usb: FakeUsbCamera) -> None:
    camera = camera_on(usb)
    camera.open()
    before = next_frame(camera)
    usb.broken_from_s = usb.clock() + 0.2
    broken_s = usb.clock()
    while usb.clock() < broken_s + 0.2:
        camera.read(0.5)
    with pytest.raises(CameraHungError, match=r"no frame for 2 s; check its cable"):  # noqa: PT012
        while usb.clock() < broken_s + 10:
            assert camera.read(0.5) is None
    assert usb.clock() - broken_s < 3.0
    usb.broken_from_s = math.inf
    assert next_frame(camera).captured_s > before.captured_s


def test_an_unplugged_camera_is_found_again_under_another_number(usb: FakeUsbCamera) -> None:
    camera = camera_on(usb)
    camera.open()
    next_frame(camera)
    usb.unplug()
    with pytest.raises(CameraError, match="was unplugged; plug it in again"):
        camera.read(0.5)
    camera.close()
    with pytest.raises(CameraError, match="none found; plug one in"):
        camera.open()
    usb.plug_in(3)
    camera.open()
    assert next_frame(camera).image.any()
    assert camera.name.endswith("video3")


def test_closing_releases_the_stream_and_may_be_done_twice(usb: FakeUsbCamera) -> None:
    camera = camera_on(usb)
    camera.open()
    camera.open()
    assert usb.streams == 1
    camera.close()
    camera.close()
    assert usb.streams == 0
    with pytest.raises(CameraError, match="not open"):
        camera.read(0.1)


def test_a_camera_in_use_says_so(usb: FakeUsbCamera) -> None:
    usb.busy = True
    with pytest.raises(CameraError, match="can't be opened; close the program that uses it"):
        camera_on(usb).open()


@pytest.mark.parametrize(
    ("rotation_deg", "mirror", "marked"),
    [
        (0, False, (0, 0)),
        (0, True, (0, -1)),
        (90, False, (0, 0)),
        (180, False, (0, -1)),
        (270, False, (-1, 0)),
    ],
)
def test_the_mounting_is_undone(
    usb: FakeUsbCamera, rotation_deg: int, mirror: bool, marked: tuple[int, int]
) -> None:
    camera = camera_on(usb, CameraSettings.model_validate({"rotation_deg": rotation_deg, "mirror": mirror}))
    camera.open()
    image = next_frame(camera).image
    assert image.shape == ((640, 480, 3) if rotation_deg in (90, 270) else (480, 640, 3))
    assert image[marked][2] == 50
    opposite = (-1 if marked[0] == 0 else 0, -1 if marked[1] == 0 else 0)
    assert image[opposite][2] == 0


def test_a_missing_node_is_named() -> None:
    with pytest.raises(CameraError, match="USB camera /dev/video99: not there; plug it in"):
        V4L2Camera(Path("/dev/video99"), CameraSettings()).open()


def test_what_is_no_camera_is_named() -> None:
    with pytest.raises(CameraError, match="USB camera /dev/null: no camera "):
        V4L2Camera(Path("/dev/null"), CameraSettings()).open()


def test_a_node_that_this_user_may_not_open_is_named() -> None:
    def refuse(node: Path) -> Capability:
        raise PermissionError(13, "Permission denied", str(node))

    with pytest.raises(CameraError, match="not allowed; add this user to the group video"):
        V4L2Camera(Path("/dev/video0"), CameraSettings(), ask=refuse).open()


@pytest.mark.parametrize(("mains_hz", "told"), [(50, {0x980918: 1}), (60, {0x980918: 2}), (0, {})])
def test_it_is_told_the_mains_and_neither_to_lower_its_rate_nor_to_keep_an_old_focus(
    usb: FakeUsbCamera, mains_hz: int, told: dict[int, int]
) -> None:
    camera_on(usb, CameraSettings.model_validate({"mains_hz": mains_hz})).open()
    assert usb.controls == [{EXPOSURE_AUTO_PRIORITY: 0, FOCUS_AUTO: 1} | told]


def test_the_focus_is_held_in_a_set_also_over_a_new_opening_and_let_go_after_it(usb: FakeUsbCamera) -> None:
    camera = camera_on(usb)
    camera.open()
    usb.controls.clear()
    for moving in (False, True, True):
        camera.move(moving)
        next_frame(camera)
    assert usb.controls == [{FOCUS_AUTO: 0}]
    camera.close()
    camera.open()
    next_frame(camera)
    assert usb.controls[-1] == {FOCUS_AUTO: 0}
    camera.move(False)
    next_frame(camera)
    assert usb.controls[-1] == {FOCUS_AUTO: 1}


def test_a_control_that_a_device_does_not_have_is_left_and_the_others_are_set(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    offered: dict[int, int] = {EXPOSURE_AUTO_PRIORITY: 1, FOCUS_AUTO: 1}

    def driver(descriptor: int, request: int, raw: bytes) -> bytes:
        direction_size, kind, number = request >> 16, chr(request >> 8 & 0xFF), request & 0xFF
        assert (direction_size, kind, number) == (3 << 14 | 8, "V", 28), "_IOWR('V', 28, struct v4l2_control)"
        control, value = struct.unpack("Ii", raw)
        if control not in offered:
            raise OSError(errno.EINVAL, "no such control")
        offered[control] = value
        return raw

    wanted = {POWER_LINE_FREQUENCY: 1, EXPOSURE_AUTO_PRIORITY: 0, FOCUS_AUTO: 0}
    set_controls(tmp_path / "video0", wanted, driver)
    assert offered == {EXPOSURE_AUTO_PRIORITY: 0, FOCUS_AUTO: 0}


def test_what_is_no_camera_or_away_takes_no_controls_and_that_is_all(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    set_controls(tmp_path / "video0", {FOCUS_AUTO: 0})
    set_controls(tmp_path / "video1", {FOCUS_AUTO: 0})
    assert (tmp_path / "video0").read_bytes() == b""
    assert not (tmp_path / "video1").exists()
