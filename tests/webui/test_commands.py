from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from device.command import Command
from tests.webui.fake_appliance import FakeAppliance

BODIES = {
    Command.ANSWER: {"subject": "fever", "value": 0},
    Command.PAIN: {"value": 4},
    Command.EXERTION: {"value": 10},
    Command.WHERE: {"regions": ["lower_back", "left_leg"]},
    Command.REASON: {"subject": "tired"},
}


@pytest.mark.parametrize("command", list(Command))
def test_every_command_reaches_the_appliance(
    client: FlaskClient, appliance: FakeAppliance, token: str, command: Command
) -> None:
    body = {"command": command} | BODIES.get(command, {})
    answer = client.post("/session/command", json=body, headers={"X-Matside-Token": token})
    assert answer.status_code == 202
    assert appliance.commands == [command]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"command": "jump"}', "Unknown command 'jump'; known: start, answer"),
        (b'{"command": "START"}', "Unknown command 'START'"),
        (b'{"command": "<script>' + b"x" * 200 + b'"}', "Unknown command"),
        (b'{"command": 3}', "The body must be JSON like"),
        (b'{"command": null}', "The body must be JSON like"),
        (b'{"command": "pain"}', "pain needs a value."),
        (b'{"command": "pain", "value": 11}', "it must be from 0 to 10."),
        (b'{"command": "pain", "value": true}', "value must be a whole number."),
        (b'{"command": "pain", "value": 1e99}', "value must be a whole number."),
        (b'{"command": "answer", "subject": 3, "value": 1}', "subject must be text."),
        (b'{"command": "where", "regions": ["<b>"]}', "unknown region '<b>'; known: neck"),
        (b'{"command": "where", "regions": "neck"}', "regions must be a list of ids."),
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
    assert len(answer.get_json()["error"]) < 300
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
