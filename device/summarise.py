"""From events to figures: what a session came to, for the person and the clinician."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import mean, median, quantiles

from device.store import ExerciseRun, Rating, SessionRecord
from device.summary import Ending, ExerciseSummary, SessionSummary
from device.view import PlannedExercise
from inference.events import Deviation, Event, HoldEvent, Measurable, NotMeasurable, Paused, Reason, RepEvent


def measured_time(
    events: Sequence[Event], started_s: float, ended_s: float
) -> tuple[float, dict[str, float]]:
    """How much of the time from `started_s` to `ended_s`, pauses left out, could be measured.

    Returns:
        The share 0–1, and the seconds lost to each reason.
    """
    spent = _spent(events, started_s, ended_s)
    spent.pop(Paused, None)
    measured_s = spent.pop(Measurable, 0.0)
    lost = {str(reason): round(s, 3) for reason, s in spent.items() if s > 0}
    total_s = measured_s + sum(spent.values())
    return (measured_s / total_s if total_s > 0 else 0.0), lost


def paused_time(events: Sequence[Event], started_s: float, ended_s: float) -> float:
    """Seconds from `started_s` to `ended_s` in which the person had paused."""
    return _spent(events, started_s, ended_s).get(Paused, 0.0)


def _spent(
    events: Sequence[Event], started_s: float, ended_s: float
) -> dict[type[Measurable | Paused] | Reason, float]:
    """Seconds measured, paused, and lost to each reason; nobody is there until something else is said."""
    spent: defaultdict[type[Measurable | Paused] | Reason, float] = defaultdict(float)
    state: type[Measurable | Paused] | Reason = Reason.NO_PERSON
    since_s = started_s
    for event in events:
        if isinstance(event, Measurable | NotMeasurable | Paused):
            spent[state] += max(0.0, event.since_s - since_s)
            state = event.reason if isinstance(event, NotMeasurable) else type(event)
            since_s = event.since_s
    spent[state] += max(0.0, ended_s - since_s)
    return dict(spent)


def _ended_s(run: ExerciseRun) -> float:
    """When it ended; after a crash the last thing that is known of it."""
    if run.ended_s is not None:
        return run.ended_s
    times = [run.started_s or 0.0]
    for event in run.events:
        if isinstance(event, Measurable | NotMeasurable | Paused):
            times.append(event.since_s)
        else:
            times.append(event.ended_s)
    return max(times)


def _paused_s(run: ExerciseRun) -> float:
    return paused_time(run.events, run.started_s or 0.0, _ended_s(run))


def _sureness(reps: Sequence[RepEvent]) -> float | None:
    """Median over the repetitions; None if there are none or none is counted by a proxy."""
    told = [rep.sureness for rep in reps]
    return round(median(told), 3) if told and min(told) < 1.0 else None


def _spread(values: Sequence[float], digits: int) -> float | None:
    """Interquartile range; None below two values."""
    if len(values) < 2:
        return None
    lower, _, upper = quantiles(values, n=4, method="inclusive")
    return round(upper - lower, digits)


def adherence(exercises: Sequence[ExerciseSummary]) -> float | None:
    """Mean share of the prescribed dose over all sets that have one, none above 1; None if none has."""
    shares = []
    for one in exercises:
        if one.prescribed_reps:
            shares.append(min(1.0, one.reps / one.prescribed_reps))
        elif one.prescribed_hold_s:
            shares.append(min(1.0, one.hold_s / one.prescribed_hold_s))
    return round(mean(shares), 3) if shares else None


def prescribed_hold_s(planned: PlannedExercise) -> float | None:
    """Seconds to hold in one set: of each repetition where there are any; None where nothing is held."""
    if planned.hold_s is None or planned.reps is None:
        return planned.hold_s
    return planned.reps * planned.hold_s


def summarise_exercise(run: ExerciseRun, set_number: int = 1) -> ExerciseSummary:
    """What one set came to; `set_number` counts the sets of this exercise in the session."""
    reps = [event for event in run.events if isinstance(event, RepEvent)]
    whole = [rep for rep in reps if rep.counted]
    unit = whole[0].unit if whole and whole[0].unit != "ratio" else None
    ranges = [rep.range for rep in whole if rep.unit == unit]
    limit = run.planned.range_limit if run.planned.range_limit_unit == unit else None
    durations_s = [rep.ended_s - rep.started_s for rep in whole]
    faults = Counter(event.rule for event in run.events if isinstance(event, Deviation))
    started_s = run.started_s
    duration_s = max(0.0, _ended_s(run) - started_s - _paused_s(run)) if started_s is not None else 0.0
    share, lost = measured_time(run.events, started_s or 0.0, _ended_s(run))
    return ExerciseSummary(
        exercise=run.planned.exercise,
        set_number=set_number,
        prescribed_reps=run.planned.reps,
        prescribed_hold_s=prescribed_hold_s(run.planned),
        reps=len(whole),
        too_small=len(reps) - len(whole),
        count_sureness=_sureness(whole),
        hold_s=round(sum(e.ended_s - e.started_s for e in run.events if isinstance(e, HoldEvent)), 1),
        range_unit=unit,
        range_median=round(median(ranges), 2) if ranges else None,
        range_spread=_spread(ranges, 2),
        range_limit=limit,
        beyond_limit=0 if limit is None else sum(size > limit for size in ranges),
        tempo_median_s=round(median(durations_s), 2) if durations_s else None,
        tempo_spread_s=_spread(durations_s, 2),
        deviations=dict(faults),
        duration_s=round(duration_s, 1),
        measurable=round(share, 3),
        not_measurable_s={reason: round(s, 1) for reason, s in lost.items()},
        pain=run.hurt.pain if run.hurt else None,
        pain_regions=run.hurt.regions if run.hurt else (),
    )


def summarise_session(
    record: SessionRecord,
    runs: Sequence[ExerciseRun],
    rating: Rating,
    ending: Ending,
    identity: Mapping[str, str],
) -> SessionSummary:
    """What the whole session came to.

    Args:
        record: the session.
        runs: its exercises with their events.
        rating: what the person told of it.
        ending: how it ended.
        identity: `patient_code` (of a person who has none of their own), `software`, `model` and
            `exercise_library` as the summary wants them.
    """
    exercises = []
    sets: Counter[str] = Counter()
    for run in runs:
        sets[run.planned.exercise] += 1
        exercises.append(summarise_exercise(run, sets[run.planned.exercise]))
    begun = [run for run in runs if run.started_s is not None]
    first_s = min((run.started_s for run in begun if run.started_s is not None), default=0.0)
    last_s = max((_ended_s(run) for run in begun), default=first_s)
    return SessionSummary(
        session_id=record.id,
        patient_code=record.patient_code or identity["patient_code"],
        programme_day=record.programme_day,
        part_of_day=record.part_of_day,
        ended=ending,
        stop_reason=rating.stop_reason,
        duration_s=round(last_s - first_s - sum(map(_paused_s, begun)), 1),
        exercises=tuple(exercises),
        adherence=adherence(exercises),
        pain_before=rating.pain_before,
        pain_after=rating.pain_after,
        exertion=rating.exertion,
        minutes_walked=record.minutes_walked,
        plan_revision=record.plan_revision,
        software=identity["software"],
        model=identity["model"],
        exercise_library=identity.get("exercise_library"),
    )
