"""From events to what the clinician reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from device.command import BodyRegion
from device.store import ExerciseRun, Pain, Rating, SessionRecord
from device.summarise import summarise_exercise, summarise_session
from device.summary import Ending, ExerciseSummary, PartOfDay
from device.view import PlannedExercise
from inference.events import Deviation, HoldEvent, Measurable, NotMeasurable, Reason, RepEvent

IDENTITY = {
    "patient_code": "ABCD2345",
    "software": "0.1.0",
    "model": "movenet_lightning_int8",
    "exercise_library": "0123456789ab",
}
RECORD = SessionRecord("0" * 32, 3, PartOfDay.MORNING, datetime(2026, 3, 1, 9, tzinfo=UTC))


def rep(number: int, at_s: float, lasts_s: float, size: float, counted: bool = True) -> RepEvent:
    return RepEvent(number, at_s, at_s + lasts_s, peak=size, range=size, counted=counted)


def squats(*events: object, reps: int = 4, position: int = 0) -> ExerciseRun:
    return ExerciseRun(position, PlannedExercise("squat", reps), 0.0, 20.0, events)  # type: ignore[arg-type]


def test_median_and_spread_of_range_and_tempo_are_of_whole_repetitions_only() -> None:
    told = summarise_exercise(
        squats(
            Measurable(0.0),
            rep(1, 1.0, 2.0, 80.0),
            rep(2, 4.0, 3.0, 90.0),
            rep(3, 8.0, 9.0, 30.0, counted=False),
            rep(3, 9.0, 4.0, 100.0),
        )
    )
    assert (told.reps, told.too_small) == (3, 1)
    assert (told.range_unit, told.range_median, told.range_spread) == ("deg", 90.0, 10.0)
    assert (told.tempo_median_s, told.tempo_spread_s) == (3.0, 1.0)


def test_how_sure_a_count_is_is_told_where_it_is_a_proxys() -> None:
    sure = [replace(rep(n, n, 1.0, 80.0), sureness=share) for n, share in ((1, 0.4), (2, 0.9), (3, 0.6))]
    small = replace(rep(4, 4.0, 1.0, 10.0, counted=False), sureness=0.1)
    assert summarise_exercise(squats(*sure, small)).count_sureness == 0.6
    assert summarise_exercise(squats(rep(1, 1.0, 1.0, 80.0), small)).count_sureness is None


def test_where_it_hurt_is_told() -> None:
    hurt = replace(squats(), hurt=Pain(6, (BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG)))
    told = summarise_exercise(hurt)
    assert (told.pain, told.pain_regions) == (6, ("lower_back", "left_leg"))
    assert summarise_exercise(squats()).pain_regions == ()


def test_one_repetition_has_a_median_and_no_spread_and_none_has_neither() -> None:
    one = summarise_exercise(squats(rep(1, 1.0, 2.0, 80.0)))
    assert (one.range_median, one.range_spread, one.tempo_median_s, one.tempo_spread_s) == (80, None, 2, None)
    none = summarise_exercise(squats())
    assert (none.range_median, none.tempo_median_s, none.range_unit) == (None, None, None)


def test_a_second_set_of_the_same_exercise_is_the_second_set() -> None:
    bird_dog = ExerciseRun(1, PlannedExercise("bird_dog", hold_s=10.0), 30.0, 60.0, (HoldEvent(31.0, 36.0),))
    runs = [squats(rep(1, 1.0, 2.0, 80.0)), bird_dog, squats(position=2)]
    told = summarise_session(RECORD, runs, Rating(), Ending.COMPLETED, IDENTITY)
    assert [(one.exercise, one.set_number) for one in told.exercises] == [
        ("squat", 1),
        ("bird_dog", 1),
        ("squat", 2),
    ]
    assert told.adherence == pytest.approx((1 / 4 + 5 / 10 + 0) / 3, abs=1e-3)
    assert told.exercise_library == "0123456789ab"


def test_more_than_prescribed_does_not_make_up_for_a_set_that_was_left_out() -> None:
    many = squats(*(rep(n, n, 1.0, 80.0) for n in range(1, 9)), reps=4)
    told = summarise_session(RECORD, [many, squats(position=1)], Rating(), Ending.STOPPED, IDENTITY)
    assert told.adherence == 0.5


def test_a_session_without_prescribed_dose_has_no_adherence() -> None:
    free = ExerciseRun(0, PlannedExercise("squat"), 0.0, 5.0, ())
    assert summarise_session(RECORD, [free], Rating(), Ending.COMPLETED, IDENTITY).adherence is None


def test_faults_are_counted_by_rule_and_lost_time_by_reason() -> None:
    told: ExerciseSummary = summarise_exercise(
        squats(
            Measurable(0.0),
            Deviation("knees_in", 1, 0.5, 0.7, 1.0, 2.0),
            Deviation("knees_in", 2, 0.5, 0.7, 3.0, 4.0),
            NotMeasurable(Reason.OUT_OF_FRAME, 15.0, ("left_ankle",)),
        )
    )
    assert told.deviations == {"knees_in": 2}
    assert told.measurable == 0.75
    assert told.not_measurable_s == {"out_of_frame": 5.0}
