"""The screen's picture: JPEG in memory of the newest frame, encoded only while somebody looks."""

from __future__ import annotations

import threading
from collections.abc import Callable

import cv2

from device.channel import Latest
from inference.pose import Frame

JPEG_QUALITY = 80


class PictureFeed:
    """Encodes each frame at most once, whatever the number of watchers. Nothing is written anywhere.

    Args:
        frames: the newest frame for the screen.
        ask: told whenever somebody looks: without it no frame need be made.
    """

    def __init__(self, frames: Latest[Frame], ask: Callable[[], None] = lambda: None) -> None:
        self._frames = frames
        self._ask = ask
        self._lock = threading.Lock()
        self._encoded: tuple[int, bytes] = (0, b"")

    def newer(self, seen: int, timeout_s: float) -> tuple[int, bytes] | None:
        """The newest picture after version `seen`: (version, JPEG bytes); None after `timeout_s` seconds."""
        self._ask()
        found = self._frames.newer(seen, timeout_s)
        if found is None:
            return None
        version, frame = found
        with self._lock:
            if self._encoded[0] != version:
                bgr = cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR)
                done, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
                if not done:
                    raise RuntimeError(f"a frame of shape {frame.image.shape} can't be encoded as JPEG")
                self._encoded = version, jpeg.tobytes()
            return self._encoded
