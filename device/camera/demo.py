"""The picture of a machine without a camera: recorded exercises."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from device.camera.clip import ClipCamera
from inference.pose import Frame

STILL_S = 1 / 15
"""From picture to picture while nothing moves."""


class DemoCamera:
    """Plays the clip of one exercise in an endless loop, in real time: the picture where there is no camera.

    Like a person who waits for the word, the clip stands still on its first picture until `move` is called.

    Args:
        clips: exercise id to video file, at least one; the first is shown until `show` is called, and for
            exercises that have none.
    """

    name = "demo clips"
    is_demo = True

    def __init__(
        self,
        clips: Mapping[str, Path],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not clips:
            raise ValueError("DemoCamera needs at least one clip")
        self._clips = dict(clips)
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._wanted: Path | None = next(iter(self._clips.values()))
        self._moving = self._standing = False
        self._playing = self._player(self._wanted)
        self._still: Frame | None = None
        self._seq = -1

    def show(self, exercise: str) -> None:
        """From the next frame on, show the clip of `exercise` from its beginning. Any thread may call it."""
        with self._lock:
            self._wanted = self._clips.get(exercise, next(iter(self._clips.values())))

    def move(self, moving: bool) -> None:
        """Play the clip on from where it is, or stand still. Any thread may call it."""
        with self._lock:
            self._moving = moving

    def open(self) -> None:
        """Open the clip.

        Raises:
            UsageError: it is missing, empty, or no video.
        """
        self._playing.open()

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame, None if none is due within `timeout_s` seconds.

        Raises:
            CameraError: it is not open.
            UsageError: the clip to change to is missing, empty, or no video.
        """
        with self._lock:
            wanted, moving = self._wanted, self._moving
            self._wanted = None
        if wanted is not None:
            self._playing.close()
            self._playing = self._player(wanted)
            self._playing.open()
            self._still = None
        if moving or self._still is None:
            if self._standing:
                self._sleep(min(timeout_s, STILL_S))
                self._playing.go_on()
            self._standing = False
            frame = self._playing.read(timeout_s)
        else:
            self._standing = True
            self._sleep(min(timeout_s, STILL_S))
            frame = replace(self._still, captured_s=self._clock())
        if frame is None:
            return None
        self._still = frame
        self._seq += 1
        return replace(frame, seq=self._seq)

    def picture(self) -> None:
        """There is one size only."""

    def close(self) -> None:
        """Release the clip."""
        self._playing.close()

    def _player(self, path: Path) -> ClipCamera:
        return ClipCamera(path, clock=self._clock, sleep=self._sleep)
