"""Pain over sessions, more or less next time, what is told at the end, what the calendar shows."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from device.care.debrief import debrief
from device.care.export import as_csv, as_json
from device.care.pain import advice, lasts, rising_over, rose_within
from device.care.past import history, streak_days
from device.care.profile import Profile
from device.care.progression import change, level
from device.outcome import Advice, Praise
from device.preferences import Preferences
from device.store import Walk
from device.summary import Ending, ExerciseSummary, PartOfDay, SessionSummary, StopReason


def one(day: int = 1, **fields: Any) -> SessionSummary:
    """A session in which the whole plan was done, with light effort and no pain unless told."""
    usual: dict[str, Any] = {
        "session_id": f"{day:032x}",
        "patient_code": "ABCD2345",
        "programme_day": day,
        "part_of_day": PartOfDay.MORNING,
        "ended": Ending.COMPLETED,
        "duration_s": 60.0,
        "exercises": (squats(),),
        "adherence": 1.0,
        "pain_before": 0,
        "pain_after": 0,
        "exertion": 3,
        "software": "0.1.0",
        "model": "movenet_lightning_int8",
    }
    return SessionSummary(**(usual | fields))


def squats(**fields: Any) -> ExerciseSummary:
    usual = {"exercise": "squat", "prescribed_reps": 5, "reps": 5, "range_unit": "deg", "range_median": 80.0}
    return ExerciseSummary.model_validate(usual | fields)


@pytest.mark.parametrize(
    ("before", "after", "rose"),
    [(2, 4, True), (2, 3, False), (0, 10, True), (5, 2, False), (None, 9, False), (3, None, False)],
)
def test_two_points_within_a_session_are_a_rise(before, after, rose):
    assert rose_within(one(pain_before=before, pain_after=after)) is rose


@pytest.mark.parametrize(
    ("oldest_first", "found"),
    [
        ([2, 3, 4], (2, 4)),
        ([2, 2, 4], (2, 4)),
        ([2, 4, 3], None),
        ([3, 3, 4], None),
        ([2, 4], None),
        ([2, None, 3, None, 5], (2, 5)),
        ([9, 0, 1, 2], (0, 2)),
    ],
)
def test_a_rise_over_three_sessions(oldest_first, found):
    sessions = [one(day, pain_before=pain) for day, pain in enumerate(oldest_first, 1)][::-1]
    assert rising_over(sessions) == found


@pytest.mark.parametrize(
    ("days_and_pain", "long"),
    [
        ([(1, 3), (20, 2), (44, 1)], True),
        ([(1, 3), (20, 2), (43, 1)], False),
        ([(1, 3), (30, 0), (44, 1)], False),
        ([(1, 3), (60, 1)], False),
        ([], False),
    ],
)
def test_pain_for_more_than_six_weeks(days_and_pain, long):
    assert lasts([one(day, pain_before=pain) for day, pain in days_and_pain][::-1]) is long


def test_two_easy_sessions_are_one_level_more_and_pain_is_one_less():
    easy, hard = one(), one(exertion=8)
    hurt = one(stop_reason=StopReason.PAIN, ended=Ending.STOPPED)
    assert level([]) == level([easy]) == 0
    assert level([easy, easy]) == 1
    assert level([easy, hard, easy]) == 0
    assert level([easy] * 4) == 2
    assert level([hurt, easy, easy]) == 0
    assert level([hurt] * 5) == -2
    assert level([easy] * 40) == 4
    assert level([one(pain_after=2)]) == -1
    assert level([one(exercises=(squats(pain=5),))]) == -1
    assert level([one(adherence=0.5)] * 4) == 0
    assert level([one(plan_revision=3)] * 4) == 0, "the clinic decides about its own plan"


def test_the_change_is_told_once():
    easy = one()
    assert change([easy, easy]) == (Advice.MORE_NEXT_TIME,)
    assert change([easy, easy, easy]) == ()
    assert change([one(pain_after=3), easy]) == (Advice.LESS_NEXT_TIME,)


@pytest.mark.parametrize(
    ("summary", "earlier", "praise", "about"),
    [
        (one(2), [one(1, exercises=(squats(range_median=70.0),))], Praise.FURTHER_THAN_LAST, "squat"),
        (one(2, pain_before=4, pain_after=2), [one(1)], Praise.PAIN_EASED, None),
        (one(2), [one(1, adherence=0.4)], Praise.BETTER_THAN_BEFORE, None),
        (one(), [], Praise.GOOD_FORM, "squat"),
        (one(exercises=(squats(deviations={"knee_valgus": 1}),)), [], Praise.WHOLE_DOSE, None),
        (one(exercises=(squats(reps=0, range_median=None),), adherence=0.0), [], Praise.CAME_BACK, None),
        (
            one(2, exercises=(ExerciseSummary(exercise="plank", prescribed_hold_s=20.0, hold_s=20.0),)),
            [one(1, exercises=(ExerciseSummary(exercise="plank", prescribed_hold_s=20.0, hold_s=10.0),))],
            Praise.HELD_LONGER,
            "plank",
        ),
    ],
)
def test_the_most_personal_praise_comes_first(summary, earlier, praise, about):
    told = debrief(summary, earlier)
    assert (told.praise, told.praised) == (praise, about)


def test_the_debrief_names_the_commonest_fault_the_trend_and_what_to_do():
    sets = (
        squats(deviations={"knee_valgus": 1, "trunk_lean": 2}, range_median=90.0),
        squats(set_number=2, deviations={"trunk_lean": 1}, range_median=95.0),
    )
    told = debrief(one(9, exercises=sets, pain_before=1, pain_after=4), [one(8), one(7)])
    assert (told.tipped, told.tip) == ("squat", "trunk_lean")
    assert told.range_change == {"squat": 10.0}
    assert told.pain_change == 3
    assert told.advice == (Advice.PAIN_ROSE, Advice.LESS_NEXT_TIME)
    assert advice([]) == ()


DATES = {f"{1:032x}": "2031-07-01", f"{3:032x}": "2031-07-03"}
PAST = [one(3, exercises=(squats(range_median=90.0), squats(range_median=94.0))), one(1, pain_before=None)]
WALKS = [Walk(2, "2031-07-02", 10), Walk(3, "2031-07-03", 15), Walk(3, "2031-07-03", 5)]


def test_the_past_is_a_calendar_and_trends_oldest_first():
    told = history(PAST, DATES, WALKS, 4)
    assert [(d.day, d.sessions, d.completed, d.minutes_walked) for d in told.days] == [
        (1, 1, 1, 0),
        (2, 0, 0, 10),
        (3, 1, 1, 20),
    ]
    (trend,) = told.exercises
    assert [(point.day, point.value) for point in trend.ranges] == [(1, 80.0), (3, 92.0)]
    assert [(point.day, point.value) for point in trend.reps] == [(1, 5), (3, 10)]
    assert trend.unit == "deg"
    assert [(point.day, point.before, point.after) for point in told.pain] == [(1, None, 0), (3, 0, 0)]


@pytest.mark.parametrize(
    ("done", "streak"),
    [([], 0), (["2031-07-03"], 1), (["2031-07-02", "2031-07-01"], 2), (["2031-07-01"], 0)],
)
def test_a_streak_lasts_until_a_whole_day_was_missed(done, streak):
    assert streak_days(done, date(2031, 7, 3)) == streak


def test_ones_own_data_come_as_json_and_as_a_table():
    person = Profile("a" * 32, "=Ada", "cat", "ABCD2345", "general_back_care")
    tree = json.loads(as_json(person, Preferences(), PAST, DATES, WALKS))
    assert [session["date"] for session in tree["sessions"]] == ["2031-07-03", "2031-07-01"]
    assert tree["walks"][0] == {"day": 2, "date": "2031-07-02", "minutes": 10}
    assert tree["profile"]["name"] == "=Ada"
    rows = list(csv.DictReader(io.StringIO(as_csv(PAST, DATES, WALKS).decode("utf-8-sig"))))
    assert [(row["date"], row["exercise"], row["reps"], row["minutes_walked"]) for row in rows] == [
        ("2031-07-01", "squat", "5", ""),
        ("2031-07-03", "squat", "5", ""),
        ("2031-07-03", "squat", "5", ""),
        ("2031-07-02", "", "", "10"),
        ("2031-07-03", "", "", "15"),
        ("2031-07-03", "", "", "5"),
    ]
    assert all(len(row) == len(rows[0]) and None not in row for row in rows)
