"""A replay as a video: picture, skeleton, count, what was said; only where the user asks for it by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from device.errors import UsageError
from device.place import is_there
from device.recording.replay import Step
from inference.body import TRUST_SCORE
from inference.geometry import Point
from inference.pose import Image, Keypoint

BONES = (
    (Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER),
    (Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP),
    *(
        (Keypoint[f"{side}_{a}"], Keypoint[f"{side}_{b}"])
        for side in ("LEFT", "RIGHT")
        for a, b in (
            ("SHOULDER", "ELBOW"),
            ("ELBOW", "WRIST"),
            ("SHOULDER", "HIP"),
            ("HIP", "KNEE"),
            ("KNEE", "ANKLE"),
        )
    ),
)
LEFT_BGR, RIGHT_BGR, MIDDLE_BGR = (80, 200, 255), (255, 180, 80), (255, 255, 255)
LARGEST_PX = 4096  # of either side; what MPEG-4 players and a small board's memory take


class Annotator:
    """Writes steps into an .mp4 file, which takes its name only when it is whole; a context manager.

    Args:
        path: the file to write.
        fps: frames per second of the video, that of `source`.
        source: what is replayed; it is never written over.

    Raises:
        UsageError: the file can't be written, or is the source.
    """

    def __init__(self, path: Path, fps: float, source: Path) -> None:
        if path.suffix != ".mp4" or (is_there(path) and path.is_dir()):
            raise UsageError(f"{path}: can't be written; name an .mp4 file")
        self._path = path
        self._part = path.with_suffix(".part.mp4")
        for file in (path, self._part):
            if is_there(file) and is_there(source) and file.samefile(source):
                raise UsageError(f"{path}: would overwrite what is replayed; name another file")
        try:
            self._part.touch()
        except OSError as error:
            raise UsageError(
                f"{path}: can't be written ({error.strerror}); name an .mp4 file in a folder of yours"
            ) from error
        # MPEG-4 keeps time in 1/65535 s at best: hundredths of a frame up to there, whole frames beyond.
        self._fps = max(0.01, round(fps, 2)) if fps < 600 else min(round(fps), 65535)
        self._writer: cv2.VideoWriter | None = None

    def __enter__(self) -> Annotator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.release()
        if kind is None and self._writer is not None:
            self._part.replace(self._path)
        else:
            self._part.unlink()

    def add(self, step: Step) -> None:
        """Append one step."""
        width, height = step.pose.size_px
        if self._writer is None:
            code = cv2.VideoWriter.fourcc(*"mp4v")
            if max(width, height) > LARGEST_PX:
                raise UsageError(
                    f"{self._path}: no video of {width} x {height} pixels; {LARGEST_PX} a side are possible"
                )
            self._writer = cv2.VideoWriter(str(self._part), code, self._fps, (width, height))
            if not self._writer.isOpened():
                raise UsageError(f"{self._path}: no {width} x {height} video can be written; see the disk")
        self._writer.write(drawn(step))


def drawn(step: Step) -> Image:
    """The step's picture, uint8 (height, width, 3) BGR: skeleton, count, correction or what is missing."""
    width, height = step.pose.size_px
    if step.frame is None:
        image = np.full((height, width, 3), 40, dtype=np.uint8)
    else:
        image = np.ascontiguousarray(step.frame.image[..., ::-1])
    if step.body is not None:
        _draw_skeleton(image, step.body.points, step.pose.scores.tolist())
    _write(image, str(step.reps), (12, 72), 2.6)
    if line := step.correction or step.reason:
        _write(image, line.replace("_", " "), (12, height - 16), 0.9)
    return image


def _draw_skeleton(image: Image, points: Sequence[Point], scores: Sequence[float]) -> None:
    for a, b in BONES:
        if min(scores[a], scores[b]) > TRUST_SCORE:
            left, right = (name.name.startswith("LEFT") for name in (a, b))
            colour = MIDDLE_BGR if left != right else LEFT_BGR if left else RIGHT_BGR
            cv2.line(image, _pixel(points[a]), _pixel(points[b]), colour, 2, cv2.LINE_AA)


def _pixel(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _write(image: Image, text: str, at: tuple[int, int], size: float) -> None:
    font = cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(image, text, at, font, size, (0, 0, 0), round(4 * size), cv2.LINE_AA)
    cv2.putText(image, text, at, font, size, (255, 255, 255), max(1, round(1.6 * size)), cv2.LINE_AA)
