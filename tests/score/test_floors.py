"""The library's figures over the committed tracks: none may fall below its floor."""

from __future__ import annotations

import pytest

from device.model_files import SHIPPED
from inference.exercise import load_library
from tests.score.__main__ import AS_SHIPPED, below_floor, corpus, score_corpus
from tests.score.report import Scores
from tests.score.scoring import ClipScore
from tests.score.tracks import is_current

LIBRARY = load_library()


@pytest.fixture(scope="module")
def scores() -> Scores:
    """Every clip for its own exercise, nobody's clips for every exercise, the others' for three each."""
    return score_corpus(AS_SHIPPED, corpus(), others=3)


def test_every_track_is_of_todays_film_model_and_code():
    stale = [
        f"{clip.stem} ({model})"
        for clip, _ in corpus()
        for model in SHIPPED
        if not is_current(clip, model, False)
    ]
    assert not stale, "make score records them again"


@pytest.mark.timeout(600)
def test_no_figure_is_below_its_floor(scores):
    assert below_floor(AS_SHIPPED, scores) == []


def test_every_exercise_has_clips_in_both_splits_and_each_of_its_faults_in_the_held_out_ones():
    for exercise in LIBRARY.values():
        own = [facts for _, facts in corpus() if facts.exercise == exercise.id]
        assert {facts.split for facts in own} == {"tune", "held_out"}, exercise.id
        shown = {fault.rule for facts in own if facts.split == "held_out" for fault in facts.faults}
        assert set(exercise.corrections) <= shown, exercise.id


def test_nobody_counts_for_anything(scores):
    assert _phantoms(scores) == {}


def _phantoms(scores: Scores) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for exercise, negatives in scores.negatives.items():
        told: list[ClipScore] = [score for score in negatives if score.counted]
        if told:
            found[exercise] = [score.clip for score in told]
    return found
