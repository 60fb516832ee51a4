from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import webui
from device.care.profile import PICTURES
from device.command import Command, Order
from device.preferences import Preferences
from inference.stance import Stance
from tests.webui.fake_appliance import FakeAppliance

SERVED = sorted(
    path
    for folder in ("templates", "static")
    for path in (Path(webui.__file__).parent / folder).rglob("*")
    if path.suffix in {".html", ".css", ".js", ".svg"}
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_page_holds_no_script_or_style_of_its_own(client: FlaskClient) -> None:
    page = client.get("/").text
    assert re.findall(r"<script(?![^>]* src=)", page) == []
    assert "<style" not in page
    assert re.findall(r"\sstyle=|\son[a-z]+=", page) == []


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    namespace = "http://www.w3.org/2000/svg"
    text = path.read_text(encoding="utf-8").replace(namespace, "")
    assert re.findall(r"(?:https?:)?//[\w-]+\.\w+|@import|\burl\(\s*['\"]?http", text) == []


def test_every_file_that_the_page_names_is_there(client: FlaskClient) -> None:
    page = client.get("/").text
    named = set(re.findall(r'(?:href|src)="(/[^"]+)"', page))
    assert "/static/js/app.js" in named
    for path in named:
        with client.get(path) as answer:
            assert answer.status_code == 200, path


def test_every_drawing_that_is_used_is_there(client: FlaskClient) -> None:
    page = client.get("/").text
    drawn = set(re.findall(r'<symbol id="([^"]+)"', page))
    assert set(re.findall(r'<use href="#([^"]+)"', page)) <= drawn
    scripts = "".join(path.read_text() for path in SERVED if path.suffix == ".js")
    tables = re.findall(r"const (?:ICONS|ARROWS) = \{(.+?)\}", scripts)
    assert len(tables) == 2
    named = {name for table in tables for name in re.findall(r': "([a-z-]+)"', table)}
    named |= set(re.findall(r'icon\("([a-z-]+)"\)', scripts))
    assert len(named) > 10
    assert {f"icon-{name}" for name in named} <= drawn
    assert {f"picture-{name}" for name in PICTURES} <= drawn


def test_every_resting_position_has_a_figure(client: FlaskClient, appliance: FakeAppliance) -> None:
    drawn = set(re.findall(r'<symbol id="figure-([a-z_]+)"', client.get("/").text))
    assert {card.stances[0] for card in appliance.cards().values()} <= drawn
    figures = (Path(webui.__file__).parent / "static" / "js" / "figures.js").read_text()
    assert set(Stance) <= set(re.findall(r'"([a-z_]+)"', figures))
    assert set(Stance) <= drawn


def test_cards_tell_all_that_the_screen_says(client: FlaskClient, appliance: FakeAppliance) -> None:
    cards = client.get("/cards.json").get_json()
    squat = appliance.cards()["squat"]
    assert cards.keys() == appliance.cards().keys()
    assert cards["squat"]["name"] == squat.name
    assert cards["squat"]["setup"] == list(squat.setup)
    assert cards["squat"]["corrections"] == squat.corrections
    assert cards["squat"]["reviewed_by"] is None


def test_words_and_cards_are_in_the_chosen_language(client: FlaskClient, appliance: FakeAppliance) -> None:
    assert client.get("/words.json").get_json()["home.start"] == "Start"
    appliance.change(preferences=Preferences(language="de"))
    assert client.get("/words.json").get_json()["button.pause"] == "Pause"
    assert client.get("/words.json").get_json()["home.title"] == "Heutige Übungen"
    squat = client.get("/cards.json").get_json()["squat"]
    assert squat["name"] == "Kniebeuge"
    assert squat["corrections"]["knees_in"] == "Drücken Sie die Knie auseinander, über die Zehen."
    assert '<html lang="de"' in client.get("/").text


def test_a_language_that_nobody_has_written_falls_back_to_english(
    client: FlaskClient, appliance: FakeAppliance
) -> None:
    appliance.change(preferences=Preferences(language="xx"))
    page = client.get("/").text
    assert '<html lang="en"' in page
    assert 'data-wanted="xx"' in page
    assert client.get("/words.json").get_json()["home.title"] == "Today's exercises"


def test_demonstrations_that_are_there_are_named(client: FlaskClient) -> None:
    cards = client.get("/cards.json").get_json()
    for name, card in cards.items():
        for part in ("still", "film"):
            if card[part] is None:
                continue
            assert name in card[part]
            with client.get(card[part]) as answer:
                assert answer.status_code == 200


def test_history_is_newest_first_and_bounded(client: FlaskClient, appliance: FakeAppliance) -> None:
    for _ in range(3):
        appliance.begin()
        for command in (Command.STOP, Command.STOP, Command.HOME):
            appliance.submit(Order(command))
    sessions = client.get("/history.json?limit=2").get_json()
    assert [session["session_id"][-1] for session in sessions] == ["3", "2"]
    assert len(client.get("/history.json").get_json()) == 3


@pytest.mark.parametrize("limit", ["0", "101", "-1", "two", "1e3", "", "٣", "9" * 5000])
def test_other_history_limits_get_one_clear_line(client: FlaskClient, limit: str) -> None:
    answer = client.get("/history.json", query_string={"limit": limit})
    assert answer.status_code == 400
    assert "it must be a number from 1 to 100" in answer.get_json()["error"]


def test_health_names_the_parts(client: FlaskClient) -> None:
    health = client.get("/health.json").get_json()
    assert health == {"camera": "live", "link": "not_configured", "version": "0.1.0"}


def test_wrong_address_is_a_calm_page_for_people_and_a_line_for_scripts(client: FlaskClient) -> None:
    page = client.get("/nothing", headers=BROWSER)
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    assert "Back to the start" in page.text
    line = client.get("/nothing", headers={"Accept": "application/json"})
    assert (line.status_code, line.get_json().keys()) == (404, {"error"})


def test_a_bug_is_logged_and_never_shown(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("secret detail")

    client = app.test_client()
    page = client.get("/broken", headers=BROWSER)
    line = client.get("/broken")
    assert page.status_code == line.status_code == 500
    assert "Something went wrong" in page.text
    for answer in (page, line):
        assert "secret detail" not in answer.text
        assert "Traceback" not in answer.text
    assert "GET /broken failed" in caplog.text
    assert "secret detail" in caplog.text
