from __future__ import annotations

import gc
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from device.camera.pi_library import Library, load_library, pi_cameras
from device.camera.picamera import PiCamera
from device.config import CameraSettings
from device.errors import CameraBusyError, CameraError
from tests.device.camera.fake_picamera2 import FakeSensor
from tests.device.camera.pi_cameras import camera_on, next_frame
from tests.device.fake_clock import FakeClock


def test_without_picamera2_it_says_what_to_install() -> None:
    with pytest.raises(CameraError) as caught:
        PiCamera(CameraSettings(), load=load_library).open()
    assert str(caught.value).endswith(
        "is not installed; on Raspberry Pi OS: sudo apt-get install python3-picamera2, then make clean setup"
    )
    assert pi_cameras() == []


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (
            "raise ValueError('numpy.dtype size changed, may indicate binary incompatibility')",
            "numpy.dtype size changed, may indicate binary incompatibility",
        ),
        (
            "import device.errors\nfrom device.errors import gone",
            "cannot import name 'gone' from 'device.errors'",
        ),
        ("raise SystemError", "SystemError"),
    ],
)
def test_a_picamera2_that_can_not_be_loaded_is_one_line_and_no_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, said: str
) -> None:
    (tmp_path / "libcamera.py").touch()
    (tmp_path / "picamera2.py").write_text(module)
    monkeypatch.syspath_prepend(tmp_path)
    for look in (PiCamera(CameraSettings()).open, pi_cameras):
        with pytest.raises(CameraError) as caught:
            look()
        assert str(caught.value).startswith(f"Pi camera: picamera2 can't be loaded ({said}")
        assert str(caught.value).endswith("; install it and Matside for the same release of Raspberry Pi OS")
        assert "\n" not in str(caught.value)
    monkeypatch.delitem(sys.modules, "libcamera")


def test_the_screens_picture_is_the_same_moment_in_the_larger_stream(sensor: FakeSensor) -> None:
    camera = camera_on(sensor)
    camera.open()
    assert camera.picture() is None
    for _ in range(8):
        frame = next_frame(camera)
        picture = camera.picture()
        assert picture is not None
        assert picture.image.shape == (720, 960, 3)
        assert (picture.seq, picture.captured_s) == (frame.seq, frame.captured_s)
        assert picture.image[0, 0].tolist() == frame.image[0, 0].tolist()
    camera.close()
    assert camera.picture() is None
    assert sensor.opened == 0


def test_frames_are_copies_stamped_by_the_sensor(sensor: FakeSensor) -> None:
    camera = camera_on(sensor, width_px=650, height_px=480)
    camera.open()
    first, second = next_frame(camera), next_frame(camera)
    assert first.image.shape == (480, 650, 3)
    assert not first.image.flags.writeable
    grey = int(first.image[0, 0, 0])
    assert np.all(first.image == grey)
    assert int(second.image[0, 0, 0]) > grey
    assert 0.02 < second.captured_s - first.captured_s < 0.05
    assert second.captured_s == pytest.approx(sensor.clock(), abs=1e-6)
    assert (first.seq, second.seq) == (0, 1)


def test_a_late_reader_waits_for_the_next_frame_instead_of_an_old_one(sensor: FakeSensor) -> None:
    camera = camera_on(sensor)
    camera.open()
    next_frame(camera)
    sensor.clock.sleep(1.5)
    asked_s = sensor.clock()
    assert next_frame(camera).captured_s >= asked_s


def test_an_impatient_reader_gets_none_and_the_same_job_later(sensor: FakeSensor) -> None:
    camera = camera_on(sensor)
    camera.open()
    asked_s = sensor.clock()
    assert camera.read(0.001) is None
    assert camera.read(0.001) is None
    assert next_frame(camera).captured_s == pytest.approx(asked_s, abs=1 / 30)
    camera.close()
    assert sensor.opened == 0


def test_a_hung_sensor_is_an_error_after_two_seconds_and_can_be_opened_again(sensor: FakeSensor) -> None:
    camera = camera_on(sensor)
    camera.open()
    before = next_frame(camera)
    sensor.hung_from_s = hung_s = sensor.clock()
    for _ in range(4):
        assert camera.read(0.5) is None
    with pytest.raises(CameraError, match="Pi camera imx708: no frame for 2 s; check the ribbon cable"):
        camera.read(0.5)
    assert sensor.clock() - hung_s == pytest.approx(2.5)
    assert sensor.opened == 0
    sensor.hung_from_s = float("inf")
    camera.open()
    assert next_frame(camera).captured_s > before.captured_s


