"""USB cameras through Video4Linux."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import cv2

from device.camera.capture import open_capture
from device.camera.mounting import upright
from device.camera.nodes import Capability, query, usb_cameras
from device.camera.usb_controls import FOCUS_GO_ON, FOCUS_HOLD, set_controls, start_controls
from device.config import CameraSettings
from device.errors import CameraBusyError, CameraError, CameraHungError
from inference.pose import Frame, Image

STALL_S = 2.0
"""A camera that sent no frame for so long hangs."""


class V4L2Camera:
    """A USB camera; it follows the session (`device.pipeline.Stage`).

    `read` may wait up to 1 s longer than its timeout: that is how long the driver is waited for.

    Args:
        node: /dev/videoN; None takes the first USB camera at each opening, since one that is plugged in
            again may get another number.
        settings: size, rate, mounting.
        find: the USB cameras that are plugged in.
        ask: tells what a node is.
        connect: opens the node, as cv2.VideoCapture does.
        control: asks the node for controls.
        clock: the monotonic clock in seconds, on which the kernel stamps the frames.
        sleep: waits for a number of seconds.
    """

    is_demo = False

    def __init__(
        self,
        node: Path | None,
        settings: CameraSettings,
        *,
        find: Callable[[], Mapping[Path, str]] = usb_cameras,
        ask: Callable[[Path], Capability] = query,
        connect: Callable[[str, int], cv2.VideoCapture] = open_capture,
        control: Callable[[Path, Mapping[int, int]], None] = set_controls,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = "USB camera"
        self._wanted = node
        self._node = Path()
        self._find = find
        self._settings = settings
        self._ask = ask
        self._connect = connect
        self._control = control
        self._clock = clock
        self._sleep = sleep
        self._capture: cv2.VideoCapture | None = None
        self._opened_s = self._alive_s = self._captured_s = 0.0
        self._seq = -1
        self._moving = self._focus_held = False

    def open(self) -> None:
        """Start the stream: MJPG, since raw pictures at 30 fps need more than a USB 2 port shared by two.

        Raises:
            CameraError: it is absent, busy, not allowed, or no camera.
        """
        if self._capture is not None:
            return
        self._choose_node()
        capture = self._connect(str(self._node), cv2.CAP_V4L2)
        if not capture.isOpened():
            raise CameraBusyError(f"{self.name}: can't be opened; close the program that uses it")
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._settings.width_px)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._settings.height_px)
        capture.set(cv2.CAP_PROP_FPS, self._settings.fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._control(self._node, start_controls(self._settings))
        self._focus_held = False
        self._capture = capture
        self._opened_s = self._alive_s = self._clock()

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame; None if none came.

        Raises:
            CameraError: it is not open, was unplugged, or sent no frame for 2 s.
        """
        if self._capture is None:
            raise CameraError(f"{self.name}: not open")
        self._focus()
        deadline_s = self._clock() + timeout_s
        while (bgr := self._newest(self._capture)) is None:
            now_s = self._clock()
            if not self._node.exists():
                raise CameraError(f"{self.name}: was unplugged; plug it in again")
            if now_s - self._alive_s > STALL_S:
                raise CameraHungError(f"{self.name}: no frame for {STALL_S:g} s; check its cable")
            if now_s >= deadline_s:
                return None
            self._sleep(0.01)
        self._alive_s = self._clock()
        self._seq += 1
        image = cast(Image, cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
        return Frame(
            self._seq, self._captured_s, upright(image, self._settings.rotation_deg, self._settings.mirror)
        )

    def picture(self) -> None:
        """There is one size only."""

    def show(self, exercise: str) -> None:
        """The person is real: nothing to follow."""

    def move(self, moving: bool) -> None:
        """In a set the lens stays where it is: a hand that comes near must not blur the rest."""
        self._moving = moving

    def close(self) -> None:
        """Release the device."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _focus(self) -> None:
        if self._moving is not self._focus_held:
            self._focus_held = self._moving
            self._control(self._node, FOCUS_HOLD if self._moving else FOCUS_GO_ON)

    def _choose_node(self) -> None:
        node = self._wanted or next(iter(self._find()), None)
        if node is None:
            raise CameraError("USB camera: none found; plug one in, or set camera.source to another")
        self._node = node
        self.name = f"USB camera {node}"
        try:
            capability = self._ask(self._node)
        except FileNotFoundError:
            raise CameraError(
                f"{self.name}: not there; plug it in, or set camera.source to another"
            ) from None
        except PermissionError:
            raise CameraError(f"{self.name}: not allowed; add this user to the group video") from None
        except OSError as error:
            said = os.strerror(error.errno or 0)
            if error.errno == errno.EBUSY:
                raise CameraBusyError(f"{self.name}: busy; close the program that uses it ({said})") from None
            raise CameraError(f"{self.name}: no camera ({said})") from None
        if not capability.is_camera:
            raise CameraError(
                f"{self.name}: {capability.card} ({capability.driver}) gives no pictures; "
                "set camera.source to another"
            )

    def _newest(self, capture: cv2.VideoCapture) -> Image | None:
        """Take frames out of the driver until one is fresh, in BGR; None if none came, or a broken one.

        The driver keeps the oldest frames when nobody reads, not the newest.
        """
        for _attempt in range(5):
            if not capture.grab():
                return None
            now_s = self._clock()
            stamp_s = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            # A driver that stamps by another clock, or not at all, is stamped on arrival.
            fresh_s = stamp_s if self._opened_s <= stamp_s <= now_s else now_s
            if now_s - fresh_s < 2 / self._settings.fps:
                break
        decoded, bgr = capture.retrieve()
        if not decoded or bgr is None:
            return None
        self._captured_s = max(fresh_s, self._captured_s + 1e-6)
        return cast(Image, bgr)
