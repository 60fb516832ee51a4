"""Every clip of tests/clips is what its truth says it is."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.avatar.motions.catalogue import MOTIONS
from tests.avatar.scene import Scene
from tests.avatar.spec import load_corpus
from tests.avatar.truth import clip_names, load_truth

CLIPS = Path(__file__).parent.parent / "clips"
NAMES = clip_names(CLIPS)
CORPUS = load_corpus()
MILLISECOND = 0.001
"""To which the facts are rounded."""


def test_the_folder_holds_the_corpus_and_the_acceptance_clips() -> None:
    made = {name for name in NAMES if not name.startswith("proto_")}
    assert made == set(CORPUS.clips)
    assert len(NAMES) == len(made) + 4


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in CLIPS.iterdir()) < 25e6
    assert max(path.stat().st_size for path in CLIPS.glob("*.mp4")) <= 200_000


@pytest.mark.parametrize("name", NAMES)
def test_the_film_has_the_frames_that_the_truth_speaks_of(name: str) -> None:
    truth = load_truth(CLIPS, name)
    film = cv2.VideoCapture(str(CLIPS / f"{name}.mp4"))
    count = 0
    while film.grab():
        count += 1
    size = int(film.get(cv2.CAP_PROP_FRAME_WIDTH)), int(film.get(cv2.CAP_PROP_FRAME_HEIGHT))
    assert film.get(cv2.CAP_PROP_FPS) == pytest.approx(truth.facts.fps)
    film.release()
    assert count == len(truth.t)
    assert size == truth.facts.size


@pytest.mark.parametrize("name", NAMES)
def test_arrays_and_facts_agree(name: str) -> None:
    truth = load_truth(CLIPS, name)
    frames = len(truth.t)
    assert truth.xy.shape == (frames, 17, 2)
    assert truth.xyz.shape == (frames, 17, 3)
    np.testing.assert_allclose(np.diff(truth.t), 1 / truth.facts.fps)
    for rep in truth.facts.reps:
        inside = truth.rep == rep.number - 1
        assert rep.started_s < rep.peak_s < rep.ended_s
        assert truth.t[inside].min() > rep.started_s - MILLISECOND
        assert truth.t[inside].max() < rep.ended_s + MILLISECOND
        assert truth.phase[inside].max() == pytest.approx(rep.depth, abs=0.02)
    assert truth.phase[truth.rep == -1].max(initial=0) == 0
    for fault in truth.facts.faults:
        rep = truth.facts.reps[fault.rep - 1]
        assert rep.started_s <= fault.started_s < fault.ended_s <= rep.ended_s
        assert truth.faults[fault.rule][truth.rep == fault.rep - 1].max() >= 0.5


@pytest.mark.parametrize("name", [name for name in NAMES if load_truth(CLIPS, name).facts.exercise])
def test_who_exercises_is_wholly_in_the_picture(name: str) -> None:
    xy = load_truth(CLIPS, name).xy
    assert xy.min() > 4
    assert (xy.max(axis=(0, 1)) < (636, 476)).all()


@pytest.mark.parametrize("motion", sorted({spec.motion for spec in CORPUS.clips.values() if spec.motion}))
def test_clips_are_filmed_from_the_motions_of_today(motion: str) -> None:
    name = next(name for name, spec in CORPUS.clips.items() if spec.motion == motion)
    filmed, scene = load_truth(CLIPS, name), Scene(name, CORPUS)
    np.testing.assert_allclose(filmed.t, scene.t)
    for frame in np.linspace(0, len(scene.t) - 1, 15).astype(int):
        now = scene.camera.project(scene.figures(float(scene.t[frame]))[0].joints)
        np.testing.assert_allclose(filmed.xy[frame], now, atol=0.05)


def test_frame_rates_show_the_same_motion() -> None:
    for clip in ("squat_side_m", "bridge_side_m"):
        facts = [load_truth(CLIPS, name).facts for name in (clip, f"{clip}_30fps", f"{clip}_10fps")]
        times = [[(rep.started_s, rep.peak_s, rep.ended_s) for rep in each.reps] for each in facts]
        assert times[0] == times[1] == times[2]


@pytest.mark.parametrize("exercise", sorted({kind.exercise for kind in MOTIONS.values() if kind.exercise}))
def test_held_out_clips_show_people_and_seeds_that_set_no_threshold(exercise: str) -> None:
    facts = [load_truth(CLIPS, name).facts for name in NAMES if not name.startswith("proto_")]
    shown = [each for each in facts if each.exercise == exercise]
    tune = {each.character for each in shown if each.split == "tune"}
    held_out = {each.character for each in shown if each.split == "held_out"}
    assert len(held_out - tune) >= 2
    assert all((each.seed >= 500) == (each.split == "held_out") for each in facts)