@pytest.mark.parametrize(
    ("settings", "flips", "shape"),
    [
        ({}, (False, False), (480, 640, 3)),
        ({"mirror": True}, (True, False), (480, 640, 3)),
        ({"rotation_deg": 180}, (True, True), (480, 640, 3)),
        ({"rotation_deg": 180, "mirror": True}, (False, True), (480, 640, 3)),
        ({"rotation_deg": 90}, (False, False), (640, 480, 3)),
        ({"rotation_deg": 270, "mirror": True}, (False, False), (640, 480, 3)),
    ],
)
def test_the_image_processor_flips_and_quarter_turns_are_done_here(
    sensor: FakeSensor, settings: dict[str, object], flips: tuple[bool, bool], shape: tuple[int, int, int]
) -> None:
    camera = camera_on(sensor, **settings)
    camera.open()
    assert sensor.configuration["transform"] == flips
    assert next_frame(camera).image.shape == shape


def test_no_camera_on_the_cable_and_only_a_usb_camera_are_named(sensor: FakeSensor) -> None:
    sensor.found = []
    with pytest.raises(CameraError, match="none found; check that the ribbon cable sits firmly"):
        camera_on(sensor).open()
    sensor.found = [{"Model": "Webcam", "Id": "/base/scb/pcie/usb@1-1:1.0-046d:0825"}]
    with pytest.raises(CameraError, match="none found"):
        camera_on(sensor).open()
    assert pi_cameras(sensor.library) == []


def test_a_libcamera_that_does_not_start_is_named() -> None:
    def broken() -> list[dict[str, object]]:
        raise RuntimeError("Failed to start the camera manager")

    def load() -> Library:
        return replace(FakeSensor(FakeClock()).library(), cameras=broken)

    with pytest.raises(
        CameraError, match=r"libcamera does not start \(Failed to start the camera manager\); restart"
    ):
        PiCamera(CameraSettings(), load=load).open()
    with pytest.raises(CameraError, match="libcamera does not start"):
        pi_cameras(load)


def test_the_cameras_on_the_cable_are_listed(sensor: FakeSensor) -> None:
    sensor.found.append({"Model": "Webcam", "Id": "/base/scb/pcie/usb@1-1:1.0-046d:0825"})
    assert pi_cameras(sensor.library) == ["imx708"]


def test_a_busy_camera_and_refused_settings_are_one_line_each(sensor: FakeSensor) -> None:
    sensor.busy = True
    with pytest.raises(CameraError, match="busy; close the program that uses it"):
        camera_on(sensor).open()
    sensor.busy, sensor.refuses = False, True
    with pytest.raises(CameraError) as caught:
        camera_on(sensor).open()
    assert str(caught.value) == "Pi camera imx708: does not start with these settings (no such size)"
    assert sensor.opened == 0


def test_reading_a_closed_camera_is_an_error(sensor: FakeSensor) -> None:
    camera = camera_on(sensor)
    camera.close()
    with pytest.raises(CameraError, match="not open"):
        camera.read(0.1)


def test_a_camera_that_is_busy_for_long_costs_no_file_descriptors(sensor: FakeSensor) -> None:
    def descriptors() -> int:
        gc.collect()  # what tests before this one have left open
        return len(list(Path("/proc/self/fd").iterdir()))

    camera = camera_on(sensor)
    before = descriptors()
    sensor.busy = True
    for _ in range(50):
        with pytest.raises(CameraBusyError):
            camera.open()
    assert descriptors() == before
    sensor.busy = False
    camera.open()
    assert descriptors() == before + 2
    camera.close()
    assert descriptors() == before


def test_a_sensor_that_can_not_be_flushed_is_closed_all_the_same(sensor: FakeSensor) -> None:
    camera = camera_on(sensor)
    camera.open()
    sensor.flush_fails = True
    camera.close()
    assert sensor.opened == 0
