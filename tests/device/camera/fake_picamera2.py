"""picamera2 over a simulated sensor, on a fake clock: what the Pi camera uses of it, with its traps."""

from __future__ import annotations

import math
import os
from types import SimpleNamespace
from typing import Any

import numpy as np

from device.camera.pi_library import Library, opened
from tests.device.fake_clock import FakeClock


class FakeSensor:
    """The sensor and its library. Frame n is grey: luma 16 + n modulo 200. Rows are padded to 64 bytes."""

    def __init__(self, clock: FakeClock, model: str = "imx708") -> None:
        self.clock = clock
        self.found: list[dict[str, Any]] = [
            {"Model": model, "Id": "/base/soc/i2c0mux/i2c@1/imx708@1a", "Num": 0}
        ]
        self.controls: dict[str, tuple[Any, Any, Any]] = {
            "FrameDurationLimits": (33333, 120000, None),
            "AeExposureMode": (0, 3, 0),
            "AeFlickerMode": (0, 1, 0),
            "AeFlickerPeriod": (100, 1000000, None),
            "AfMode": (0, 2, 0),
            "AfPause": (0, 2, 0),
            "ScalerCrop": ((0, 0, 64, 64), (0, 0, 4608, 2592), (576, 0, 3456, 2592)),
        }
        self.modes: list[dict[str, Any]] = [
            {"size": (1536, 864), "bit_depth": 10, "fps": 120.1, "crop_limits": (768, 432, 3072, 1728)},
            {"size": (2304, 1296), "bit_depth": 10, "fps": 56.0, "crop_limits": (0, 0, 4608, 2592)},
            {"size": (4608, 2592), "bit_depth": 10, "fps": 14.4, "crop_limits": (0, 0, 4608, 2592)},
        ]
        self.told: list[dict[str, Any]] = []
        self.luma: np.ndarray[Any, Any] | None = None
        """What is before the lens, one row of luma; None: each frame has its own grey."""
        self.busy = False
        self.refuses = False
        self.flush_fails = False
        self.hung_from_s = math.inf
        self.opened = 0
        self.configuration: dict[str, Any] = {}

    @property
    def interval_s(self) -> float:
        """As the controls say, no shorter than the mode can."""
        wanted_us = self.configuration["controls"].get("FrameDurationLimits", (33333, 33333))[1]
        size = (self.configuration["sensor"] or {}).get("output_size")
        fastest = max((mode["fps"] for mode in self.modes if mode.get("size") == size), default=30.0)
        return max(float(wanted_us) / 1e6, 1 / float(fastest))

    def library(self) -> Library:
        return Library(
            cameras=lambda: self.found,
            camera=lambda number: opened(FakePicamera2, self),
            mapped_array=FakeMappedArray,
            transform=lambda hflip, vflip: (bool(hflip), bool(vflip)),
            colour_space=lambda: "Smpte170m",
        )


class PipeEnd:
    """A descriptor that stays open until it is closed.

    A file of Python's would close itself as garbage, before or after its camera, and complain.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def close(self) -> None:
        os.close(self._descriptor)


class FakePicamera2:
    """One opened camera. A job that timed out stays queued; closing with queued jobs fails.

    As with picamera2 0.3.38, a constructor that fails leaves its pipe open, and closing changes nothing then.
    """

    def __init__(self, sensor: FakeSensor) -> None:
        self.is_open = False
        read, self.notifyme_w = os.pipe2(os.O_NONBLOCK)
        self.notifymeread = PipeEnd(read)
        if sensor.busy:
            raise RuntimeError("Camera __init__ sequence did not complete.")
        sensor.opened += 1
        self.is_open = True
        self._sensor = sensor
        self._jobs: list[float] = []
        self.held: list[FakeRequest] = []
        self.started = False
        self.camera_controls = sensor.controls
        self.sensor_modes = sensor.modes

    def set_controls(self, controls: dict[str, Any]) -> None:
        self._advertised(controls)
        self._sensor.told.append(controls)

    def create_video_configuration(self, **asked: Any) -> dict[str, Any]:
        return asked

    def configure(self, configuration: dict[str, Any]) -> None:
        self._advertised(configuration["controls"])
        (wide, high), (width, height) = (configuration[stream]["size"] for stream in ("main", "lores"))
        if width > wide or height > high:
            raise RuntimeError("lores stream dimensions may not exceed main stream")
        if self._sensor.refuses:
            raise ValueError("no such size\nsecond line")
        self._sensor.configuration = configuration

    def _advertised(self, controls: dict[str, Any]) -> None:
        for name in controls:
            if name not in self.camera_controls:
                raise RuntimeError(f"Control {name} is not advertised by libcamera")

    @property
    def luma(self) -> np.ndarray[Any, Any] | None:
        return self._sensor.luma

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
        frame = math.floor(job / sensor.interval_s + 1e-6) + 1
        due_s = frame * sensor.interval_s
        if due_s >= sensor.hung_from_s or due_s > sensor.clock() + timeout:
            sensor.clock.sleep(timeout)
            raise TimeoutError
        sensor.clock.sleep(max(0.0, due_s - sensor.clock()))
        self._jobs.remove(job)
        sizes = {stream: sensor.configuration[stream]["size"] for stream in ("main", "lores")}
        self.held.append(FakeRequest(self, frame, due_s, sizes))
        return self.held[-1]

    def cancel_all_and_flush(self) -> None:
        self._jobs.clear()
        if self._sensor.flush_fails:
            raise OSError("flushing failed")

    def __del__(self) -> None:
        # Where a test leaves it open nobody waits for its jobs any more.
        if self.is_open:
            self._jobs.clear()
        self.close()

    def close(self) -> None:
        if not self.is_open:
            return
        if self._jobs:
            raise RuntimeError("closing hangs: jobs are queued")
        self.is_open = False
        self._sensor.opened -= 1
        self.notifymeread.close()
        os.close(self.notifyme_w)


class FakeRequest:
    """A finished frame in a buffer of the camera."""

    def __init__(
        self, camera: FakePicamera2, frame: int, stamp_s: float, sizes: dict[str, tuple[int, int]]
    ) -> None:
        self._camera = camera
        self._stamp_s = stamp_s
        self.buffers = {stream: self._filled(size, frame) for stream, size in sizes.items()}

    def _filled(self, size: tuple[int, int], frame: int) -> np.ndarray[Any, Any]:
        stride = math.ceil(size[0] / 64) * 64
        buffer = np.full((size[1] * 3 // 2, stride), 128, np.uint8)
        buffer[: size[1]] = 16 + frame % 200
        if self._camera.luma is not None:
            buffer[: size[1], : size[0]] = np.resize(self._camera.luma, size[0])
        return buffer

    def get_metadata(self) -> dict[str, int]:
        return {"SensorTimestamp": round(self._stamp_s * 1e9)}

    def release(self) -> None:
        self._camera.held.remove(self)


class FakeMappedArray:
    """A view into a request's buffer, which the camera writes over as soon as the view is given back."""

    def __init__(self, request: FakeRequest, stream: str, write: bool) -> None:
        assert write is False
        self._buffer = request.buffers[stream]

    def __enter__(self) -> Any:
        return SimpleNamespace(array=self._buffer)

    def __exit__(self, *error: object) -> None:
        self._buffer[:] = 0
