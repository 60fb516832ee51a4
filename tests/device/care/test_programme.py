"""The programmes and pages that Matside ships, and the ones that it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.care.assignment import Planner, planned_by
from device.care.pages import load_pages, page_in
from device.care.programme import FOLDER, Programme, load_programmes
from device.care.today import PlanSource
from device.config import PlanLine
from device.errors import ConfigError, UsageError
from device.link.plan import Plan, PlanExercise
from device.session.course import course
from device.view import PlannedExercise
from inference.exercise import load_library
from inference.rules import Condition
from tests.device.care.test_pain_and_progress import one

LIBRARY = load_library()
PROGRAMMES = load_programmes()
LANGUAGES = ("en", "de")


def test_there_is_a_programme_for_each_condition():
    assert {programme.condition for programme in PROGRAMMES.values()} == set(Condition)


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
def test_a_programme_names_what_suits_its_condition_and_says_what_to_avoid(programme: Programme):
    for line in programme.exercises:
        assert programme.condition in LIBRARY[line.exercise].suits
    unsuited = {name for name, exercise in LIBRARY.items() if programme.condition in exercise.avoid}
    assert unsuited <= set(programme.avoid)
    assert set(programme.avoid) <= set(LIBRARY)
    assert all(set(LANGUAGES) <= set(words) for words in (programme.name, programme.about))
    assert programme.reviewed_by is None, "nobody has signed it"
    assert len(programme.sources) >= 2


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
@pytest.mark.parametrize("level", range(-2, 5))
def test_a_plan_of_any_level_fits_a_session_and_grows_with_it(programme: Programme, level: int):
    plan = programme.plan(LIBRARY, level)
    assert 2 <= len(plan) <= 10
    assert len(course(plan)) <= 30
    for line in plan:
        exercise = LIBRARY[line.exercise]
        assert (line.reps is None) == exercise.held
        assert line.reps is None or 3 <= line.reps <= 30
        assert line.hold_s is None or 5 <= line.hold_s <= 120
    if level < 4:
        assert len(programme.plan(LIBRARY, level + 1)) >= len(plan)


def test_the_dose_is_the_exercises_own_at_level_nought():
    squat = LIBRARY["sit_to_stand"].dose
    (line,) = [
        one for one in PROGRAMMES["general_back_care"].plan(LIBRARY, 0) if one.exercise == "sit_to_stand"
    ]
    assert (line.sets, line.reps, line.rest_s) == (squat.sets, squat.reps, squat.rest_s)


def test_what_this_device_does_not_know_is_left_out():
    few = {"squat": LIBRARY["squat"], "cat_cow": LIBRARY["cat_cow"]}
    plan = PROGRAMMES["general_back_care"].plan(few, 0)
    assert [line.exercise for line in plan] == ["cat_cow"]


def test_walking_grows_by_the_week_up_to_its_bound():
    walking = PROGRAMMES["general_back_care"].walking
    assert [walking.minutes(day) for day in (1, 7, 8, 15, 29, 400)] == [10, 10, 15, 20, 30, 30]


GOOD = (FOLDER / "general_back_care.toml").read_text()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('id = "general_back_care"', 'id = "other"'), "id 'other' must be the file's name"),
        (('exercise = "marching"', 'exercise = "cat_cow"'), "an exercise is named twice"),
        (('exercise = "marching"', 'exercise = "marching"\nsets = 99'), "exercises.0.sets: input should be"),
        (('exercise = "marching"', 'exercise = "marching"\nspeed = 1'), "exercises.0.speed: extra inputs"),
        (("[walking]", "[walkng]"), "walking: field required"),
        (("[walking]", "[walking"), "can't be read"),
    ],
)
def test_a_broken_programme_is_refused_with_its_place(tmp_path: Path, change, said):
    (tmp_path / "general_back_care.toml").write_text(GOOD.replace(*change))
    with pytest.raises(UsageError, match=said):
        load_programmes(tmp_path)


SETTINGS_PLAN = (PlannedExercise("squat", reps=5),)
CLINIC = Plan(
    patient_code="ABCD2345", revision=7, exercises=(PlanExercise(exercise="plank", hold_s=20.0, sets=3),)
)


def test_the_clinic_goes_before_the_settings_and_they_before_the_programme():
    both = Planner(PROGRAMMES, LIBRARY, SETTINGS_PLAN)
    by_clinic = both.assign("herniated_disc", CLINIC, [], 1)
    assert (by_clinic.source, by_clinic.revision) == (PlanSource.CLINIC, 7)
    assert by_clinic.plan == (PlannedExercise("plank", hold_s=20.0, sets=3),)
    assert both.assign("herniated_disc", None, [], 1).plan == SETTINGS_PLAN
    own = Planner(PROGRAMMES, LIBRARY, ()).assign("herniated_disc", None, [], 8)
    assert (own.source, own.programme, own.revision, own.walk_min) == (
        PlanSource.PROGRAMME,
        "herniated_disc",
        0,
        10,
    )


def test_two_easy_sessions_make_tomorrows_plan_larger():
    planner = Planner(PROGRAMMES, LIBRARY, ())
    today = planner.assign("general_back_care", None, [], 1).plan
    tomorrow = planner.assign("general_back_care", None, [one(), one()], 2).plan
    assert sum(line.reps or 0 for line in tomorrow) > sum(line.reps or 0 for line in today)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (PlanLine(exercise="sqat", reps=5), r"^mine.toml: plan\[0\].exercise = 'sqat': unknown; known: "),
        (PlanLine(exercise="plank", reps=5), "is held, not repeated; give hold_s"),
        (PlanLine(exercise="squat", hold_s=5.0), "no hold is measured in it; give reps and no hold_s"),
        (PlanLine(exercise="squat", reps=5, hold_s=5.0), "no hold is measured in it"),
    ],
)
def test_a_plan_in_the_settings_that_can_not_be_measured_is_refused(line, said):
    with pytest.raises(ConfigError, match=said):
        planned_by([line], LIBRARY, "mine.toml")


def test_every_page_is_written_in_both_languages_and_has_its_sources():
    pages = load_pages()
    assert {page.id for page in pages} == {
        "desk",
        "disclaimer",
        "lifting",
        "seek_care",
        "sleep",
        "stress",
        "yoga",
    }
    for page in pages:
        assert set(LANGUAGES) <= set(page.text)
        assert len({len(text.points) for text in page.text.values()}) == 1
        assert page_in(page, "xx") == page_in(page, "en") != page_in(page, "de")


def test_a_page_without_english_is_refused(tmp_path: Path):
    (tmp_path / "a.toml").write_text(
        'id = "ab"\norder = 1\nsources = ["abc"]\n[text.de]\ntitle = "abc"\nparagraphs = ["abc"]\n'
    )
    with pytest.raises(UsageError, match=r"text\.en: missing"):
        load_pages(tmp_path)
