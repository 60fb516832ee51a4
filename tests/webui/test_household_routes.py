"""What the screens beside the session ask for and change, as a script could do it: good, bad and hostile."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from device.care.profile import LONGEST_NAME
from device.errors import StoreError
from device.preferences import Preferences
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold, three_weeks

Post = Callable[..., TestResponse]


@pytest.fixture
def post(client: FlaskClient, token: str) -> Post:
    """POST JSON with the page's token."""

    def send(path: str, body: Any) -> TestResponse:
        return client.post(f"/household/{path}", json=body, headers={"X-Matside-Token": token})

    return send


def test_people_are_added_changed_chosen_and_removed(
    client: FlaskClient, post: Post, appliance: FakeAppliance
) -> None:
    added = post("people", {"name": "  Anna ", "picture": "cat"})
    assert (added.status_code, added.get_json()["name"]) == (201, "Anna")
    anna = added.get_json()["id"]
    assert post("people/change", {"id": anna, "name": "Änne", "picture": "dog"}).get_json()["name"] == "Änne"
    shown = appliance.view().profile
    assert shown is not None
    assert (shown.name, shown.picture) == ("Änne", "dog")
    assert post("people/choose", {"id": "p1"}).status_code == 200
    assert post("people/remove", {"id": anna}).status_code == 200
    assert [person["id"] for person in client.get("/household/people.json").get_json()["people"]] == ["p1"]


@pytest.mark.parametrize("code", ["", "ABC", "A" * 17, "AB-CD", "<b>AB</b>", "ÄBCDE"], ids=ascii)
def test_patient_codes_that_are_none_get_one_clear_line(
    post: Post, household: FakeHousehold, code: str
) -> None:
    refused = post("patient-code", {"id": "p1", "code": code})
    assert refused.status_code == 400
    assert "4 to 16 letters and digits" in refused.get_json()["error"]
    assert household.profiles()[0].patient_code == "TEST2345"


def test_a_patient_code_is_taken(post: Post) -> None:
    assert post("patient-code", {"id": "p1", "code": "k7q2m9"}).get_json()["patient_code"] == "K7Q2M9"
    assert post("patient-code", {"id": "nobody", "code": "K7Q2M9"}).status_code == 400


HOSTILE_NAMES = [
    "",
    "   ",
    "x" * (LONGEST_NAME + 1),
    "x" * 900,
    "a\u202egnp.exe",
    "a\x00b",
    "\ud800",
    "a\u200bb",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_names_that_are_none_get_one_clear_line(post: Post, household: FakeHousehold, name: str) -> None:
    answer = post("people", {"name": name, "picture": "cat"})
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith("name: ")
    assert "\n" not in answer.get_json()["error"]
    assert len(household.profiles()) == 1


def test_markup_in_a_name_is_only_a_name(post: Post) -> None:
    answer = post("people", {"name": "<b>\"&'</b>", "picture": "cat"})
    assert answer.get_json()["name"] == "<b>\"&'</b>"


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("people", {"name": "Anna", "picture": "../../etc"}, "picture: '../../etc' is not one of sun"),
        ("people", {"name": 3, "picture": "cat"}, "name must be text"),
        ("people", {"name": "Anna"}, "picture must be text"),
        ("people", ["Anna"], "must be a JSON object"),
        ("people/choose", {"id": "nobody"}, "id: there is no such person"),
        ("people/remove", {"id": "p1"}, "the last one can't be removed"),
        ("programme", {"id": "<script>"}, "'<script>' is not known"),
        ("walk", {"minutes": 0}, "give 1 to 600"),
        ("walk", {"minutes": 10**30}, "give 1 to 600"),
        ("walk", {"minutes": 2.5}, "minutes must be a whole number"),
        ("walk", {"minutes": True}, "minutes must be a whole number"),
        ("walk", {}, "minutes must be a whole number"),
        ("preferences", {"volume": 101}, "volume: "),
        ("preferences", {"volume": "70"}, "volume: "),
        ("preferences", {"language": "../de"}, "language: "),
        ("preferences", {"text_size": "huge"}, "text_size: "),
        ("preferences", {"colour": "red"}, "colour: "),
    ],
)
def test_other_wishes_get_one_clear_line(
    post: Post, appliance: FakeAppliance, path: str, body: Any, message: str
) -> None:
    before = appliance.view()
    answer = post(path, body)
    assert answer.status_code == 400
    assert message in answer.get_json()["error"]
    assert "\n" not in answer.get_json()["error"]
    assert appliance.view() == before


