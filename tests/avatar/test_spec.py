from __future__ import annotations

from pathlib import Path

import pytest

from tests.avatar.errors import StudioError
from tests.avatar.scene import Scene
from tests.avatar.spec import load_corpus

CAMERAS = """
[cameras]
side_left = { azimuth_deg = 90, height_m = 1.0, distance_m = 2.7, vfov_deg = 48.8 }
[clips]
"""
REST = 'split = "tune", seed = 1, reps = 2'


def corpus_file(folder: Path, clip: str) -> Path:
    path = folder / "corpus.toml"
    path.write_text(f"{CAMERAS}it = {{ {clip} }}\n")
    return folder


@pytest.mark.parametrize(
    ("clip", "message"),
    [
        ('split = "tune", seed = 1, colour = "red"', r"clips\.it\.colour: Extra inputs"),
        ('split = "test", seed = 1', r"clips\.it\.split: .*'test'"),
        ('split = "tune", seed = 1, fps = 500', r"clips\.it\.fps: .*500"),
        ('split = "tune", seed = ', r"corpus\.toml: .*line 5"),
    ],
)
def test_a_wrong_corpus_is_refused_with_the_place(tmp_path: Path, clip: str, message: str) -> None:
    with pytest.raises(StudioError, match=message):
        load_corpus(corpus_file(tmp_path, clip))


def test_a_name_in_two_files_is_refused(tmp_path: Path) -> None:
    corpus_file(tmp_path, 'split = "tune", seed = 1')
    (tmp_path / "more.toml").write_text('[clips]\nit = { split = "tune", seed = 2 }\n')
    with pytest.raises(StudioError, match=r"more\.toml: 'it' is already in another file"):
        load_corpus(tmp_path)


def test_an_empty_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="no clips"):
        load_corpus(tmp_path)


@pytest.mark.parametrize(
    ("clip", "message"),
    [
        (f'motion = "moonwalk", character = "m", {REST}', "motion 'moonwalk' does not exist"),
        (f'motion = "squat", character = "z", {REST}', "character 'z' is not in"),
        (f'motion = "squat", {REST}', "a motion needs a character"),
        ('motion = "squat", character = "m", split = "tune", seed = 1', "without reps needs duration_s"),
        ('camera = "moon", split = "tune", seed = 1, duration_s = 1', "camera 'moon' does not exist"),
        ('room = "moon", split = "tune", seed = 1, duration_s = 1', "room 'moon' does not exist"),
        (f'motion = "squat", character = "m", {REST}, faults = {{ sneezes = [1] }}', "has no fault sneezes"),
        (f'motion = "squat", character = "m", {REST}, faults = {{ knees_in = [3] }}', "repetition 3 of 2"),
    ],
)
def test_a_clip_that_asks_for_nonsense_is_refused(tmp_path: Path, clip: str, message: str) -> None:
    corpus = load_corpus(corpus_file(tmp_path, clip))
    with pytest.raises(StudioError, match=message):
        Scene("it", corpus)


def test_an_unknown_clip_is_named() -> None:
    with pytest.raises(StudioError, match="clip 'nothing' is not in corpus/"):
        Scene("nothing", load_corpus())
