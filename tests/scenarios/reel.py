"""Recorded clips cut together into one film, as the picture of somebody who does one thing after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

CLIPS = Path(__file__).parents[1] / "clips"
FPS = 15


@dataclass(frozen=True)
class Piece:
    """Some frames of a clip in `tests/clips`; with `seconds` they go to and fro for so long, else once."""

    clip: str
    first: int
    last: int
    seconds: float | None = None

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        there = _read(self.clip, self.first, self.last)
        if self.seconds is None:
            return iter(there)
        return islice(cycle([*there, *there[-2:0:-1]]), round(self.seconds * FPS))


def cut(path: Path, pieces: Sequence[Piece]) -> Path:
    """Write the pieces one after another as a video file."""
    height, width = next(pieces[0].frames()).shape[:2]
    # Each frame by itself: what lies between the cuts is not to smear into the next piece.
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (width, height))
    for piece in pieces:
        for frame in piece.frames():
            film.write(frame)
    film.release()
    return path


@cache
def _read(clip: str, first: int, last: int) -> tuple[NDArray[np.uint8], ...]:
    """These frames, both included."""
    film = cv2.VideoCapture(str(CLIPS / f"{clip}.mp4"))
    for _ in range(first):
        film.grab()
    frames = []
    for _ in range(first, last + 1):
        there, frame = film.read()
        assert there, f"{clip}: has no frame {last}"
        frames.append(np.asarray(frame, dtype=np.uint8))
    film.release()
    return tuple(frames)