WRITES = [
    "people",
    "people/change",
    "people/choose",
    "people/remove",
    "programme",
    "walk",
    "break",
    "preferences",
    "delete",
]


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("headers", [{}, {"X-Matside-Token": "stale"}], ids=["no token", "stale token"])
def test_without_the_pages_token_nothing_is_written(
    client: FlaskClient, appliance: FakeAppliance, path: str, headers: dict[str, str]
) -> None:
    before = appliance.view()
    assert client.post(f"/household/{path}", json={"minutes": 5}, headers=headers).status_code == 403
    assert appliance.view() == before


def test_huge_bodies_are_refused(post: Post) -> None:
    assert post("people", {"name": "x" * 5000, "picture": "cat"}).status_code == 413


def test_preferences_are_kept_and_shown(post: Post, appliance: FakeAppliance) -> None:
    wanted = Preferences(language="de", text_size="largest", volume=0, voice=False)
    assert post("preferences", wanted.model_dump()).get_json() == wanted.model_dump()
    assert appliance.view().preferences == wanted


def test_walks_and_breaks_show_in_the_view(
    post: Post, appliance: FakeAppliance, household: FakeHousehold
) -> None:
    assert post("walk", {"minutes": 15}).status_code == 200
    assert post("walk", {"minutes": 5}).status_code == 200
    assert (appliance.view().today.walked_min, household.walked_min) == (20, [15, 5])
    assert post("break", {}).status_code == 200


def test_programmes_and_pages_come_in_the_chosen_language(
    client: FlaskClient, appliance: FakeAppliance
) -> None:
    assert client.get("/household/programmes.json").get_json()[1]["name"] == "Herniated disc"
    appliance.change(preferences=Preferences(language="de"))
    assert client.get("/household/programmes.json").get_json()[1]["name"] == "Bandscheibenvorfall"
    assert client.get("/household/pages.json").get_json()[0]["title"] == "Wann Hilfe holen"


def test_a_programme_is_followed(post: Post, appliance: FakeAppliance) -> None:
    assert post("programme", {"id": "herniated_disc"}).status_code == 200
    assert appliance.view().today.programme == "herniated_disc"


def test_history_is_plain_data(client: FlaskClient, household: FakeHousehold) -> None:
    assert client.get("/household/history.json").get_json()["days"] == []
    household.past_days = three_weeks()
    past = client.get("/household/history.json").get_json()
    assert past["days"][0] == {
        "day": 1,
        "date": "2026-03-02",
        "sessions": 1,
        "completed": 1,
        "minutes_walked": 20,
    }
    assert past["exercises"][0]["unit"] == "deg"


def test_export_is_a_file_to_save(client: FlaskClient) -> None:
    whole = client.get("/household/export.json")
    assert json.loads(whole.data) == []
    assert whole.headers["Content-Disposition"] == 'attachment; filename="matside.json"'
    table = client.get("/household/export.csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert client.get("/household/export.exe").status_code == 404


def test_delete_is_refused_while_a_session_runs(post: Post, appliance: FakeAppliance) -> None:
    post("people", {"name": "Anna", "picture": "cat"})
    appliance.begin()
    assert "a session runs" in post("delete", {}).get_json()["error"]
    assert appliance.view().profiles == 2


def test_delete_leaves_nobody(post: Post, client: FlaskClient) -> None:
    post("people", {"name": "Anna", "picture": "cat"})
    assert post("delete", {}).status_code == 200
    people = client.get("/household/people.json").get_json()["people"]
    assert [person["name"] for person in people] == [""]


def test_trouble_with_the_disk_is_one_line(
    post: Post, household: FakeHousehold, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(minutes: int) -> None:
        raise StoreError("matside.db: no space left on device")

    monkeypatch.setattr(household, "log_walk", full)
    answer = post("walk", {"minutes": 5})
    assert (answer.status_code, answer.get_json()) == (503, {"error": "matside.db: no space left on device"})
