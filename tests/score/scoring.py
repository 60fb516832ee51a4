"""One clip against its truth, and many clips as one line of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import numpy as np

from device.summarise import measured_time
from inference.body import Body
from inference.events import Deviation, Event, HoldEvent, RepEvent, Side
from inference.exercise import Exercise
from inference.motion import MotionAnalyzer
from inference.pose import Pose
from inference.sighting import Onlooker, Sighting
from inference.stance import View
from tests.avatar.truth import ClipFacts, RepTruth

HARD_ROOMS = ("dim", "backlit", "cluttered")


@dataclass(frozen=True)
class ClipScore:
    """What one exercise came to on one clip.

    Attributes:
        counted: whole repetitions, or holds, by the analysis; expected: by the truth; attempts likewise for
            too small.
        hold_errors_s: |measured - true| of each hold's duration.
        range_errors_deg: |measured - true| of each counted repetition in degrees, side view.
        latencies_s: from the true end of each repetition to the frame that told it.
        faults: told and true (rule, repetition).
        measurable: share of the time.
        hard: an oblique view, or a difficult room; hidden: something stands in front of the body.
    """

    clip: str
    counted: int
    expected: int
    small: int
    expected_small: int
    range_errors_deg: tuple[float, ...] = ()
    hold_errors_s: tuple[float, ...] = ()
    latencies_s: tuple[float, ...] = ()
    told_faults: frozenset[tuple[str, int]] = frozenset()
    true_faults: frozenset[tuple[str, int]] = frozenset()
    measurable: float = 0.0
    hard: bool = False
    hidden: bool = False
    held_out: bool = False
    events: tuple[Event, ...] = field(default=(), repr=False)


def sightings(poses: Sequence[Pose]) -> list[Sighting]:
    """What the analysis sees in `poses`, the same for every exercise."""
    onlooker = Onlooker()
    return [onlooker.look(pose) for pose in poses]


def score_clip(clip: Path, truth: ClipFacts, seen: Sequence[Sighting], exercise: Exercise) -> ClipScore:
    """Run the analysis of `exercise` over what was `seen` and compare it with `truth`."""
    analyzer = MotionAnalyzer(exercise)
    told: list[tuple[float, Event]] = []
    for sighting in seen:
        told += [(sighting.body.at_s, event) for event in analyzer.judge(sighting)]
    told += [(seen[-1].body.at_s, event) for event in analyzer.finish()]
    events = tuple(event for _, event in told)
    own = truth.exercise == exercise.id
    if exercise.held:
        return _score_holds(clip, truth, exercise, events, own)
    true_reps = truth.reps if own else ()
    whole = [rep for rep in true_reps if rep.whole]
    counted = [(at_s, e) for at_s, e in told if isinstance(e, RepEvent) and e.counted]
    pairs = list(zip(counted, whole, strict=False)) if len(counted) == len(whole) else []
    known = set(exercise.corrections)
    return replace(
        _frame(clip, truth, events),
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
    )


def _frame(clip: Path, truth: ClipFacts, events: tuple[Event, ...]) -> ClipScore:
    """What does not depend on the kind of exercise."""
    with np.load(clip.with_suffix(".npz")) as arrays:
        started_s, ended_s = float(arrays["t"][0]), float(arrays["t"][-1])
    return ClipScore(
        clip=clip.stem,
        counted=0,
        expected=0,
        small=0,
        expected_small=0,
        measurable=measured_time(events, started_s, ended_s)[0],
        hidden=truth.room.endswith("_in_front"),
        hard=truth.view == "oblique" or truth.room in HARD_ROOMS,
        held_out=truth.split == "held_out",
        events=events,
    )


def _score_holds(
    clip: Path, truth: ClipFacts, exercise: Exercise, events: tuple[Event, ...], own: bool
) -> ClipScore:
    told = [event for event in events if isinstance(event, HoldEvent)]
    true = truth.holds if own else []
    pairs = list(zip(told, true, strict=False)) if len(told) == len(true) else []
    known = set(exercise.corrections)
    return replace(
        _frame(clip, truth, events),
        counted=len(told),
        expected=len(true),
        hold_errors_s=tuple(
            abs((hold.ended_s - hold.started_s) - (real.ended_s - real.started_s)) for hold, real in pairs
        ),
        told_faults=frozenset(
            (event.rule, _hold_number(event, truth)) for event in events if isinstance(event, Deviation)
        )
        if own
        else frozenset(),
        true_faults=frozenset((f.rule, f.rep) for f in truth.faults if f.rule in known)
        if own
        else frozenset(),
    )


def _hold_number(event: Deviation, truth: ClipFacts) -> int:
    """Number from 1 of the true hold that the deviation lies in or nearest to; 0: there is none."""
    middle_s = (event.started_s + event.ended_s) / 2
    away_s = [max(hold.started_s - middle_s, middle_s - hold.ended_s) for hold in truth.holds]
    return 1 + away_s.index(min(away_s)) if away_s else 0


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
    hold_error_s: float | None
    measurable: float
    latency_p50_s: float | None
    latency_p95_s: float | None


def figures(own: Sequence[ClipScore], negatives: Sequence[ClipScore]) -> Figures:
    """The figures of one exercise over its own clips, and over those where it must count nothing."""
    errors = [abs(score.counted - score.expected) for score in own]
    exact = [not error and s.small == s.expected_small for error, s in zip(errors, own, strict=True)]
    ranges = [error for score in own for error in score.range_errors_deg]
    holds = [error for score in own for error in score.hold_errors_s]
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
        hold_error_s=float(np.mean(holds)) if holds else None,
        measurable=float(np.mean([score.measurable for score in own])) if own else 0.0,
        latency_p50_s=median(latencies) if latencies else None,
        latency_p95_s=float(np.percentile(latencies, 95)) if latencies else None,
    )
