"""What sessions come to for the eye: per exercise and day, with the drawings' sheets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from device.clinic.figures import done_share
from device.clinic.view import LibraryExercise
from device.summary import ExerciseSummary, SessionSummary
from webui.clinic.drawings import Sheet, round_top
from webui.clinic.told import told

CHART = (400, 130)


@dataclass(frozen=True, slots=True)
class ExerciseDay:
    """One exercise in all sessions of one day.

    Attributes:
        done: repetitions, or seconds held.
        prescribed: how many of them.
        range_median: mean of the sets' medians, in the exercise's unit.
        faults: posture faults of all rules.
        measurable: share of the time, 0–1.
    """

    day: int
    done: float
    prescribed: float
    too_small: int
    range_median: float | None
    faults: int
    measurable: float


@dataclass(frozen=True, slots=True)
class Progress:
    """One exercise over the shown days.

    Attributes:
        share: how much of its dose was done, 0–1, None where nothing was prescribed.
        faults: (what is wrong, what the person is told, how often), the most frequent first.
        unseen: (reason, seconds) why it could not be measured, the longest first.
        told: what else was seen and told of it, in lines.
        doses, ranges, fault_counts: the sheets of its three drawings; no `ranges` where nothing was measured.
    """

    id: str
    name: str
    dose_unit: Literal["reps", "s"]
    range_unit: Literal["deg", "torso"] | None
    days: tuple[ExerciseDay, ...]
    share: float | None
    faults: tuple[tuple[str, str, int], ...]
    unseen: tuple[tuple[str, float], ...]
    told: tuple[str, ...]
    doses: Sheet
    ranges: Sheet | None
    fault_counts: Sheet

    @property
    def range_points(self) -> list[tuple[int, float]]:
        """(day, range) where it was measured."""
        return [(one.day, one.range_median) for one in self.days if one.range_median is not None]


def progress(
    sessions: Iterable[SessionSummary], first_day: int, last_day: int, library: Mapping[str, LibraryExercise]
) -> list[Progress]:
    """Each exercise of these sessions, in the order in which they were first prescribed."""
    sets: dict[str, list[tuple[int, ExerciseSummary]]] = defaultdict(list)
    for session in sessions:
        for one in session.exercises:
            sets[one.exercise].append((session.programme_day, one))
    return [_of_one(name, done, first_day, last_day, library.get(name)) for name, done in sets.items()]


def _of_one(
    name: str,
    sets: Sequence[tuple[int, ExerciseSummary]],
    first_day: int,
    last_day: int,
    known: LibraryExercise | None,
) -> Progress:
    latest = sets[-1][1]
    held = latest.prescribed_hold_s is not None or (latest.prescribed_reps is None and latest.hold_s > 0)
    by_day: dict[int, list[ExerciseSummary]] = defaultdict(list)
    for day, one in sets:
        by_day[day].append(one)
    days = tuple(_day(day, done, held=held) for day, done in by_day.items())
    faults: Counter[str] = Counter()
    unseen: Counter[str] = Counter()
    for _, one in sets:
        faults.update(one.deviations)
        for reason, seconds in one.not_measurable_s.items():
            unseen[reason] += round(seconds)
    shares = [share for _, one in sets if (share := done_share(one)) is not None]
    measured = [one.range_median for one in days if one.range_median is not None]
    unit = next((one.range_unit for _, one in reversed(sets) if one.range_unit), None)
    corrections = known.corrections if known else {}
    width, height = CHART
    top = max(max(one.done, one.prescribed) for one in days)

    def sheet(highest: float, lowest: float = 0.0) -> Sheet:
        return Sheet(first_day, last_day, highest, width, height, bottom=lowest)

    return Progress(
        id=name,
        name=known.name if known else name.replace("_", " "),
        dose_unit="s" if held else "reps",
        range_unit=unit,
        days=days,
        share=fmean(shares) if shares else None,
        faults=tuple(
            (rule.replace("_", " "), corrections.get(rule, ""), count) for rule, count in faults.most_common()
        ),
        unseen=tuple((reason.replace("_", " "), seconds) for reason, seconds in unseen.most_common()),
        told=tuple(told([one for _, one in sets])),
        doses=sheet(round_top(top)),
        ranges=sheet(*_around(measured)) if measured else None,
        fault_counts=sheet(round_top(max(4, *(one.faults for one in days)))),
    )


def _around(measured: Sequence[float]) -> tuple[float, float]:
    """Highest and lowest value of an axis on which a trend can be seen, without blowing up trifles."""
    step = 20.0 if max(measured) > 10 else 0.5
    low = step * (min(measured) * 0.9 // step)
    return max(low + 2 * step, step * -(-max(measured) * 1.05 // step)), low


def _day(day: int, sets: Sequence[ExerciseSummary], *, held: bool) -> ExerciseDay:
    ranges = [one.range_median for one in sets if one.range_median is not None]
    return ExerciseDay(
        day=day,
        done=sum(one.hold_s if held else one.reps for one in sets),
        prescribed=sum((one.prescribed_hold_s if held else one.prescribed_reps) or 0 for one in sets),
        too_small=sum(one.too_small for one in sets),
        range_median=fmean(ranges) if ranges else None,
        faults=sum(sum(one.deviations.values()) for one in sets),
        measurable=fmean(one.measurable for one in sets),
    )
