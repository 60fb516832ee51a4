"""Plays a recorded clip into a fake appliance: real pictures, the true skeleton, the true repetitions."""

from __future__ import annotations

import threading
from itertools import count
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from tests.webui.fake_appliance import FakeAppliance

CLIPS = Path(__file__).parents[1] / "clips"


class Film:
    """A thread that shows the clip over and over, with a repetition counted at the end of each true one.

    Args:
        fps: frames a second; the clip's own are 15.
    """

    def __init__(
        self, appliance: FakeAppliance, name: str = "proto_squat_valgus_front_f", fps: float = 15
    ) -> None:
        truth = np.load(CLIPS / f"{name}.npz")
        self._appliance = appliance
        self._fps = fps
        self._pictures, (width, height) = _jpegs(CLIPS / f"{name}.mp4")
        self._points = truth["xy"] / (width, height)
        self._phase = truth["phase"]
        self._rep = truth["rep"]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._play, name="film", daemon=True)

    def show(self, frame: int) -> None:
        """Publish one frame of the clip."""
        index = frame % len(self._pictures)
        points = tuple((float(x), float(y), 0.9) for x, y in self._points[index])
        self._appliance.picture(self._pictures[index])
        self._appliance.change(
            skeleton=points, progress=float(self._phase[index]), captured_s=frame / self._fps
        )
        if index and self._rep[index] != self._rep[index - 1] and self._rep[index - 1] >= 0:
            self._appliance.rep()

    def __enter__(self) -> Film:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _play(self) -> None:
        for frame in count():
            self.show(frame)
            if self._stopping.wait(1 / self._fps):
                return


def _jpegs(path: Path) -> tuple[list[bytes], tuple[int, int]]:
    """Every frame as a JPEG file, and (width, height) in pixels."""
    film = cv2.VideoCapture(str(path))
    pictures = []
    while True:
        more, frame = film.read()
        if not more:
            break
        pictures.append(cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes())
    size = int(film.get(cv2.CAP_PROP_FRAME_WIDTH)), int(film.get(cv2.CAP_PROP_FRAME_HEIGHT))
    film.release()
    return pictures, size
