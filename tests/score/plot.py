"""One clip's signal, its truth and what was told, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib

from inference.body import BodyTracker
from inference.events import RepEvent
from inference.exercise import Exercise
from inference.pose import Pose
from inference.stance import View
from tests.avatar.truth import ClipFacts
from tests.score.scoring import ClipScore

matplotlib.use("Agg")
from matplotlib import pyplot as plt


def plot_clip(
    path: Path, facts: ClipFacts, poses: Sequence[Pose], exercise: Exercise, score: ClipScore
) -> None:
    """Write a PNG: the signal over time, true repetitions as bars below, told ones as bars above."""
    view = View.FRONT if facts.view == "front" and View.FRONT in exercise.signal else exercise.views[0]
    measure = exercise.signal[view].measure
    tracker = BodyTracker()
    figure, axes = plt.subplots(figsize=(12, 3.2))
    axes.plot([pose.captured_s for pose in poses], [measure.value(tracker.update(pose)) for pose in poses])
    low, high = axes.get_ylim()
    for rep in facts.reps:
        axes.hlines(low, rep.started_s, rep.ended_s, "tab:green" if rep.whole else "tab:olive", linewidth=6)
    for event in score.events:
        if isinstance(event, RepEvent):
            colour = "tab:blue" if event.counted else "tab:orange"
            axes.hlines(high, event.started_s, event.ended_s, colour, linewidth=6)
    axes.set_title(f"{facts.name} as {exercise.id}: counted {score.counted} of {score.expected}")
    axes.set_xlabel("s (below: truth; above: told)")
    axes.set_ylabel(measure.unit)
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    plt.close(figure)
