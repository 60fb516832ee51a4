"""Camera or pins in another program's hands: named; the session goes on without, or when they are free."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from tests.scenarios.appliance_process import ApplianceProcess, appliance

BUSY = ("tests.scenarios.busy",)
TWO_SQUATS = '[{"exercise": "squat", "reps": 2}]'
THREE_SQUATS = '[{"exercise": "squat", "reps": 3}]'


def parts(running: ApplianceProcess) -> dict[str, str]:
    """What the page about the device tells."""
    with urllib.request.urlopen(running.url + "health.json", timeout=10) as response:
        return dict(json.load(response))


def test_a_busy_camera_is_named_and_a_session_begins_and_goes_on_whenever_it_is_free(tmp_path: Path) -> None:
    busy = tmp_path / "busy"
    busy.touch()
    program = (*BUSY, "camera", str(busy))
    with appliance(tmp_path / "data", program=program, MATSIDE_PLAN=THREE_SQUATS) as running:
        view = running.view_where(lambda view: view["camera"] == "busy")
        assert "another program has it" in view["camera_detail"]
        assert parts(running)["camera"].startswith("busy: ")
        running.begin()
        busy.unlink()
        running.view_where(lambda view: view["reps"] >= 1, 60)
        busy.touch()
        running.view_where(lambda view: view["camera"] == "busy")
        busy.unlink()
        running.view_where(lambda view: view["camera"] == "demo")
        if running.view_where(lambda view: True)["phase"] == "paused":
            running.command("resume")
        assert running.rate()["exercises"][0]["reps"] == 3
        assert running.end() == 0


def test_busy_pins_are_named_and_a_session_runs_without_button_and_light(tmp_path: Path) -> None:
    busy = tmp_path / "busy"
    busy.touch()
    program = (*BUSY, "pins", str(busy))
    with appliance(tmp_path / "data", program=program, MATSIDE_PLAN=TWO_SQUATS) as running:
        reason = "a pin can't be used (GPIO busy); close the program that uses it or change panel.*_pin"
        assert parts(running)["button and light"] == reason
        running.begin()
        assert running.rate()["exercises"][0]["reps"] == 2
        assert running.end() == 0
        assert [line for line in running.lines if "GPIO busy" in line] == [f"no button and light: {reason}"]
    busy.unlink()
    with appliance(tmp_path / "data", program=program) as running:
        assert parts(running)["button and light"].startswith("button on pin 17, light on ")
        assert running.end() == 0
