"""OpenCV's VideoCapture without its chatter: what went wrong is said once, in our own words."""

from __future__ import annotations

import os

import cv2


def open_capture(source: str, api: int) -> cv2.VideoCapture:
    """Open a file or device node; see `isOpened` of the result.

    Args:
        source: path of a file or device node.
        api: cv2.CAP_FFMPEG, cv2.CAP_V4L2, ...: the only backend that is tried.
    """
    # Both logs write straight to the standard error. FFmpeg's level (-8: quiet) is read at the first opening,
    # V4L2's patience with a silent device (default 10 s) too.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")
    cv2.setLogLevel(0)
    return cv2.VideoCapture(source, api)
