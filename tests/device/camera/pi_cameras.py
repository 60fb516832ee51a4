"""The Pi camera's adapter on a fake sensor."""

from __future__ import annotations

from device.camera.picamera import PiCamera
from device.config import CameraSettings
from inference.pose import Frame
from tests.device.camera.fake_picamera2 import FakeSensor


def camera_on(sensor: FakeSensor, **settings: object) -> PiCamera:
    return PiCamera(CameraSettings.model_validate(settings), load=sensor.library, clock=sensor.clock)


def next_frame(camera: PiCamera) -> Frame:
    frame = camera.read(0.5)
    assert frame is not None
    return frame
