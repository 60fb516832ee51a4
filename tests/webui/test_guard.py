from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from device.command import Command
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.touchscreen import touchscreen

PAGES = ("/", "/cards.json", "/live/picture", "/static/js/app.js", "/nothing")

FOREIGN = [
    "evil.example",
    "evil.example:8137",
    "localhost.evil.example",
    "10.0.0.7",
    "localhost:99999",
    "localhost@evil.example",
    "evil.example@localhost",
    "localhost/evil.example",
    "[::1",
    "",
]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost:8137", "127.0.0.1:8137", "[::1]:8137"])
def test_own_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("path", PAGES)
def test_foreign_names_are_refused_everywhere(client: FlaskClient, path: str, host: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "own names" in answer.text


def test_other_names_can_be_allowed(appliance: FakeAppliance) -> None:
    client = touchscreen(appliance, allowed_hosts=["matside.local"]).test_client()
    assert client.get("/", headers={"Host": "matside.local"}).status_code == 200
    assert client.get("/", headers={"Host": "localhost"}).status_code == 421


def test_allowing_nobody_is_a_mistake(appliance: FakeAppliance) -> None:
    with pytest.raises(ValueError, match="allowed_hosts is empty"):
        touchscreen(appliance, allowed_hosts=[])


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_get_no_picture_and_no_page_data(client: FlaskClient, site: str) -> None:
    for path in ("/live/picture", "/live/events", "/cards.json", "/history.json"):
        refused = client.get(path, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"})
        assert refused.status_code == 403
    followed_link = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    assert client.get("/", headers=followed_link).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Matside-Token": ""},
        {"X-Matside-Token": "stale"},
        {"X-Matside-Token": "ünïcode"},
        {"X-Matside-Token": "TOKEN", "Origin": "http://evil.example"},
        {"X-Matside-Token": "TOKEN", "Origin": "http://localhost:1"},
        {"X-Matside-Token": "TOKEN", "Origin": "null"},
        {"X-Matside-Token": "TOKEN", "Sec-Fetch-Site": "cross-site"},
        {"X-Matside-Token": "TOKEN", "Sec-Fetch-Site": "same-site"},
        {"X-Matside-Token": "TOKEN", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
def test_forged_commands_are_refused(
    client: FlaskClient, appliance: FakeAppliance, token: str, headers: dict[str, str]
) -> None:
    sent = {name: token if value == "TOKEN" else value for name, value in headers.items()}
    answer = client.post("/session/command", json={"command": "stop"}, headers=sent)
    assert answer.status_code == 403
    assert appliance.commands == []


def test_own_page_may_command(client: FlaskClient, appliance: FakeAppliance, token: str) -> None:
    sent = {"X-Matside-Token": token, "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/session/command", json={"command": "start"}, headers=sent).status_code == 202
    assert appliance.commands == [Command.START]


def test_each_process_has_a_token_of_its_own(appliance: FakeAppliance, token: str) -> None:
    another = touchscreen(appliance).test_client()
    refused = another.post("/session/command", json={"command": "stop"}, headers={"X-Matside-Token": token})
    assert refused.status_code == 403
    assert "Reload the page" in refused.get_json()["error"]


@pytest.mark.parametrize("path", [*PAGES, "/live/events"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] in {"no-store", "no-cache"}
    assert path.startswith("/static/") or headers["Cache-Control"] == "no-store"
