"""Every clip of the corpus against its truth: exact counts, faults on the right repetition, no phantom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inference.events import Deviation
from inference.exercise import load_library
from tests.replays import CLIPS, poses, replayed

LIBRARY = load_library()


def truths() -> list[tuple[str, dict[str, Any]]]:
    return [(path.stem, json.loads(path.read_text())) for path in sorted(CLIPS.glob("*.json"))]


def counted(truth: dict[str, Any]) -> bool:
    return truth["exercise"] in LIBRARY and bool(truth["reps"])


POSITIVE = [pytest.param(name, truth, id=name) for name, truth in truths() if counted(truth)]
NEGATIVE = [pytest.param(name, id=name) for name, truth in truths() if truth["exercise"] not in LIBRARY]


@pytest.mark.parametrize(("name", "truth"), POSITIVE)
def test_repetitions_and_faults_are_those_of_the_truth(name, truth):
    told = replayed(poses(name), truth["exercise"])
    whole = [rep for rep in truth["reps"] if rep["whole"]]
    figures = told.as_dict()
    assert figures["reps"] == len(whole)
    assert len(figures["rep_events"]) == len(truth["reps"])
    seen = {(event.rule, event.rep) for event in told.events if isinstance(event, Deviation)}
    known = set(LIBRARY[truth["exercise"]].corrections)
    assert seen == {(fault["rule"], fault["rep"]) for fault in truth["faults"] if fault["rule"] in known}


@pytest.mark.parametrize("name", NEGATIVE)
def test_whoever_does_none_of_the_exercises_counts_for_none(name):
    phantoms = {exercise: replayed(poses(name), exercise).as_dict()["reps"] for exercise in LIBRARY}
    assert phantoms == dict.fromkeys(LIBRARY, 0)


@pytest.mark.parametrize(("name", "truth"), POSITIVE)
def test_another_stance_counts_nothing_of_another_exercise(name, truth):
    own = set(LIBRARY[truth["exercise"]].stances)
    for other, exercise in LIBRARY.items():
        if not own & set(exercise.stances):
            assert replayed(poses(name), other).as_dict()["reps"] == 0, other


def test_the_corpus_holds_what_the_figures_rest_on():
    stems = {name for name, _ in truths()}
    for stem in stems:
        assert (CLIPS / f"{stem}.mp4").is_file(), stem
        assert (CLIPS / f"{stem}.mp4").stat().st_size <= 200_000, stem
    assert sum(Path(file).stat().st_size for file in CLIPS.iterdir()) <= 25_000_000
    for exercise in LIBRARY:
        splits = {truth["split"] for _, truth in truths() if truth["exercise"] == exercise}
        assert splits == {"tune", "held_out"}, exercise
