"""The annotated video: its rate, its place, and what it never writes over."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from device.errors import UsageError
from device.recording.annotate import Annotator, drawn
from device.recording.replay import Step, frame_rate
from inference.pose import Pose

SIZE_PX = (64, 48)


def step(at_s: float, size_px: tuple[int, int] = SIZE_PX) -> Step:
    points, scores = np.full((17, 2), 20, np.float32), np.full(17, 0.9, np.float32)
    return Step(None, Pose(at_s, points, scores, size_px), None, 0, None, None)


def clip(path: Path, fps: float, frames: int = 12) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), fps, SIZE_PX)
    for _ in range(frames):
        writer.write(np.zeros((SIZE_PX[1], SIZE_PX[0], 3), np.uint8))
    writer.release()
    return path


def told(path: Path) -> tuple[float, float]:
    """Frame rate and number of frames of a video."""
    video = cv2.VideoCapture(str(path))
    return video.get(cv2.CAP_PROP_FPS), video.get(cv2.CAP_PROP_FRAME_COUNT)


@pytest.mark.parametrize("fps", [7.5, 15.0, 29.97, 30.0, 66.67, 1000.0, 1e-9])
def test_the_video_keeps_the_rate_of_its_source(tmp_path: Path, fps: float) -> None:
    source = clip(tmp_path / "clip.mp4", max(fps, 1.0))
    film = tmp_path / "film.mp4"
    with Annotator(film, fps, source) as annotator:
        for n in range(12):
            annotator.add(step(n / fps))
    assert told(film) == (pytest.approx(max(0.01, fps), rel=1e-3), 12)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "film.mp4"]


def test_the_rate_is_the_clips_or_the_tracks_median(tmp_path: Path) -> None:
    assert frame_rate(clip(tmp_path / "clip.mp4", 30.0)) == pytest.approx(30.0)
    t = np.array([0.0, 0.1, 0.2, 0.3, 5.0, 5.1])
    np.savez(
        tmp_path / "track.npz", t=t, xy=np.zeros((6, 17, 2)), score=np.zeros((6, 17)), size=np.array(SIZE_PX)
    )
    assert frame_rate(tmp_path / "track.npz") == pytest.approx(10.0)


@pytest.mark.parametrize("link", [None, os.symlink, os.link])
def test_the_source_is_never_written_over(tmp_path: Path, link: object) -> None:
    source = clip(tmp_path / "clip.mp4", 30.0)
    before = source.read_bytes()
    out = source
    if callable(link):
        out = tmp_path / "other.mp4"
        link(source, out)
    with pytest.raises(UsageError, match="would overwrite what is replayed; name another file"):
        Annotator(out, 30.0, source)
    with pytest.raises(UsageError, match="would overwrite"):
        Annotator(tmp_path / "film.mp4", 30.0, clip(tmp_path / "film.part.mp4", 30.0))
    assert source.read_bytes() == before


def test_a_replay_that_fails_leaves_an_older_film_as_it_was(tmp_path: Path) -> None:
    source, film = clip(tmp_path / "clip.mp4", 30.0), tmp_path / "film.mp4"
    film.write_bytes(b"older")
    annotator = Annotator(film, 30.0, source)
    annotator.add(step(0.0))
    with pytest.raises(UsageError, match="damaged"), annotator:
        raise UsageError("damaged")
    assert film.read_bytes() == b"older"
    assert not (tmp_path / "film.part.mp4").exists()


def test_where_no_film_can_be_is_one_line(tmp_path: Path) -> None:
    source = clip(tmp_path / "clip.mp4", 30.0)
    (tmp_path / "folder.mp4").mkdir()
    for name in ("film.avi", "folder.mp4", "nowhere/film.mp4"):
        with pytest.raises(UsageError, match="can't be written"):
            Annotator(tmp_path / name, 30.0, source)
    film = Annotator(tmp_path / "film.mp4", 30.0, source)
    with pytest.raises(UsageError, match="no video of 100000 x 48 pixels; 4096 a side"), film:
        film.add(step(0.0, (100_000, 48)))


def test_nobody_gets_no_skeleton() -> None:
    empty = drawn(step(0.0, (640, 480)))
    assert len(np.unique(empty[100:])) == 1
