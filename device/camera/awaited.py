"""Whichever camera there is, now or later: for an appliance that must never show anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from device.camera import Camera
from device.camera.picamera import PiCamera
from device.camera.v4l2 import V4L2Camera
from device.errors import CameraError
from inference.pose import Frame


class AwaitedCamera:
    """The Pi camera or a USB camera, looked for at every opening, so also after one was exchanged.

    Args:
        find: the camera that is connected now, not open yet; None: none is.
    """

    is_demo = False

    def __init__(self, find: Callable[[], Camera | None]) -> None:
        self._find = find
        self._camera: Camera | None = None
        self._moving = False
        self._seq = -1

    @property
    def name(self) -> str:
        """The found camera's, else what is looked for. Any thread may ask."""
        camera = self._camera
        return "Pi or USB camera" if camera is None else camera.name

    def open(self) -> None:
        """Look for a camera and open it.

        Raises:
            CameraError: there is none, or it refuses.
        """
        if self._camera is None:
            self._camera = self._find()
            self._tell()
        self._found.open()

    def read(self, timeout_s: float) -> Frame | None:
        """The found camera's newest frame."""
        frame = self._found.read(timeout_s)
        if frame is None:
            return None
        self._seq += 1
        return replace(frame, seq=self._seq)

    def picture(self) -> Frame | None:
        """The found camera's picture for the screen."""
        picture = self._found.picture()
        return None if picture is None else replace(picture, seq=self._seq)

    def close(self) -> None:
        """Release the found camera; the next opening looks again."""
        if self._camera is not None:
            self._camera.close()
            self._camera = None

    def show(self, exercise: str) -> None:
        """The person is real: nothing to follow."""

    def move(self, moving: bool) -> None:
        """The found camera keeps its lens still in a set."""
        self._moving = moving
        self._tell()

    def _tell(self) -> None:
        camera = self._camera
        if isinstance(camera, PiCamera | V4L2Camera):
            camera.move(self._moving)

    @property
    def _found(self) -> Camera:
        if self._camera is None:
            raise CameraError("no camera found; connect one: it is looked for again every few seconds")
        return self._camera
