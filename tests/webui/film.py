"""A recorded clip played into a fake appliance: real pictures, the true skeleton, the true repetitions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import cv2
import numpy as np

from tests.webui.fake_appliance import FakeAppliance

CLIPS = Path(__file__).parents[1] / "clips"


class Film:
    """One clip of tests/clips, read once.

    Args:
        name: file name without its ending.
    """

    def __init__(self, name: str) -> None:
        truth = np.load(CLIPS / f"{name}.npz")
        self.pictures, (width, height) = _jpegs(CLIPS / f"{name}.mp4")
        self._points = truth["xy"] / (width, height)
        self._phase = truth["phase"]
        self._rep = truth["rep"]

    def show(self, appliance: FakeAppliance, frame: int) -> None:
        """Publish one frame, counted round and round; a repetition counts in the frame after its last."""
        index = frame % len(self.pictures)
        points = tuple((float(x), float(y), 0.9) for x, y in self._points[index])
        appliance.picture(self.pictures[index])
        appliance.change(skeleton=points, progress=float(self._phase[index]), captured_s=float(frame))
        if index and self._rep[index] != self._rep[index - 1] >= 0:
            appliance.rep()

    @contextmanager
    def playing(self, appliance: FakeAppliance, fps: float = 15) -> Iterator[None]:
        """Show frame after frame in a thread of its own, over and over."""
        stopping = threading.Event()

        def play() -> None:
            for frame in count():
                self.show(appliance, frame)
                if stopping.wait(1 / fps):
                    return

        thread = threading.Thread(target=play, name="film", daemon=True)
        thread.start()
        yield
        stopping.set()
        thread.join()


def _jpegs(path: Path) -> tuple[list[bytes], tuple[int, int]]:
    """Every frame as a JPEG file, and (width, height) in pixels."""
    film = cv2.VideoCapture(str(path))
    size = int(film.get(cv2.CAP_PROP_FRAME_WIDTH)), int(film.get(cv2.CAP_PROP_FRAME_HEIGHT))
    pictures = []
    while True:
        more, frame = film.read()
        if not more:
            break
        pictures.append(cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes())
    film.release()
    return pictures, size
