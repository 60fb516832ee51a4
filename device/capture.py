"""The capture stage: frames from the camera into a one-slot channel; a camera that fails is opened again."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from device.camera import Camera
from device.channel import Latest
from device.errors import MatsideError
from device.view import CameraState
from inference.pose import Frame

log = logging.getLogger(__name__)

READ_TIMEOUT_S = 0.5
FIRST_RETRY_S, LONGEST_RETRY_S = 0.5, 5.0


@dataclass(frozen=True, slots=True)
class CameraHealth:
    """What the camera does; `detail` says in one line what is wrong."""

    state: CameraState = CameraState.STARTING
    detail: str = ""


class Capture:
    """Keeps a camera open and its newest frame at hand.

    Attributes:
        frames: the newest frame.
        health: the camera's state now.
    """

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.frames: Latest[Frame] = Latest()
        self.health = CameraHealth()

    def run(self, stop: threading.Event) -> None:
        """The worker's body: deliver frames until stopped; open a failed camera again, ever less often."""
        retry_s = FIRST_RETRY_S
        try:
            while not stop.is_set():
                try:
                    self._camera.open()
                    while not stop.is_set():
                        if self._deliver():
                            retry_s = FIRST_RETRY_S
                except MatsideError as error:
                    self._fail(str(error))
                    self._camera.close()
                    stop.wait(retry_s)
                    retry_s = min(2 * retry_s, LONGEST_RETRY_S)
        finally:
            self._camera.close()
            self.frames.close()

    def _deliver(self) -> bool:
        frame = self._camera.read(READ_TIMEOUT_S)
        if frame is None:
            return False
        if self.health.state not in (CameraState.LIVE, CameraState.DEMO):
            log.info("pictures from %s", self._camera.name)
            state = CameraState.DEMO if self._camera.is_demo else CameraState.LIVE
            self.health = CameraHealth(state, self._camera.name)
        self.frames.put(frame)
        return True

    def _fail(self, detail: str) -> None:
        if detail != self.health.detail:
            log.warning("%s", detail)
        self.health = CameraHealth(CameraState.MISSING, detail)
