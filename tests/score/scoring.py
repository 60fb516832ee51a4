"""One clip against its truth, and many clips as one line of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from device.summarise import measured_time
from inference.body import Body
from inference.events import Deviation, Event, RepEvent, Side
from inference.exercise import Exercise
from inference.motion import MotionAnalyzer
from inference.pose import Pose
from inference.stance import View
from tests.avatar.truth import ClipFacts, RepTruth

HARD_ROOMS = ("dim", "backlit", "cluttered")


@dataclass(frozen=True)
class ClipScore:
    """What one exercise came to on one clip.

    Attributes:
        counted: whole repetitions by the analysis; expected: by the truth; attempts likewise for too small.
        range_errors_deg: |measured - true| of each counted repetition in degrees, side view.
        latencies_s: from the true end of each repetition to the frame that told it.
        faults: told and true (rule, repetition).
        measurable: share of the time.
    """

    clip: str
    counted: int
    expected: int
    small: int
    expected_small: int
    range_errors_deg: tuple[float, ...] = ()
    latencies_s: tuple[float, ...] = ()
    told_faults: frozenset[tuple[str, int]] = frozenset()
    true_faults: frozenset[tuple[str, int]] = frozenset()
    measurable: float = 0.0
    hard: bool = False
    held_out: bool = False
    events: tuple[Event, ...] = field(default=(), repr=False)


def score_clip(clip: Path, truth: ClipFacts, poses: Sequence[Pose], exercise: Exercise) -> ClipScore:
    """Run the analysis of `exercise` over `poses` and compare it with `truth`."""
    analyzer = MotionAnalyzer(exercise)
    told: list[tuple[float, Event]] = []
    for pose in poses:
        told += [(pose.captured_s, event) for event in analyzer.update(pose)]
    told += [(poses[-1].captured_s, event) for event in analyzer.finish()]
    events = tuple(event for _, event in told)
    own = truth.exercise == exercise.id
    true_reps = truth.reps if own else ()
    whole = [rep for rep in true_reps if rep.whole]
    share, _ = measured_time(events, poses[0].captured_s, poses[-1].captured_s)
    counted = [(at_s, e) for at_s, e in told if isinstance(e, RepEvent) and e.counted]
    pairs = list(zip(counted, whole, strict=False)) if len(counted) == len(whole) else []
    known = set(exercise.corrections)
    return ClipScore(
        clip=clip.stem,
        counted=len(counted),
        expected=len(whole),
        small=sum(isinstance(e, RepEvent) and not e.counted for e in events),
        expected_small=len(true_reps) - len(whole),
        range_errors_deg=tuple(
            abs(rep.range - true_range)
            for (_, rep), true in pairs
            if rep.unit == "deg" and (true_range := sagittal_range_deg(clip, exercise, true)) is not None
        ),
        latencies_s=tuple(at_s - true.ended_s for (at_s, _), true in pairs),
        told_faults=frozenset((e.rule, e.rep) for e in events if isinstance(e, Deviation) and e.rep),
        true_faults=frozenset((f.rule, f.rep) for f in truth.faults if f.rule in known)
        if own
        else frozenset(),
        measurable=share,
        hard=truth.view == "oblique" or truth.room in HARD_ROOMS,
        held_out=truth.split == "held_out",
        events=events,
    )


def sagittal_range_deg(clip: Path, exercise: Exercise, rep: RepTruth) -> float | None:
    """The exercise's signal in the true body's own sagittal plane: its range within one repetition."""
    signal = exercise.signal.get(View.SIDE)
    if signal is None or signal.measure.unit != "deg":
        return None
    with np.load(clip.with_suffix(".npz")) as truth:
        within = (truth["t"] >= rep.started_s) & (truth["t"] <= rep.ended_s)
        sagittal = truth["xyz"][within][:, :, 1:].astype(float) * (1, -1)
    values = [signal.measure.value(_true_body(points.tolist())) for points in sagittal]
    return max(values) - min(values) if values else None


def _true_body(points: list[tuple[float, float]]) -> Body:
    return Body(
        at_s=0.0,
        points=points,
        scores=[1.0] * 17,
        size_px=(1, 1),
        missing=frozenset(),
        outside=frozenset(),
        torso_px=1.0,
        near=Side.LEFT,
    )


@dataclass(frozen=True)
class Figures:
    """Many clips of one exercise as one line.

    Attributes:
        exact: share of clips with the exact count (whole and too small); off_by_one: within one.
        mean_error: mean absolute error of the count over the expected count.
        phantoms: repetitions counted where there is none of this exercise.
    """

    clips: int
    exact: float
    off_by_one: float
    mean_error: float
    phantoms: int
    negatives: int
    range_error_deg: float | None
    precision: float | None
    recall: float | None
    measurable: float
    latency_p50_s: float | None
    latency_p95_s: float | None


def figures(own: Sequence[ClipScore], negatives: Sequence[ClipScore]) -> Figures:
    """The figures of one exercise over its own clips, and over those where it must count nothing."""
    errors = [abs(score.counted - score.expected) for score in own]
    exact = [not error and s.small == s.expected_small for error, s in zip(errors, own, strict=True)]
    ranges = [error for score in own for error in score.range_errors_deg]
    latencies = [late for score in own for late in score.latencies_s]
    told = sum(len(score.told_faults) for score in own)
    true = sum(len(score.true_faults) for score in own)
    right = sum(len(score.told_faults & score.true_faults) for score in own)
    count = max(1, len(own))
    return Figures(
        clips=len(own),
        exact=sum(exact) / count,
        off_by_one=sum(error <= 1 for error in errors) / count,
        mean_error=sum(errors) / max(1, sum(score.expected for score in own)),
        phantoms=sum(score.counted for score in negatives),
        negatives=len(negatives),
        range_error_deg=float(np.mean(ranges)) if ranges else None,
        precision=right / told if told else None,
        recall=right / true if true else None,
        measurable=float(np.mean([score.measurable for score in own])) if own else 0.0,
        latency_p50_s=median(latencies) if latencies else None,
        latency_p95_s=float(np.percentile(latencies, 95)) if latencies else None,
    )
