"""The Pi camera's adapter on picamera2's real code: `make test-camera`."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from device.camera.pi_library import pi_cameras
from device.camera.picamera import PiCamera
from device.capture import Capture
from device.config import CameraSettings
from device.errors import CameraBusyError, CameraHungError
from device.view import CameraState
from inference.pose import Frame
from tests.device.camera.virtual.sensor import virtual_library

SETTINGS = CameraSettings(width_px=320, height_px=240, screen_width_px=640)


@pytest.fixture
def camera() -> Iterator[PiCamera]:
    camera = PiCamera(SETTINGS, load=virtual_library)
    camera.open()
    yield camera
    camera.close()


def next_frame(camera: PiCamera) -> Frame:
    frame = camera.read(2.0)
    assert frame is not None
    return frame


def test_the_virtual_camera_is_found() -> None:
    assert pi_cameras(virtual_library) == ["Virtual Video Device"]


def test_two_streams_of_one_moment(camera: PiCamera) -> None:
    frame = next_frame(camera)
    picture = camera.picture()
    assert picture is not None
    assert frame.image.shape == (240, 320, 3)
    assert picture.image.shape == (480, 640, 3)
    assert picture.captured_s == frame.captured_s
    small = picture.image[::2, ::2].astype(int)
    assert np.abs(small - frame.image).mean() < 12, "the same scene"
    assert not frame.image.flags.writeable


def test_colours_come_out_right(camera: PiCamera) -> None:
    """The virtual camera draws vertical bars: white, yellow, cyan, green, magenta, red, blue, black."""
    image = next_frame(camera).image
    wanted = [(1, 1, 1), (1, 1, 0), (0, 1, 1), (0, 1, 0), (1, 0, 1), (1, 0, 0), (0, 0, 1), (0, 0, 0)]
    seen = {tuple(int(level > 110) for level in pixel) for pixel in image[120, 4::8]}
    assert seen == set(wanted)


def test_each_frame_is_newer_than_the_one_before_and_fresh(camera: PiCamera) -> None:
    frames = [next_frame(camera) for _ in range(40)]
    assert all(later.captured_s > earlier.captured_s for earlier, later in pairwise(frames))
    time.sleep(1.0)
    asked_s = time.monotonic()
    assert next_frame(camera).captured_s > asked_s - 0.1


def test_buffers_come_back_however_long_it_is_read(camera: PiCamera) -> None:
    for _ in range(100):
        next_frame(camera)
        camera.picture()


def test_a_second_user_is_told_that_it_is_busy(camera: PiCamera) -> None:
    with pytest.raises(CameraBusyError, match="busy; close the program that uses it"):
        PiCamera(SETTINGS, load=virtual_library).open()


def test_fifty_tries_for_a_busy_camera_cost_no_file_descriptors(camera: PiCamera) -> None:
    def descriptors_after(tries: int) -> int:
        waiting = PiCamera(SETTINGS, load=virtual_library)
        for _ in range(tries):
            with pytest.raises(CameraBusyError):
                waiting.open()
        gc.collect()
        return len(list(Path("/proc/self/fd").iterdir()))

    # The first try may open what is kept for the life of the process.
    before = descriptors_after(1)
    assert descriptors_after(50) == before
    next_frame(camera)


def test_a_sensor_that_stops_is_hung_and_opened_again(camera: PiCamera) -> None:
    before = next_frame(camera)
    camera._camera.stop()
    started_s = time.monotonic()
    with pytest.raises(CameraHungError, match="no frame for 2 s"):  # noqa: PT012
        while time.monotonic() < started_s + 6:
            camera.read(0.5)
    assert 2.0 <= time.monotonic() - started_s < 3.5
    camera.open()
    assert next_frame(camera).captured_s > before.captured_s


def test_closed_and_opened_many_times_it_leaves_no_thread_behind() -> None:
    camera = PiCamera(SETTINGS, load=virtual_library)
    counts = []
    for _ in range(6):
        camera.open()
        next_frame(camera)
        camera.close()
        counts.append(threading.active_count())
    assert counts[-1] == counts[1]


def test_the_capture_stage_delivers_it_to_analysis_and_screen() -> None:
    capture, stop = Capture(PiCamera(SETTINGS, load=virtual_library)), threading.Event()
    thread = threading.Thread(target=capture.run, args=(stop,))
    thread.start()
    capture.ask_for_pictures()
    assert capture.frames.newer(0, 10) is not None
    assert capture.pictures.newer(0, 10) is not None
    assert capture.health.state is CameraState.LIVE
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
