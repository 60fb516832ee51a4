"""Cameras of every kind before a room that can be darkened, on a clock that runs a script."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from device.camera import Camera
from device.camera.awaited import AwaitedCamera
from device.camera.clip import ClipCamera
from device.camera.pace import Pace
from device.camera.picamera import PiCamera
from device.camera.v4l2 import V4L2Camera
from device.capture import Capture
from device.config import CameraSettings
from device.view import CameraState
from tests.device.camera.fake_picamera2 import FakeSensor
from tests.device.camera.fake_usb_camera import FakeUsbCamera
from tests.device.fake_clock import FakeClock

SMALL = CameraSettings(width_px=160, height_px=120, screen_width_px=240)
ROOM = np.tile(np.linspace(20, 200, 64, dtype=np.uint8), 10)
DARK = np.full(640, 17, np.uint8)
WHITE = np.full(640, 255, np.uint8)


class Rig(ABC):
    """A camera whose surroundings a script changes while it is captured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ScriptedClock()
        self.pace = Pace()
        self.capture = Capture(self.camera(), self.pace, self.clock)
        self.states: list[tuple[float, CameraState]] = []
        self.frames: list[tuple[int, float]] = []
        """Number and time of each frame."""
        self.look(ROOM)

    @abstractmethod
    def camera(self) -> Camera: ...

    @abstractmethod
    def look(self, luma: np.ndarray[Any, Any]) -> None:
        """From now on this is before the lens."""

    @abstractmethod
    def unplug(self) -> None: ...

    @abstractmethod
    def plug_in(self) -> None: ...

    def run(self, seconds: float, *script: tuple[float, Callable[[], None]]) -> None:
        """Capture for some seconds; each step of the script happens at its second."""
        stop = ScriptedStop(self.clock)
        start_s = self.clock()
        self.clock.steps = [(start_s + at_s, step) for at_s, step in script]
        self.clock.steps.append((start_s + seconds, stop.set))
        self.clock.watch = lambda: self._note(start_s)
        self.capture.run(stop)

    def named(self, state: CameraState, after_s: float = 0.0) -> float:
        """When a state was told first, in seconds from the start."""
        return next(at_s for at_s, told in self.states if told is state and at_s >= after_s)

    def _note(self, start_s: float) -> None:
        state = self.capture.health.state
        if state is CameraState.STARTING:
            return
        if not self.states or self.states[-1][1] is not state:
            self.states.append((self.clock() - start_s, state))
        frame = self.capture.frames.peek()
        if frame is not None and (not self.frames or frame.seq != self.frames[-1][0]):
            self.frames.append((frame.seq, frame.captured_s))


class ScriptedClock(FakeClock):
    """Time moves when something waits, in small steps; a script's steps happen in between."""

    STEP_S = 0.01

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[float, Callable[[], None]]] = []
        self.watch: Callable[[], None] = lambda: None

    def sleep(self, seconds: float) -> None:
        until_s = self.now_s + max(seconds, 1e-4)
        while self.now_s < until_s:
            self.now_s = min(self.now_s + self.STEP_S, until_s)
            while self.steps and self.steps[0][0] <= self.now_s:
                self.steps.pop(0)[1]()
            self.watch()


class ScriptedStop(threading.Event):
    """A worker's stop whose waiting costs no real time."""

    def __init__(self, clock: ScriptedClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is not None and timeout > 0 and not self.is_set():
            self._clock.sleep(timeout)
        return self.is_set()


class PiRig(Rig):
    def camera(self) -> Camera:
        self.sensor = FakeSensor(self.clock)
        return self.made()

    def made(self) -> PiCamera:
        return PiCamera(SMALL, load=self.sensor.library, clock=self.clock)

    def look(self, luma: np.ndarray[Any, Any]) -> None:
        self.sensor.luma = luma

    def unplug(self) -> None:
        self.sensor.found.clear()
        self.hang()

    def plug_in(self) -> None:
        self.sensor.found.append({"Model": "imx708", "Id": "imx708@1a"})
        self.go_on()

    def hang(self) -> None:
        self.sensor.hung_from_s = self.clock()

    def go_on(self) -> None:
        self.sensor.hung_from_s = float("inf")

    def occupy(self, busy: bool) -> None:
        self.sensor.busy = busy


class UsbRig(Rig):
    def camera(self) -> Camera:
        self.usb = FakeUsbCamera(self.folder, self.clock)
        return self.made()

    def made(self) -> V4L2Camera:
        return V4L2Camera(
            None,
            SMALL,
            find=self.usb.find,
            ask=self.usb.ask,
            connect=self.usb.connect,
            control=self.usb.control,
            clock=self.clock,
            sleep=self.clock.sleep,
        )

    def look(self, luma: np.ndarray[Any, Any]) -> None:
        self.usb.luma = luma

    def unplug(self) -> None:
        self.usb.unplug()

    def plug_in(self) -> None:
        self.usb.plug_in(2)

    def hang(self) -> None:
        self.usb.hung_from_s = self.clock()

    def go_on(self) -> None:
        self.usb.hung_from_s = float("inf")

    def occupy(self, busy: bool) -> None:
        self.usb.busy = busy


class AwaitedPiRig(PiRig):
    """Looked for again at every opening."""

    def camera(self) -> Camera:
        self.sensor = FakeSensor(self.clock)
        return AwaitedCamera(lambda: self.made() if self.sensor.found else None)


class AwaitedUsbRig(UsbRig):
    """Looked for again at every opening."""

    def camera(self) -> Camera:
        self.usb = FakeUsbCamera(self.folder, self.clock)
        return AwaitedCamera(lambda: self.made() if self.usb.find() else None)


class ClipRig(Rig):
    """The file is opened again at each end of the clip, after half a second: then it may be another one."""

    def camera(self) -> Camera:
        self.file = self.folder / "clip.mp4"
        return ClipCamera(self.file, clock=self.clock, sleep=self.clock.sleep)

    def look(self, luma: np.ndarray[Any, Any]) -> None:
        made = self.folder / "made.mp4"
        film = cv2.VideoWriter(str(made), cv2.VideoWriter.fourcc(*"mp4v"), 30, (160, 120))
        picture = np.ascontiguousarray(np.broadcast_to(luma[None, :160, None], (120, 160, 3)))
        for _ in range(15):
            film.write(picture)
        film.release()
        made.replace(self.file)

    def unplug(self) -> None:
        self.file.rename(self.folder / "away.mp4")

    def plug_in(self) -> None:
        (self.folder / "away.mp4").rename(self.file)
