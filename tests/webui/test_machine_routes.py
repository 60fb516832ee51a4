"""The device's pairing and its switch."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import GOOD_CODE, FakeMachine
from webui.app import create_app


@pytest.fixture
def pair(client: FlaskClient, token: str) -> Callable[[object], TestResponse]:
    def send(code: object) -> TestResponse:
        return client.post("/machine/pair", json={"code": code}, headers={"X-Matside-Token": token})

    return send


def read_qr(drawing: str) -> str:
    """What the drawing says: its path drawn black on white, then read as a camera would."""
    root = ET.fromstring(drawing)
    path = root.find(".//{*}path[@stroke]")
    assert path is not None
    side = int(float(root.attrib["width"])) // 8
    picture = np.full((side, side), 255, np.uint8)
    x = y = 0.0
    for step in path.attrib["d"].replace("M", " M").replace("m", " m").replace("h", " h").split(" "):
        if step[:1] in {"M", "m"}:
            here = (x, y) if step[0] == "m" else (0.0, 0.0)
            x = here[0] + float(step[1:])
        elif step[:1] == "h":
            width = float(step[1:])
            picture[int(y), int(x) : int(x + width)] = 0
            x += width
        elif step:
            y = y + float(step) if y else float(step)
    large = cv2.resize(picture, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    return cv2.QRCodeDetector().detectAndDecode(large)[0]


def test_not_paired_is_told(client: FlaskClient) -> None:
    link = client.get("/machine/link.json").get_json()
    assert (link["host"], link["patient_code"], link["can_shut_down"]) == (None, "TEST2345", True)


def test_pairing_shows_both_codes(client: FlaskClient, pair: Callable[[object], TestResponse]) -> None:
    answer = pair(f" {GOOD_CODE}\n").get_json()
    assert (answer["clinic"], answer["check_code"], answer["restart_needed"]) == ("north", "ABCD-EFGH", True)
    assert read_qr(client.get("/machine/link.svg").text) == "matside:TEST2345:ABCD-EFGH"


@pytest.mark.parametrize("code", ["", "nonsense", "x" * 60_000])
def test_other_codes_get_one_clear_line(pair: Callable[[object], TestResponse], code: str) -> None:
    answer = pair(code)
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith("pairing: ")


def test_a_code_that_is_no_text_or_too_large_is_refused(pair: Callable[[object], TestResponse]) -> None:
    assert pair(3).status_code == 400
    assert pair("x" * 70_000).status_code == 413


def test_shutting_down_needs_the_pages_token(client: FlaskClient, machine: FakeMachine, token: str) -> None:
    assert client.post("/machine/shut-down", json={}).status_code == 403
    assert not machine.is_off
    answer = client.post("/machine/shut-down", json={}, headers={"X-Matside-Token": token})
    assert answer.status_code == 202
    assert machine.is_off


def test_where_there_is_no_switch_it_is_said(appliance: FakeAppliance) -> None:
    client = create_app(appliance, FakeHousehold(appliance), FakeMachine(has_switch=False)).test_client()
    assert client.get("/machine/link.json").get_json()["can_shut_down"] is False
