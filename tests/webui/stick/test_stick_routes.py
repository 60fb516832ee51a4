"""The stick page's addresses, what is refused there, and who is told how it went."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from device.stick.order import BackupOrder, LookOrder, RestoreOrder, UpdateOrder
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import FakeMachine
from tests.webui.setup.fake_set_up import FakeSetUp
from tests.webui.stick.fake_stick import KEPT, NEW, RIGHT, FakeStick
from tests.webui.stream_client import StreamClient
from webui.app import create_app
from webui.server import Server
from webui.stick.news import StickNews

Post = Callable[..., TestResponse]
POSTS = ("look", "backup", "restore", "update", "seen")


@pytest.fixture
def post(client: FlaskClient) -> Post:
    def send(what: str, body: object = None) -> TestResponse:
        found = re.search(r'name="matside-token" content="([^"]+)"', client.get("/stick").text)
        headers = {"X-Matside-Token": found[1] if found else ""}
        return client.post(f"/stick/{what}", json={} if body is None else body, headers=headers)

    return send


@pytest.mark.parametrize(("language", "title"), [("en", "USB stick"), ("de", "USB-Stick")])
def test_the_settings_lead_to_the_page_in_the_language(
    appliance: FakeAppliance, client: FlaskClient, language: str, title: str
) -> None:
    appliance.change(preferences=appliance.view().preferences.model_copy(update={"language": language}))
    assert 'href="/stick"' in client.get("/").text
    page = client.get("/stick").text
    assert f'<html lang="{language}"' in page
    assert f'<h1 id="stick-title">{title}</h1>' in page


def test_where_a_device_does_not_offer_it_there_is_none(
    client: FlaskClient, stick: FakeStick, appliance: FakeAppliance
) -> None:
    stick.offered = False
    assert "/stick" not in client.get("/").text
    assert client.get("/stick").status_code == client.get("/stick/state.json").status_code == 404
    without = create_app(appliance, FakeHousehold(appliance), FakeMachine()).test_client()
    assert 'href="/stick"' not in without.get("/").text
    assert without.get("/stick").status_code == 404


@pytest.mark.parametrize("what", POSTS)
def test_a_page_of_another_site_begins_nothing(client: FlaskClient, stick: FakeStick, what: str) -> None:
    stick.plug_in()
    body = {"name": KEPT[0].name, "passphrase": RIGHT}
    assert client.post(f"/stick/{what}", json=body).status_code == 403
    assert client.get(f"/stick/{what}").status_code == 405
    assert stick.orders == []


def test_the_state_is_told_as_it_is(client: FlaskClient, post: Post, stick: FakeStick) -> None:
    nothing = client.get("/stick/state.json").get_json()
    assert nothing.pop("boot")
    assert nothing == {
        "plugged_in": False,
        "doing": None,
        "step": None,
        "contents": None,
        "outcome": None,
        "exercising": False,
        "seen": False,
        "unsent": 0,
    }
    stick.plug_in()
    stick.slow = True
    assert post("look").status_code == 202
    stick.come_to("reading")
    looking = client.get("/stick/state.json").get_json()
    assert (looking["doing"], looking["step"], looking["plugged_in"]) == ("look", "reading", True)
    stick.finish()
    there = client.get("/stick/state.json").get_json()
    assert [backup["name"] for backup in there["contents"]["backups"]] == [backup.name for backup in KEPT]
    assert there["contents"]["update"] == {"name": NEW.name, "version": NEW.version}
    assert there["outcome"]["of"] == "look"


def test_each_thing_is_begun_with_what_was_touched(post: Post, stick: FakeStick) -> None:
    stick.plug_in()
    assert post("look").status_code == 202
    assert post("backup", {"passphrase": "four good old words"}).status_code == 202
    assert post("look").status_code == 400, "one thing at a time"
    stick.finish()
    assert post("restore", {"name": KEPT[1].name, "passphrase": RIGHT}).status_code == 202
    stick.finish()
    assert post("update", {"name": NEW.name}).status_code == 202
    assert stick.orders == [
        LookOrder(),
        BackupOrder(passphrase="four good old words"),
        RestoreOrder(name=KEPT[1].name, passphrase=RIGHT),
        UpdateOrder(name=NEW.name),
    ]


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("backup", {}),
        ("backup", []),
        ("backup", {"passphrase": 3}),
        ("backup", {"passphrase": "too-short"}),
        ("backup", {"passphrase": "x" * 201}),
        ("restore", {"passphrase": RIGHT}),
        ("restore", {"name": KEPT[0].name}),
        ("restore", {"name": KEPT[0].name, "passphrase": "too-short"}),
        ("restore", {"name": "../../etc/matside.age", "passphrase": RIGHT}),
        ("restore", {"name": NEW.name, "passphrase": RIGHT}),
        ("update", {}),
        ("update", {"name": KEPT[0].name}),
        ("update", {"name": "matside_0.3.0_arm64.deb"}),
    ],
)
def test_what_can_not_be_begun_is_one_line(
    post: Post, stick: FakeStick, caplog: pytest.LogCaptureFixture, what: str, body: object
) -> None:
    stick.plug_in()
    stick.look()
    answer = post(what, body)
    assert answer.status_code == 400
    said = answer.get_json()["error"] + caplog.text
    assert "\n" not in said
    assert not re.search("too-short|xxxxx|horse", said)
    assert stick.orders == [LookOrder()]


def test_before_anybody_has_looked_nothing_of_a_stick_can_be_chosen(post: Post, stick: FakeStick) -> None:
    stick.plug_in()
    assert post("restore", {"name": KEPT[0].name, "passphrase": RIGHT}).status_code == 400
    assert post("update", {"name": NEW.name}).status_code == 400


def test_while_somebody_exercises_nothing_that_ends_it_begins(
    appliance: FakeAppliance, client: FlaskClient, token: str, stick: FakeStick
) -> None:
    stick.plug_in()
    stick.look()
    appliance.begin()
    assert client.get("/stick").headers["Location"] == "/"
    assert client.get("/stick/state.json").get_json()["exercising"] is True
    headers = {"X-Matside-Token": token}
    restore = {"name": KEPT[0].name, "passphrase": RIGHT}
    for what, body in (("restore", restore), ("update", {"name": NEW.name})):
        answer = client.post(f"/stick/{what}", json=body, headers=headers)
        assert (answer.status_code, "exercising" in answer.get_json()["error"]) == (400, True)
    assert stick.orders == [LookOrder()]


def test_a_passphrase_is_nowhere_but_in_the_order(
    client: FlaskClient, post: Post, stick: FakeStick, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stick.plug_in()
    answer = post("backup", {"passphrase": "marmalade skies"})
    stick.finish("failed", "no such device")
    told = client.get("/stick/state.json").text + client.get("/stick").text + answer.text + caplog.text
    assert "no such device" in told
    assert "marmalade" not in told


@pytest.mark.parametrize("trouble", [None, "went_back", "wrong_passphrase"])
@pytest.mark.parametrize("of", ["restore", "update"])
def test_how_it_went_is_told_first_until_somebody_has_read_it(
    client: FlaskClient, post: Post, stick: FakeStick, of: str, trouble: str | None
) -> None:
    stick.plug_in()
    post("look")
    assert client.get("/").status_code == 200
    name = NEW.name if of == "update" else KEPT[0].name
    post(of, {"name": name, "passphrase": RIGHT})
    assert client.get("/").status_code == 200
    stick.finish(trouble)  # type: ignore[arg-type]
    assert client.get("/").headers["Location"] == "/stick"
    assert client.get("/stick/state.json").get_json()["seen"] is False
    post("seen")
    assert client.get("/stick/state.json").get_json()["seen"] is True
    assert client.get("/").status_code == 200


def test_the_same_end_of_another_try_is_told_anew(client: FlaskClient, post: Post, stick: FakeStick) -> None:
    stick.plug_in()
    post("look")
    for _ in range(2):
        post("restore", {"name": KEPT[0].name, "passphrase": "a wrong horse"})
        stick.finish()
        assert client.get("/").headers["Location"] == "/stick"
        post("seen")
        assert client.get("/").status_code == 200


def test_a_session_and_the_set_up_go_before_the_news(
    appliance: FakeAppliance, client: FlaskClient, post: Post, stick: FakeStick
) -> None:
    stick.plug_in()
    post("look")
    post("update", {"name": NEW.name})
    stick.finish()
    appliance.begin()
    assert client.get("/").status_code == 200
    fresh = create_app(FakeAppliance(), FakeHousehold(appliance), FakeMachine(), FakeSetUp(), stick)
    assert fresh.test_client().get("/").headers["Location"] == "/set-up/language"


def test_the_open_screen_is_led_to_the_news_within_a_second(server: Server, stick: FakeStick) -> None:
    stick.plug_in()
    stick.look()
    stick.update(NEW.name)
    with StreamClient(server, "/live/events") as stream:
        stick.finish()
        # Beats come twice a second.
        assert "elsewhere" in [stream.event()[0] for _ in range(8)]


def test_the_device_is_asked_once_a_second_however_many_views_there_are(
    appliance: FakeAppliance, stick: FakeStick
) -> None:
    now_s = 5.0
    news = StickNews(appliance, stick, clock=lambda: now_s)
    stick.plug_in()
    stick.look()
    stick.update(NEW.name)
    assert not news.have_come()
    stick.finish()
    assert news.wait()
    assert not news.have_come()
    now_s += 1.0
    assert news.have_come()
