"""The set-up's addresses, and what is refused there."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import FakeMachine
from tests.webui.setup.fake_set_up import AIR, RIGHT_PASSWORD, FakeSetUp
from webui.app import create_app
from webui.setup.pages import STEPS


@pytest.fixture
def token(client: FlaskClient) -> str:
    found = re.search(r'name="matside-token" content="([^"]+)"', client.get("/set-up/language").text)
    assert found
    return found[1]


def post(client: FlaskClient, token: str, address: str, body: object) -> TestResponse:
    return client.post(address, json=body, headers={"X-Matside-Token": token})


def test_the_first_start_begins_with_it_until_it_is_finished(client: FlaskClient, token: str) -> None:
    first = client.get("/")
    assert (first.status_code, first.headers["Location"]) == (302, "/set-up/language")
    assert post(client, token, "/set-up/finish", {}).status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/set-up/wifi").status_code == 200, "the settings lead there, ever after"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_step_speaks_the_language(
    appliance: FakeAppliance, client: FlaskClient, step: str, language: str
) -> None:
    appliance.change(preferences=appliance.view().preferences.model_copy(update={"language": language}))
    page = client.get(f"/set-up/{step}")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert ("Schritt" in page.text) == (language == "de")


def test_what_went_wrong_at_the_first_boot_is_shown_with_the_clinic(
    client: FlaskClient, set_up: FakeSetUp
) -> None:
    said = "Something went wrong when this device was prepared"
    assert said not in client.get("/set-up/clinic").text
    set_up.told_trouble = "pairing: port: <b> is no number"
    page = client.get("/set-up/clinic").text
    assert said in page
    assert "pairing: port: &lt;b&gt; is no number" in page


def test_a_step_that_is_none_is_refused(client: FlaskClient) -> None:
    assert client.get("/set-up/%3Cscript%3E").status_code == 404


def test_the_wifi_is_off_until_a_country_is_chosen(client: FlaskClient, token: str) -> None:
    off = client.get("/set-up/networks.json").get_json()
    assert off == {"radio": True, "on": False, "networks": []}
    assert post(client, token, "/set-up/country", {"country": "AT"}).status_code == 200
    on = client.get("/set-up/networks.json").get_json()
    assert (on["on"], len(on["networks"])) == (True, len(AIR))


@pytest.mark.parametrize("body", [{"country": "XX"}, {"country": 3}, {}, []])
def test_a_country_that_is_none_is_refused(client: FlaskClient, token: str, body: object) -> None:
    answer = post(client, token, "/set-up/country", body)
    assert answer.status_code == 400
    assert "\n" not in answer.get_json()["error"]


@pytest.mark.parametrize(
    ("language", "first", "last"), [("en", "Australia", "United States"), ("de", "Australien", "Zypern")]
)
def test_countries_are_named_in_the_language_and_in_its_order(
    appliance: FakeAppliance, client: FlaskClient, language: str, first: str, last: str
) -> None:
    appliance.change(preferences=appliance.view().preferences.model_copy(update={"language": language}))
    names = re.findall(r"data-country=.*<span>(.*)</span>", client.get("/set-up/country").text)
    assert (names[0], names[-1]) == (first, last)
    if language == "de":
        assert names.index("Österreich") < names.index("Polen")


def test_joining_is_told_by_the_next_look(client: FlaskClient, set_up: FakeSetUp, token: str) -> None:
    set_up.choose_country("DE")
    before = client.get("/set-up/networks.json").get_json()
    assert [network["ssid"] for network in before["networks"]] == [network.ssid for network in AIR]
    answer = post(client, token, "/set-up/join", {"ssid": AIR[0].ssid, "password": RIGHT_PASSWORD})
    assert answer.status_code == 200
    after = client.get("/set-up/networks.json").get_json()["networks"]
    assert [network["ssid"] for network in after if network["in_use"]] == [AIR[0].ssid]


@pytest.mark.parametrize(
    "body",
    [
        {"ssid": AIR[0].ssid, "password": "wrong horse"},
        {"ssid": "Gone", "password": RIGHT_PASSWORD},
        {"ssid": AIR[0].ssid},
        {"ssid": 3, "password": ""},
        [],
    ],
)
def test_what_can_not_be_joined_is_one_line(client: FlaskClient, token: str, body: object) -> None:
    answer = post(client, token, "/set-up/join", body)
    assert answer.status_code == 400
    assert "\n" not in answer.get_json()["error"]


@pytest.mark.parametrize("address", ["/set-up/join", "/set-up/finish", "/set-up/country"])
def test_a_page_of_another_site_changes_nothing(client: FlaskClient, set_up: FakeSetUp, address: str) -> None:
    assert client.post(address, json={}).status_code == 403
    assert set_up.wanted()


def test_without_a_radio_it_is_said(appliance: FakeAppliance) -> None:
    device = create_app(appliance, FakeHousehold(appliance), FakeMachine(), FakeSetUp(air=None))
    answer = device.test_client().get("/set-up/networks.json").get_json()
    assert answer == {"radio": False, "on": False, "networks": []}


def test_where_there_is_no_set_up_nothing_leads_to_it(appliance: FakeAppliance) -> None:
    client = create_app(appliance, FakeHousehold(appliance), FakeMachine()).test_client()
    assert "/set-up/" not in client.get("/").text
    assert client.get("/set-up/wifi").status_code == 404
