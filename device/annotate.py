"""A replay as a video: picture, skeleton, count, what was said; only where the user asks for it by name."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from device.errors import UsageError
from device.replay import Step
from inference.body import TRUST_SCORE
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
FALLBACK_FPS = 15.0


class Annotator:
    """Writes steps into an .mp4 file; a context manager.

    Args:
        path: the file to write.
        fps: frames per second of the video.

    Raises:
        UsageError: the file can't be written.
    """

    def __init__(self, path: Path, fps: float = FALLBACK_FPS) -> None:
        if path.suffix != ".mp4" or not path.parent.is_dir():
            raise UsageError(f"{path}: can't be written; name an .mp4 file in a folder that exists")
        self._path, self._fps = path, fps
        self._writer: cv2.VideoWriter | None = None

    def __enter__(self) -> Annotator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.release()

    def add(self, step: Step) -> None:
        """Append one step."""
        width, height = step.pose.size_px
        if self._writer is None:
            code = cv2.VideoWriter.fourcc(*"mp4v")
            self._writer = cv2.VideoWriter(str(self._path), code, self._fps, (width, height))
            if not self._writer.isOpened():
                raise UsageError(
                    f"{self._path}: can't be written; check the folder's permissions and the disk"
                )
        self._writer.write(drawn(step))


def drawn(step: Step) -> Image:
    """The step's picture, uint8 (height, width, 3) BGR: skeleton, count, correction or what is missing."""
    width, height = step.pose.size_px
    if step.frame is None:
        image = np.full((height, width, 3), 40, dtype=np.uint8)
    else:
        image = np.ascontiguousarray(step.frame.image[..., ::-1])
    points = (
        step.body.points if step.body is not None else [(float(x), float(y)) for x, y in step.pose.points]
    )
    for a, b in BONES:
        if min(step.pose.scores[a], step.pose.scores[b]) > TRUST_SCORE:
            left, right = (name.name.startswith("LEFT") for name in (a, b))
            colour = MIDDLE_BGR if left != right else LEFT_BGR if left else RIGHT_BGR
            cv2.line(image, _pixel(points[a]), _pixel(points[b]), colour, 2, cv2.LINE_AA)
    _write(image, str(step.reps), (12, 72), 2.6)
    if line := step.correction or step.reason:
        _write(image, line.replace("_", " "), (12, height - 16), 0.9)
    return image


def _pixel(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _write(image: Image, text: str, at: tuple[int, int], size: float) -> None:
    font = cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(image, text, at, font, size, (0, 0, 0), round(4 * size), cv2.LINE_AA)
    cv2.putText(image, text, at, font, size, (255, 255, 255), max(1, round(1.6 * size)), cv2.LINE_AA)
