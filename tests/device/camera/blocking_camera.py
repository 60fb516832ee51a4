"""A camera whose driver hangs: one kind of call never comes back."""

from __future__ import annotations

import threading
import time

import numpy as np

from device.errors import CameraHungError
from inference.pose import Frame


class BlockingCamera:
    """Gives three frames, then names its failure; from then on the blocked call waits until it is released.

    Args:
        blocked: name of the call: "open", "read" or "close".

    Attributes:
        entered: set once that call waits.
        release: ends the wait.
    """

    name = "blocking camera"
    is_demo = False
    FRAMES = 3

    def __init__(self, blocked: str) -> None:
        self._blocked = blocked
        self._seq = -1
        self._failed = False
        self.entered = threading.Event()
        self.release = threading.Event()

    def open(self) -> None:
        self._wait("open")

    def read(self, timeout_s: float) -> Frame | None:
        self._wait("read")
        if self._seq == self.FRAMES - 1:
            self._failed = True
            raise CameraHungError(f"{self.name}: no frame for 2 s; check its cable")
        time.sleep(0.03)
        self._seq += 1
        noise = np.random.default_rng(self._seq).integers(0, 255, (480, 640, 3), dtype=np.uint8)
        return Frame(self._seq, time.monotonic(), noise)

    def picture(self) -> None: ...

    def close(self) -> None:
        self._wait("close")

    def _wait(self, call: str) -> None:
        if self._failed and call == self._blocked:
            self.entered.set()
            self.release.wait()
