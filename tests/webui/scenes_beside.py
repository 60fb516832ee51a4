"""Every screen beside the session as a scene, for tests and for the documents."""

from __future__ import annotations

from tests.webui.fake_household import three_weeks
from tests.webui.fake_machine import GOOD_CODE
from tests.webui.stage import Scene, Stage


def people(stage: Stage) -> None:
    for name, picture in (("Anna", "flower"), ("Karl-Heinz", "boat"), ("Ömer", "tree")):
        stage.household.add_profile(name, picture)
    stage.go("people")


def person(stage: Stage) -> None:
    stage.go("person/new")
    for letter in "rosa":
        stage.page.get_by_role("button", name=letter, exact=True).tap()


def programme(stage: Stage) -> None:
    stage.go("programme")


def walk(stage: Stage) -> None:
    stage.go("walk")


def read(stage: Stage) -> None:
    stage.go("read")


def read_page(stage: Stage) -> None:
    stage.go("read/seek_care")


def history(stage: Stage) -> None:
    stage.page.clock.set_fixed_time("2026-03-20T10:00:00Z")
    stage.household.past_days = three_weeks()
    stage.go("history")


def history_pain(stage: Stage) -> None:
    stage.household.past_days = three_weeks()
    stage.go("history/pain")


def history_exercises(stage: Stage) -> None:
    stage.household.past_days = three_weeks()
    stage.go("history/exercises")


def settings(stage: Stage) -> None:
    stage.go("settings")


def data(stage: Stage) -> None:
    stage.go("data")


def delete_everything(stage: Stage) -> None:
    stage.go("data")
    stage.page.locator("#data-delete").tap()


def clinic(stage: Stage) -> None:
    stage.machine.pair(GOOD_CODE)
    stage.go("clinic")


def about(stage: Stage) -> None:
    stage.go("about")


BESIDE: dict[str, Scene] = {
    "people": people,
    "person": person,
    "programme": programme,
    "walk": walk,
    "read": read,
    "read-page": read_page,
    "history": history,
    "history-pain": history_pain,
    "history-exercises": history_exercises,
    "settings": settings,
    "data": data,
    "delete-everything": delete_everything,
    "clinic": clinic,
    "about": about,
}
