"""What is asked of a Pi camera's sensor, and what its planes become."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from device.camera.pi_sensor import FOCUS_GO_ON, FOCUS_HOLD, whole_view, widest_mode, yuv420_to_rgb
from tests.device.camera.fake_picamera2 import FakeSensor
from tests.device.camera.pi_cameras import camera_on, next_frame
from tests.device.fake_clock import FakeClock


@pytest.mark.parametrize(
    ("luma", "blue", "red", "rgb"),
    [
        (16, 128, 128, (0, 0, 0)),
        (235, 128, 128, (255, 255, 255)),
        (81, 90, 240, (255, 0, 0)),
        (145, 54, 34, (0, 255, 0)),
        (41, 240, 110, (0, 0, 255)),
    ],
)
@pytest.mark.parametrize("stride", [64, 96])
def test_the_primaries_of_bt601_come_out_pure(
    luma: int, blue: int, red: int, rgb: tuple[int, int, int], stride: int
) -> None:
    planes = np.full((72, stride), luma, np.uint8)
    chroma = planes[48:].reshape(-1)
    chroma[: chroma.size // 2] = blue
    chroma[chroma.size // 2 :] = red
    image = yuv420_to_rgb(planes, 64)
    assert image.shape == (48, 64, 3)
    assert image.flags.c_contiguous
    assert np.abs(image.astype(int) - np.array(rgb)).max() <= 2


@pytest.mark.parametrize(("height", "width", "stride"), [(480, 640, 640), (240, 320, 384), (486, 650, 704)])
def test_a_picture_survives_the_way_through_padded_planes(height: int, width: int, stride: int) -> None:
    y, x = np.mgrid[0:height, 0:width]
    ramp = np.stack([x * 255 / width, y * 255 / height, (x + y) * 255 / (width + height)], axis=-1).astype(
        np.uint8
    )
    tight = cv2.cvtColor(ramp, cv2.COLOR_RGB2YUV_I420).reshape(-1)
    luma = tight[: height * width].reshape(height, width)
    chroma = tight[height * width :].reshape(2, height // 2, width // 2)
    rows = np.full((height, stride), 99, np.uint8)
    rows[:, :width] = luma
    half_rows = np.full((2, height // 2, stride // 2), 99, np.uint8)
    half_rows[:, :, : width // 2] = chroma
    planes = np.concatenate([rows.reshape(-1), half_rows.reshape(-1)]).reshape(height * 3 // 2, stride)
    error = np.abs(yuv420_to_rgb(planes, width).astype(int) - ramp)
    assert error.mean() < 2
    assert error.max() <= 6


def test_the_stream_is_configured_for_newest_frames_at_the_asked_rate(sensor: FakeSensor) -> None:
    camera = camera_on(sensor, width_px=800, height_px=600, fps=25)
    camera.open()
    asked = sensor.configuration
    assert asked["main"] == {"size": (960, 720), "format": "YUV420"}
    assert asked["lores"] == {"size": (800, 600), "format": "YUV420"}
    assert asked["queue"] is False
    assert asked["controls"] == {
        "FrameDurationLimits": (21000, 21000),
        "AeExposureMode": 1,
        "AeFlickerMode": 1,
        "AeFlickerPeriod": 10000,
        "AfMode": 2,
    }
    assert asked["colour_space"] == "Smpte170m"
    assert camera.name == "Pi camera imx708"


def test_a_control_that_the_sensor_does_not_have_is_not_asked_for(sensor: FakeSensor) -> None:
    sensor.controls = {}
    camera = camera_on(sensor)
    camera.open()
    camera.move(True)
    next_frame(camera)
    assert sensor.configuration["controls"] == {}
    assert sensor.told == []


@pytest.mark.parametrize(("mains_hz", "period_us"), [(50, 10_000), (60, 8333), (0, None)])
def test_the_exposure_keeps_step_with_the_lamps(
    sensor: FakeSensor, mains_hz: int, period_us: int | None
) -> None:
    camera_on(sensor, mains_hz=mains_hz).open()
    assert sensor.configuration["controls"].get("AeFlickerPeriod") == period_us


def test_the_mode_that_sees_the_whole_width_is_taken_not_the_fastest(sensor: FakeSensor) -> None:
    camera_on(sensor).open()
    assert sensor.configuration["sensor"] == {"output_size": (2304, 1296), "bit_depth": 10}
    assert sensor.told == [{"ScalerCrop": (576, 0, 3456, 2592)}]


def test_a_rate_that_no_wide_mode_reaches_is_served_by_a_narrow_one_and_unknown_modes_by_none() -> None:
    modes = FakeSensor(FakeClock()).modes
    assert widest_mode(modes, 60) == {"output_size": (1536, 864), "bit_depth": 10}
    assert widest_mode([{"format": "MJPEG"}], 30) == {}


@pytest.mark.parametrize(
    ("size", "view"),
    [
        ((640, 480), (576, 0, 3456, 2592)),
        ((640, 360), (0, 0, 4608, 2592)),
        ((800, 400), (0, 144, 4608, 2304)),
    ],
)
def test_the_view_is_as_wide_as_the_pictures_shape_allows(
    size: tuple[int, int], view: tuple[int, int, int, int]
) -> None:
    assert whole_view((0, 0, 4608, 2592), size) == view


def test_the_focus_is_held_in_a_set_and_let_go_after_it(sensor: FakeSensor) -> None:
    camera = camera_on(sensor)
    camera.open()
    sensor.told.clear()
    for moving in (False, True, True, False):
        camera.move(moving)
        next_frame(camera)
    assert sensor.told == [FOCUS_HOLD, FOCUS_GO_ON]


@pytest.mark.parametrize("fps", [10, 15, 24, 30, 40])
@pytest.mark.parametrize("fastest", [56.0, 41.85])
def test_an_exposure_lasts_no_longer_than_a_short_frame_and_the_rate_is_the_asked_one_all_the_same(
    sensor: FakeSensor, fps: int, fastest: float
) -> None:
    for mode in sensor.modes:
        mode["fps"] = fastest
    camera = camera_on(sensor, fps=fps)
    camera.open()
    assert sensor.interval_s <= max(0.021, 1 / fastest)
    start_s = sensor.clock()
    stamps = []
    while sensor.clock() < start_s + 20:
        stamps.append(next_frame(camera).captured_s)
    assert len(stamps) / 20 == pytest.approx(fps, rel=0.02)
    gaps = [later - earlier for earlier, later in pairwise(stamps[1:])]
    assert max(gaps) < 1 / fps + sensor.interval_s
    camera.close()
    assert sensor.opened == 0


def test_a_rate_beyond_the_short_frames_is_asked_of_the_sensor_itself(sensor: FakeSensor) -> None:
    camera = camera_on(sensor, fps=60)
    camera.open()
    assert sensor.configuration["controls"]["FrameDurationLimits"] == (16667, 16667)
