"""One clip's signal, its truth and what was told, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from device.recording.signal_picture import COUNTED, FAULT, HELD, SMALL, Span, draw_exercise
from inference.exercise import Exercise
from inference.pose import Pose
from tests.avatar.truth import ClipFacts
from tests.score.scoring import ClipScore


def plot_clip(
    path: Path, facts: ClipFacts, poses: Sequence[Pose], exercise: Exercise, score: ClipScore
) -> None:
    """Write a PNG: what was told shaded over the signal, true repetitions, holds and faults as bars below."""
    truth = [Span(rep.started_s, rep.ended_s, COUNTED if rep.whole else SMALL) for rep in facts.reps]
    truth += [Span(hold.started_s, hold.ended_s, HELD) for hold in facts.holds]
    truth += [Span(fault.started_s, fault.ended_s, FAULT) for fault in facts.faults]
    title = f"{facts.name} as {exercise.id}: {score.counted} of {score.expected}"
    draw_exercise(exercise, poses, path, title, truth)
