"""picamera2 over a simulated sensor, on a fake clock: what the Pi camera uses of it, with its traps."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from device.camera.picamera import Library
from tests.device.fake_clock import FakeClock


class FakeSensor:
    """The sensor and its library. Frame n is grey: luma 16 + n modulo 200. Rows are padded to 64 bytes."""

    INTERVAL_S = 1 / 30

    def __init__(self, clock: FakeClock, model: str = "imx708") -> None:
        self.clock = clock
        self.found: list[dict[str, Any]] = [
            {"Model": model, "Id": "/base/soc/i2c0mux/i2c@1/imx708@1a", "Num": 0}
        ]
        self.controls = {"FrameDurationLimits": (33333, 120000, None)}
        self.busy = False
        self.refuses = False
        self.hung_from_s = math.inf
        self.opened = 0
        self.configuration: dict[str, Any] = {}

    def library(self) -> Library:
        return Library(
            cameras=lambda: self.found,
            camera=self.open,
            mapped_array=FakeMappedArray,
            transform=lambda hflip, vflip: (bool(hflip), bool(vflip)),
            colour_space=lambda: "Smpte170m",
        )

    def open(self, number: int) -> FakePicamera2:
        if self.busy:
            raise RuntimeError("Camera __init__ sequence did not complete.")
        self.opened += 1
        return FakePicamera2(self)


class FakePicamera2:
    """One opened camera. A job that timed out stays queued; closing with queued jobs fails."""

    def __init__(self, sensor: FakeSensor) -> None:
        self._sensor = sensor
        self._jobs: list[float] = []
        self.held: list[FakeRequest] = []
        self.started = False
        self.camera_controls = sensor.controls

    def create_video_configuration(self, **asked: Any) -> dict[str, Any]:
        return asked

    def configure(self, configuration: dict[str, Any]) -> None:
        for name in configuration["controls"]:
            if name not in self.camera_controls:
                raise RuntimeError(f"Control {name} is not advertised by libcamera")
        if self._sensor.refuses:
            raise ValueError("no such size\nsecond line")
        self._sensor.configuration = configuration

    def camera_configuration(self) -> dict[str, Any]:
        return self._sensor.configuration

    def start(self) -> None:
        self.started = True

    def capture_request(self, wait: bool) -> float:
        assert wait is False
        if self.held:
            raise RuntimeError("no free buffer: a request was not released")
        self._jobs.append(self._sensor.clock())
        return self._jobs[-1]

    def wait(self, job: float, timeout: float) -> FakeRequest:
        sensor = self._sensor
        frame = math.floor(job / sensor.INTERVAL_S) + 1
        due_s = frame * sensor.INTERVAL_S
        if due_s >= sensor.hung_from_s or due_s > sensor.clock() + timeout:
            sensor.clock.sleep(timeout)
            raise TimeoutError
        sensor.clock.sleep(max(0.0, due_s - sensor.clock()))
        self._jobs.remove(job)
        self.held.append(FakeRequest(self, frame, due_s, sensor.configuration["main"]["size"]))
        return self.held[-1]

    def cancel_all_and_flush(self) -> None:
        self._jobs.clear()

    def close(self) -> None:
        if self._jobs:
            raise RuntimeError("closing hangs: jobs are queued")
        self._sensor.opened -= 1


class FakeRequest:
    """A finished frame in a buffer of the camera."""

    def __init__(self, camera: FakePicamera2, frame: int, stamp_s: float, size: tuple[int, int]) -> None:
        self._camera = camera
        self._stamp_s = stamp_s
        stride = math.ceil(size[0] / 64) * 64
        self.buffer = np.full((size[1] * 3 // 2, stride), 128, np.uint8)
        self.buffer[: size[1]] = 16 + frame % 200

    def get_metadata(self) -> dict[str, int]:
        return {"SensorTimestamp": round(self._stamp_s * 1e9)}

    def release(self) -> None:
        self._camera.held.remove(self)


class FakeMappedArray:
    """A view into a request's buffer, which the camera writes over as soon as the view is given back."""

    def __init__(self, request: FakeRequest, stream: str, write: bool) -> None:
        assert (stream, write) == ("main", False)
        self._request = request

    def __enter__(self) -> Any:
        return SimpleNamespace(array=self._request.buffer)

    def __exit__(self, *error: object) -> None:
        self._request.buffer[:] = 0
