"""A video file, frame by frame."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import cv2

from device.camera.capture import open_capture
from device.errors import UsageError
from device.place import is_there
from inference.pose import Frame, Image

DEFAULT_FPS = 30.0
"""For containers that tell no sensible frame rate."""


class Clip:
    """A video file, frame by frame, with the time of each in seconds from the first.

    Attributes:
        interval_s: nominal time from frame to frame.
        duration_s: what the container says, valid from the first frame on; 0 or less if it doesn't say.
        played_s: how much was played since the beginning, up to the end of the present frame.

    Raises:
        UsageError: the file is missing, empty, or no video.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._capture = self._opened()
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.interval_s = 1.0 / (fps if 1.0 <= fps <= 1000.0 else DEFAULT_FPS)
        self.duration_s = max(0.0, self._capture.get(cv2.CAP_PROP_FRAME_COUNT)) * self.interval_s
        self.played_s = 0.0
        self._first_s = 0.0

    def advance(self) -> float | None:
        """Go to the next frame; its time in seconds, None at the end.

        The container's time is taken as long as it moves on (also where the frame rate varies); a raw stream
        has none, then frames follow each other at the nominal rate.
        """
        if not self._capture.grab():
            return None
        told_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
        if self.played_s == 0.0:
            self._first_s = told_s
            # Some containers count their duration from 0 and start later.
            self.duration_s -= max(0.0, self._capture.get(cv2.CAP_PROP_PTS)) * self.interval_s
            position_s = 0.0
        else:
            last_s = self.played_s - self.interval_s
            position_s = told_s - self._first_s
            if position_s <= last_s:
                position_s = self.played_s
        self.played_s = position_s + self.interval_s
        return position_s

    def rewind(self) -> float:
        """Go back to the first frame; its time, which is 0."""
        self._capture.release()
        self._capture = self._opened()
        self.played_s = 0.0
        position_s = self.advance()
        if position_s is None:
            raise UsageError(f"{self._path}: no picture in this video")
        return position_s

    def image(self) -> Image:
        """The present frame, uint8 (height, width, 3) RGB, read-only."""
        decoded, bgr = self._capture.retrieve()
        if not decoded:
            raise UsageError(
                f"{self._path}: a frame near {self.played_s:.1f} s can't be decoded; the file is damaged"
            )
        image = cast(Image, cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
        image.setflags(write=False)
        return image

    def close(self) -> None:
        """Release the file."""
        self._capture.release()

    def _opened(self) -> cv2.VideoCapture:
        if not is_there(self._path):
            raise UsageError(f"{self._path}: no such video file")
        if not self._path.is_file():
            raise UsageError(f"{self._path}: a folder or device, no video file")
        try:
            with self._path.open("rb") as file:
                empty = not file.read(1)
        except OSError as error:
            raise UsageError(f"{self._path}: can't be read ({error.strerror})") from error
        if empty:
            raise UsageError(f"{self._path}: the video file is empty; record or copy it again")
        capture = open_capture(str(self._path.resolve()), cv2.CAP_FFMPEG)
        if not capture.isOpened():
            raise UsageError(
                f"{self._path}: not a video that can be read here; convert it to H.264 in an .mp4 file"
            )
        return capture


def read_clip(path: Path) -> Iterator[Frame]:
    """Every frame of a video file, timestamps in seconds from 0.

    Raises:
        UsageError: it is missing, empty, no video, or ends long before its stated duration.
    """
    clip = Clip(path)
    try:
        for seq in itertools.count():
            position_s = clip.advance()
            if position_s is None:
                break
            yield Frame(seq, position_s, clip.image())
    finally:
        clip.close()
    if clip.played_s == 0.0:
        raise UsageError(f"{path}: no picture in this video")
    if clip.played_s < 0.9 * clip.duration_s - 0.5:
        raise UsageError(
            f"{path}: ends after {clip.played_s:.1f} of {clip.duration_s:.1f} s: damaged, copy the file again"
        )
