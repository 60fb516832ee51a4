"""One held-out clip of each exercise from pixels to counts; how large the corpus may be."""

from __future__ import annotations

import pytest

from inference.exercise import load_library
from tests.avatar.truth import ClipFacts
from tests.replays import CLIPS, estimate, frames, replayed

LIBRARY = load_library()


def facts() -> list[ClipFacts]:
    return [ClipFacts.model_validate_json(path.read_text()) for path in sorted(CLIPS.glob("*.json"))]


def one_of_each() -> list[ClipFacts]:
    """The shortest plain held-out clip of each exercise."""
    chosen: dict[str, ClipFacts] = {}
    for clip in sorted(facts(), key=lambda each: (len(each.faults), len(each.reps), each.name)):
        whole = all(rep.whole for rep in clip.reps) and not clip.room.endswith("_in_front")
        if clip.split == "held_out" and clip.exercise in LIBRARY and whole:
            chosen.setdefault(str(clip.exercise), clip)
    return list(chosen.values())


@pytest.mark.parametrize("clip", one_of_each(), ids=lambda clip: clip.name)
def test_from_pixels_to_the_true_count(clip):
    exercise = LIBRARY[clip.exercise]
    poses = estimate(frames(clip.name), exercise.model, exercise.turn_upright)
    told = replayed(poses, clip.exercise).as_dict()
    assert (len(told["holds"]) if exercise.held else told["reps"]) == len(
        clip.holds if exercise.held else clip.reps
    )
    assert not told["deviations"]


def test_a_clip_of_every_exercise_was_looked_at():
    assert {clip.exercise for clip in one_of_each()} == set(LIBRARY)


def test_the_corpus_is_small_enough_to_be_cloned():
    for clip in CLIPS.glob("*.mp4"):
        assert clip.stat().st_size <= 200_000, clip.name
    assert sum(file.stat().st_size for file in CLIPS.iterdir()) <= 25_000_000
