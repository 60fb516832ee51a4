"""The demonstrations that the touchscreen shows."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.avatar.__main__ import SHOWN
from tests.avatar.demos import DEMOS, FILM_KB, STILL_KB, demo_scene
from tests.avatar.errors import StudioError
from tests.avatar.motions.catalogue import MOTIONS

SIZE = (640, 480)
NO_STEP = 3.0
"""Mean difference, in 8-bit steps, that nobody sees as a jump where the loop closes."""


def film(exercise: str) -> list[np.ndarray]:
    reader = cv2.VideoCapture(str(SHOWN / f"{exercise}.mp4"))
    frames = []
    while True:
        more, frame = reader.read()
        if not more:
            return frames
        frames.append(frame)


def files(suffix: str) -> set[str]:
    return {path.stem for path in Path(SHOWN).glob(f"*{suffix}")}


def test_every_exercise_is_demonstrated_and_nothing_else() -> None:
    exercises = {kind.exercise for kind in MOTIONS.values() if kind.exercise}
    assert set(DEMOS) == exercises
    assert files(".mp4") == files(".webp") == exercises


@pytest.mark.parametrize("exercise", DEMOS)
def test_the_loop_is_small_and_closes_without_a_jump(exercise: str) -> None:
    assert (SHOWN / f"{exercise}.mp4").stat().st_size <= 1000 * FILM_KB
    frames = film(exercise)
    assert frames[0].shape == (SIZE[1], SIZE[0], 3)
    in_the_middle = len(frames) // (2 * DEMOS[exercise].reps)
    first, last, middle = (frames[i].astype(float) for i in (0, -1, in_the_middle))
    assert np.abs(first - last).mean() < NO_STEP
    assert np.abs(first - middle).max() > 60


@pytest.mark.parametrize("exercise", DEMOS)
def test_the_still_is_small(exercise: str) -> None:
    path = SHOWN / f"{exercise}.webp"
    assert path.stat().st_size <= 1000 * STILL_KB
    assert cv2.imread(str(path)).shape == (SIZE[1], SIZE[0], 3)


@pytest.mark.parametrize("exercise", DEMOS)
def test_who_demonstrates_is_wholly_in_the_picture_and_comes_back_to_the_start(exercise: str) -> None:
    scene = demo_scene(exercise)
    for t_s in scene.t[::12]:
        pixels = scene.camera.project(scene.figures(float(t_s))[0].joints)
        assert (pixels > 8).all()
        assert (pixels < np.array(SIZE) - 8).all()
    first, last = (scene.figures(float(t_s))[0] for t_s in (scene.t[0], scene.t[-1]))
    np.testing.assert_allclose(first.joints, last.joints, atol=1e-6)


def test_an_unknown_exercise_is_named() -> None:
    with pytest.raises(StudioError, match="no demonstration of 'yodelling'; known: squat"):
        demo_scene("yodelling")
