"""The capture stage: frames from the camera into a one-slot channel; a camera that fails is opened again."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from device.camera import Camera
from device.camera.pace import EARLY_S, Pace
from device.camera.sight import Sight
from device.channel import Latest
from device.errors import CameraBusyError, CameraHungError, MatsideError
from device.view import CameraState
from inference.pose import Frame

log = logging.getLogger(__name__)

READ_TIMEOUT_S = 0.5
FIRST_RETRY_S, LONGEST_RETRY_S = 0.5, 5.0
HASTE_S = 0.03
"""How soon a change of the pace is noticed."""
ASKED_S = 2.0
"""A screen that did not ask for so long shows no picture."""
STALL_S = 2.0
"""No frame for so long, and the camera hangs, whatever its own adapter says."""
CALL_S = 10.0
"""A call of the camera that takes longer is one that never ends: its driver or libcamera hangs. The longest
good one, the first opening of a Pi camera (picamera2 imported, each mode of the sensor tried), takes a few
seconds. Engineering estimate."""

_SIGHT = {
    CameraState.COVERED: "the picture is black or all alike; uncover the lens, switch on a light",
    CameraState.OVEREXPOSED: "the picture is nearly all white; turn the camera away from window or lamp",
}


@dataclass(frozen=True, slots=True)
class CameraHealth:
    """What the camera does; `detail` says in one line what is wrong."""

    state: CameraState = CameraState.STARTING
    detail: str = ""


class Capture:
    """Keeps a camera open and its newest frame at hand.

    Args:
        camera: where the frames come from.
        pace: how often they are wanted.
        clock: the monotonic clock in seconds.

    Attributes:
        frames: the newest frame, as it is analysed.
        pictures: the newest one for the screen, only while a screen asks for it; an old one is not kept.
    """

    def __init__(
        self,
        camera: Camera,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._camera = camera
        self._pace = pace or Pace()
        self._asked_s = -math.inf
        self._clock = clock
        self._sight = Sight()
        self._health = CameraHealth()
        self._alive_s = clock()
        self._called_s = math.inf
        self._captured_s = -math.inf
        self.frames: Latest[Frame] = Latest()
        self.pictures: Latest[Frame] = Latest()

    @property
    def health(self) -> CameraHealth:
        """The camera's state now."""
        if self._blocked:
            words = f"no answer for {CALL_S:g} s; switch the device off and on"
        elif self._silent:
            words = f"no frame for {STALL_S:g} s; check its cable"
        else:
            return self._health
        return CameraHealth(CameraState.HUNG, f"{self._camera.name}: {words}")

    @property
    def stuck(self) -> bool:
        """Whether nobody will open it again: one of its calls hangs, or its driver swallows every read."""
        return self._blocked or self._silent

    @property
    def _blocked(self) -> bool:
        return self._clock() - self._called_s > CALL_S

    @property
    def _silent(self) -> bool:
        """Whether frames stopped and the camera's own adapter did not notice."""
        state = self._health.state
        return (state.sees or state in _SIGHT) and self._clock() - self._alive_s > STALL_S

    def ask_for_pictures(self) -> None:
        """A screen wants to show the picture; from the next frame on there is one. Any thread may call it."""
        self._asked_s = self._clock()

    def run(self, stop: threading.Event) -> None:
        """The worker's body: deliver frames until stopped; open a failed camera again, ever less often."""
        retry_s = FIRST_RETRY_S
        try:
            while not stop.is_set():
                try:
                    with self._call() as camera:
                        camera.open()
                    while not stop.is_set():
                        if self._deliver():
                            retry_s = FIRST_RETRY_S
                            self._take_time(stop)
                except MatsideError as error:
                    self._fail(error)
                    with self._call() as camera:
                        camera.close()
                    stop.wait(retry_s)
                    retry_s = min(2 * retry_s, LONGEST_RETRY_S)
        finally:
            with self._call() as camera:
                camera.close()
            self.frames.close()
            self.pictures.close()

    @contextmanager
    def _call(self) -> Iterator[Camera]:
        """The camera for one call, of which others can see how long it takes."""
        self._called_s = self._clock()
        try:
            yield self._camera
        finally:
            self._called_s = math.inf

    def _deliver(self) -> bool:
        with self._call() as camera:
            frame = camera.read(READ_TIMEOUT_S)
        if frame is None:
            return False
        self._alive_s = self._clock()
        if not self._pace.wants(frame.captured_s, self._captured_s):
            return False
        self._captured_s = frame.captured_s
        self._tell(self._sight.update(frame))
        self.frames.put(frame)
        if self._alive_s - self._asked_s < ASKED_S:
            with self._call() as camera:
                picture = camera.picture()
            self.pictures.put(picture or frame)
        else:
            self.pictures.forget()
        return True

    def _take_time(self, stop: threading.Event) -> None:
        """Wait as long as the pace asks; it may ask for haste in the meantime."""
        while (left_s := self._alive_s + self._pace.interval_s - EARLY_S - self._clock()) > 0:
            if stop.wait(min(left_s, HASTE_S)):
                return

    def _tell(self, trouble: CameraState | None) -> None:
        """Say that pictures come, and what is wrong with them."""
        state = trouble or (CameraState.DEMO if self._camera.is_demo else CameraState.LIVE)
        if state is not self._health.state:
            detail = f"{self._camera.name}: {_SIGHT[state]}" if state in _SIGHT else self._camera.name
            log.info("pictures from %s", detail)
            self._health = CameraHealth(state, detail)

    def _fail(self, error: MatsideError) -> None:
        if str(error) != self._health.detail:
            log.warning("%s", error)
        state = CameraState.MISSING
        if isinstance(error, CameraBusyError):
            state = CameraState.BUSY
        elif isinstance(error, CameraHungError):
            state = CameraState.HUNG
        self._health = CameraHealth(state, str(error))
        self.pictures.forget()
