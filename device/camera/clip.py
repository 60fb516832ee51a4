"""Recorded clips as cameras: for replay, for the demo, and for machines without a camera."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from device.camera.film import Clip
from device.errors import CameraError
from inference.pose import Frame

PAUSE_S = 1.0
"""A reader that stays away longer finds the clip where it left it, as with a paused player."""


class ClipCamera:
    """A video file as a camera.

    Args:
        path: the video file.
        realtime: True paces the frames by the clock and skips those that come too late; captured_s is then on
            the monotonic clock. False delivers each frame at once; captured_s then counts from 0.
        loop: start again at the end, timestamps going on; otherwise the end is a CameraError.
        clock: the monotonic clock, in seconds.
        sleep: waits for a number of seconds.
    """

    is_demo = True

    def __init__(
        self,
        path: Path,
        *,
        realtime: bool = True,
        loop: bool = True,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = f"clip {path.name}"
        self._path = path
        self._realtime = realtime
        self._loop = loop
        self._clock = clock
        self._sleep = sleep
        self._clip: Clip | None = None
        self._seq = -1
        # Clip time runs on over all passes and openings; the origin is the clock's reading at clip time 0.
        self._passed_s = 0.0
        self._pending_s: float | None = None
        self._origin_s: float | None = None

    def open(self) -> None:
        """Open the file.

        Raises:
            UsageError: it is missing, empty, or no video.
        """
        if self._clip is None:
            self._clip = Clip(self._path)
            self._origin_s = None if self._realtime else 0.0

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame, or the newest if the reader is late; None if none is due within `timeout_s`.

        Raises:
            CameraError: it is not open, or its end was reached without `loop`.
            UsageError: the file is damaged.
        """
        if self._clip is None:
            raise CameraError(f"{self.name}: not open")
        if self._pending_s is None:
            self._pending_s = self._next_s(self._clip)
        now_s = self._clock() if self._realtime else self._pending_s
        if self._origin_s is None or now_s - self._origin_s - self._pending_s > PAUSE_S:
            self._origin_s = now_s - self._pending_s
        wait_s = self._origin_s + self._pending_s - now_s
        if wait_s > timeout_s:
            self._sleep(timeout_s)
            return None
        if wait_s > 0:
            self._sleep(wait_s)
        while now_s - self._origin_s - self._pending_s >= self._clip.interval_s:
            self._pending_s = self._next_s(self._clip)
        captured_s = self._origin_s + self._pending_s
        self._pending_s = None
        return Frame(self._seq, captured_s, self._clip.image())

    def go_on(self) -> None:
        """The next frame is due now: time in which nobody read is not made up for."""
        if self._realtime:
            self._origin_s = None

    def picture(self) -> None:
        """There is one size only."""

    def close(self) -> None:
        """Release the file; the next opening starts at its beginning."""
        if self._clip is not None:
            self._passed_s += self._clip.played_s
            self._clip.close()
            self._clip = None
            self._pending_s = None

    def _next_s(self, clip: Clip) -> float:
        """Go to the next frame; its clip time over all passes."""
        position_s = clip.advance()
        if position_s is None:
            if not self._loop:
                raise CameraError(f"{self.name}: the clip is over")
            self._passed_s += clip.played_s
            position_s = clip.rewind()
        self._seq += 1
        return self._passed_s + position_s
