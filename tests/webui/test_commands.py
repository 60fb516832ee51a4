from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from device.view import Command
from tests.webui.fake_appliance import FakeAppliance


@pytest.mark.parametrize("command", list(Command))
def test_every_command_reaches_the_appliance(
    client: FlaskClient, appliance: FakeAppliance, token: str, command: Command
) -> None:
    answer = client.post("/session/command", json={"command": command}, headers={"X-Matside-Token": token})
    assert answer.status_code == 202
    assert appliance.commands == [command]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"command": "jump"}', "Unknown command 'jump'; known: start, pause"),
        (b'{"command": "START"}', "Unknown command 'START'"),
        (b'{"command": "<script>' + b"x" * 200 + b'"}', "Unknown command"),
        (b'{"command": 3}', "The body must be JSON like"),
        (b'{"command": null}', "The body must be JSON like"),
        (b"{}", "The body must be JSON like"),
        (b'["start"]', "The body must be JSON like"),
        (b"start", "The body must be JSON like"),
        (b"", "The body must be JSON like"),
        (b"\xff\xfe", "The body must be JSON like"),
    ],
)
def test_other_bodies_get_one_clear_line(
    client: FlaskClient, appliance: FakeAppliance, token: str, body: bytes, message: str
) -> None:
    sent: dict[str, Any] = {"data": body, "content_type": "application/json"}
    answer = client.post("/session/command", headers={"X-Matside-Token": token}, **sent)
    assert answer.status_code == 400
    assert message in answer.get_json()["error"]
    assert "\n" not in answer.get_json()["error"]
    assert len(answer.get_json()["error"]) < 200
    assert appliance.commands == []


def test_huge_bodies_are_refused(client: FlaskClient, appliance: FakeAppliance, token: str) -> None:
    body = {"command": "start", "filler": "x" * 5000}
    answer = client.post("/session/command", json=body, headers={"X-Matside-Token": token})
    assert answer.status_code == 413
    assert appliance.commands == []


def test_a_form_of_another_page_can_not_command(client: FlaskClient, token: str) -> None:
    answer = client.post("/session/command", data={"command": "stop"}, headers={"X-Matside-Token": token})
    assert answer.status_code == 400


def test_commands_can_not_be_fetched(client: FlaskClient) -> None:
    assert client.get("/session/command").status_code == 405
