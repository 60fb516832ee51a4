"""A USB camera and its driver, as OpenCV's VideoCapture shows them, on a fake clock."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from device.camera.nodes import Capability
from tests.device.fake_clock import FakeClock

WEBCAM = Capability("uvcvideo", "Acme Webcam", 0x04200001)


class FakeUsbCamera:
    """The device: plugged in or not, busy, hung. Frame n has red = n modulo 200; green 0; blue 50."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder = folder
        self.clock = clock
        self.busy = False
        self.hung_from_s = math.inf
        self.broken_from_s = math.inf
        """From then on its pictures can't be decoded."""
        self.stamps = True
        self.luma: np.ndarray[Any, Any] | None = None
        """What is before the lens, one row of grey; None: the frame's number."""
        self.node = folder / "video0"
        self.node.touch()
        self.streams = 0
        self.asked: dict[int, float] = {}
        self.controls: list[dict[int, int]] = []
        """What was asked for besides the pictures, in order."""

    def unplug(self) -> None:
        self.node.unlink()

    def plug_in(self, number: int) -> None:
        self.node = self.folder / f"video{number}"
        self.node.touch()

    def find(self) -> dict[Path, str]:
        return {self.node: WEBCAM.card} if self.node.exists() else {}

    def ask(self, node: Path) -> Capability:
        if not node.exists():
            raise FileNotFoundError(node)
        return WEBCAM

    def control(self, node: Path, controls: Mapping[int, int]) -> None:
        assert node == self.node
        self.controls.append(dict(controls))

    def connect(self, node: str, api: int) -> Any:
        assert api == cv2.CAP_V4L2
        return FakeCapture(self, Path(node))


class FakeCapture:
    """An opened stream. Like the kernel's, its queue keeps the oldest frames and loses new ones when full."""

    QUEUE = 4
    INTERVAL_S = 1 / 30

    def __init__(self, camera: FakeUsbCamera, node: Path) -> None:
        self._camera = camera
        self._node = node
        self._open = node.exists() and not camera.busy
        self._queue: list[int] = []
        self._made = -1
        self._started_s = camera.clock()
        self._current = -1
        camera.streams += self._open

    def isOpened(self) -> bool:  # noqa: N802
        return self._open

    def set(self, key: int, value: float) -> bool:
        self._camera.asked[key] = value
        return True

    def get(self, key: int) -> float:
        assert key == cv2.CAP_PROP_POS_MSEC
        return self._stamp_s(self._current) * 1000 if self._camera.stamps else 0.0

    def grab(self) -> bool:
        if not self._node.exists():
            return False
        self._fill()
        if not self._queue:
            next_s = self._stamp_s(self._made + 1)
            if next_s >= self._camera.hung_from_s:
                self._camera.clock.sleep(1.0)
                return False
            self._camera.clock.sleep(max(0.0, next_s - self._camera.clock() + 0.001))
            self._fill()
        self._current = self._queue.pop(0)
        return True

    def retrieve(self) -> tuple[bool, np.ndarray[Any, Any] | None]:
        if self._camera.clock() >= self._camera.broken_from_s:
            return False, None
        size = (
            int(self._camera.asked.get(cv2.CAP_PROP_FRAME_WIDTH, 640)),
            int(self._camera.asked.get(cv2.CAP_PROP_FRAME_HEIGHT, 480)),
        )
        image = np.zeros((size[1], size[0], 3), np.uint8)
        image[:, : size[0] // 2] = (50, 0, self._current % 200)
        if self._camera.luma is not None:
            image[:] = np.resize(self._camera.luma, size[0])[None, :, None]
        return True, image

    def release(self) -> None:
        self._camera.streams -= self._open
        self._open = False

    def _stamp_s(self, frame: int) -> float:
        return self._started_s + frame * self.INTERVAL_S

    def _fill(self) -> None:
        until_s = min(self._camera.clock(), self._camera.hung_from_s)
        while self._stamp_s(self._made + 1) < until_s:
            self._made += 1
            if len(self._queue) < self.QUEUE:
                self._queue.append(self._made)
