"""The household as the screen uses it: people, plans, walks, breaks, export, the end of everything."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.care.assignment import Assignment, Planner
from device.care.household import Household
from device.care.pages import load_pages
from device.care.programme import load_programmes
from device.care.today import PlanSource
from device.errors import UsageError
from device.link.plan import Note, Plan, PlanExercise
from device.preferences import Preferences
from device.store import Store
from inference.exercise import load_library
from tests.device.sessions import finish_session

LIBRARY = load_library()
PROGRAMMES = load_programmes()


class Home:
    """A household on a clock that the test moves."""

    def __init__(self, path: Path) -> None:
        self.now = datetime(2031, 7, 19, 9, tzinfo=UTC)
        self.monotonic_s = 1000.0
        self.is_idle = True
        self.clinic: dict[str, Plan] = {}
        self.assigned: list[Assignment] = []
        self.store = Store.open(path / "matside.db", lambda: self.now)
        self.household = Household(
            self.store,
            planner=Planner(PROGRAMMES, LIBRARY, ()),
            programmes=PROGRAMMES,
            library=LIBRARY,
            pages=load_pages(),
            clinic_plan=self.clinic.get,
            idle=lambda: self.is_idle,
            assign=self.assigned.append,
            today=self.date,
            clock=lambda: self.monotonic_s,
        )

    def date(self):
        return self.now.date()

    @property
    def today(self):
        return self.household.base_view().today


@pytest.fixture
def home(tmp_path: Path):
    home = Home(tmp_path)
    yield home
    home.store.close()


def test_one_person_without_a_name_is_there_from_the_beginning(home: Home):
    view = home.household.base_view()
    assert (view.profile.name, view.profiles, view.preferences) == ("", 1, Preferences())
    assert (home.today.plan_source, home.today.programme) == (PlanSource.PROGRAMME, "general_back_care")
    assert home.today.reviewed_by is None
    assert home.assigned[-1].plan == PROGRAMMES["general_back_care"].plan(LIBRARY, 0)


def test_another_person_has_another_plan_and_nothing_of_the_first_ones_past(home: Home):
    finish_session(home.store)
    home.household.log_walk(10)
    ada = home.household.add_profile("Ada", "cat")
    assert home.household.base_view().profile == ada
    assert (home.today.streak_days, home.today.walked_min, home.household.past().days) == (0, 0, ())
    home.household.choose_programme("herniated_disc")
    assert home.assigned[-1].programme == "herniated_disc"
    home.household.choose_profile(home.household.profiles()[0].id)
    assert home.assigned[-1].programme == "general_back_care"
    assert (home.today.streak_days, home.today.walked_min, home.today.done_today) == (1, 10, 1)
    renamed = home.household.change_profile(ada.id, "Ada L.", "dog")
    assert home.household.profiles()[1] == renamed
    home.household.remove_profile(ada.id)
    assert len(home.household.profiles()) == 1


def test_while_a_session_runs_nobody_else_is_chosen_and_nothing_deleted(home: Home):
    ada = home.household.add_profile("Ada", "cat")
    home.is_idle = False
    for refused in (
        lambda: home.household.choose_profile(ada.id),
        lambda: home.household.add_profile("Bo", "dog"),
        lambda: home.household.remove_profile(ada.id),
        home.household.delete_everything,
    ):
        with pytest.raises(UsageError, match="a session is under way"):
            refused()


def test_the_clinics_plan_is_the_plan_of_the_person_that_it_is_for(home: Home):
    ada = home.household.add_profile("Ada", "cat")
    exercises = (PlanExercise(exercise="plank", hold_s=20.0),)
    home.clinic[ada.patient_code] = Plan(
        patient_code=ada.patient_code, revision=3, exercises=exercises, notes=(Note.SLOWLY,)
    )
    home.household.refresh()
    assert (home.assigned[-1].source, home.assigned[-1].revision) == (PlanSource.CLINIC, 3)
    assert home.today.notes == ("slowly",)
    home.household.choose_profile(home.household.profiles()[0].id)
    assert home.assigned[-1].source is PlanSource.PROGRAMME
    assert home.today.notes == ()


def test_a_code_of_the_clinic_is_one_persons_alone(home: Home):
    first = home.household.profiles()[0]
    home.household.use_patient_code(first.id, "k7q2m9 ")
    ada = home.household.add_profile("Ada", "cat")
    assert home.store.people.senders() == [home.household.profiles()[0]]
    with pytest.raises(UsageError, match="K7Q2M9 is another person's"):
        home.household.use_patient_code(ada.id, "K7Q2M9")
    with pytest.raises(UsageError, match="must be 4 to 16 letters and digits"):
        home.household.use_patient_code(ada.id, "Ada Lovelace")
    assert home.household.use_patient_code(ada.id, "ADAS2345").patient_code == "ADAS2345"
    assert len(home.store.people.senders()) == 2


def test_the_next_morning_begins_by_itself(home: Home):
    finish_session(home.store)
    home.household.log_walk(30)
    assert (home.today.day, home.today.done_today, home.today.walked_min) == (1, 1, 30)
    home.now += timedelta(days=1)
    assert (home.today.day, home.today.done_today, home.today.walked_min) == (2, 0, 0)
    assert home.today.streak_days == 1
    home.now += timedelta(days=6)
    assert (home.today.walk_min, home.today.streak_days) == (15, 0)


def test_a_break_is_due_after_the_interval_and_each_move_begins_it_anew(home: Home):
    assert not home.today.break_due
    home.household.change_preferences(Preferences(break_reminder_min=30))
    home.monotonic_s += 29 * 60
    assert not home.today.break_due
    home.monotonic_s += 60
    assert home.today.break_due
    home.household.took_break()
    assert not home.today.break_due
    home.monotonic_s += 31 * 60
    home.is_idle = False
    assert not home.today.break_due, "a session is a break from sitting"


def test_the_chosen_persons_data_are_exported_and_no_others(home: Home):
    finish_session(home.store)
    home.household.add_profile("Ada", "cat")
    home.household.log_walk(5)
    tree = json.loads(home.household.export("json"))
    assert (tree["profile"]["name"], tree["sessions"], len(tree["walks"])) == ("Ada", [], 1)
    assert home.household.export("csv").count(b"\n") == 2
    with pytest.raises(UsageError, match="'xml' is neither json nor csv"):
        home.household.export("xml")


def test_after_delete_everything_one_begins_anew(home: Home):
    home.household.add_profile("Ada", "cat")
    finish_session(home.store)
    home.household.change_preferences(Preferences(language="de"))
    home.household.delete_everything()
    view = home.household.base_view()
    assert (view.profile.name, view.profiles, view.preferences.language) == ("", 1, "en")
    assert home.household.past().days == ()


def test_the_clinics_code_outlives_a_deletion(home: Home):
    first = Household(
        home.store,
        planner=Planner(PROGRAMMES, LIBRARY, ()),
        programmes=PROGRAMMES,
        library=LIBRARY,
        pages=[],
        clinic_plan=home.clinic.get,
        idle=lambda: True,
        assign=home.assigned.append,
        clinic_code="K7Q2M9",
    )
    first.delete_everything()
    assert [person.patient_code for person in home.store.people.senders()] == ["K7Q2M9"]


def test_programmes_and_pages_are_told_for_the_screen(home: Home):
    assert {card.id for card in home.household.programmes()} == set(PROGRAMMES)
    assert home.household.pages("de")[0].title == "Wann Sie Hilfe brauchen"
    with pytest.raises(UsageError, match="programme: 'x' is unknown; known: facet_joint_irritation"):
        home.household.choose_programme("x")
