from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

BACK_OFF = Path(__file__).resolve().parents[2] / "systemd/back-off"


class Service:
    """A service that fails and is started again; `sleep` only says how long."""

    def __init__(self, folder: Path) -> None:
        self.runtime = folder / "run"
        self.runtime.mkdir()
        tools = folder / "tools"
        tools.mkdir()
        (tools / "sleep").write_text('#!/bin/sh\necho "slept $1"\n', "utf-8")
        (tools / "sleep").chmod(0o755)
        self._environ = {"PATH": f"{tools}:{os.environ['PATH']}", "RUNTIME_DIRECTORY": str(self.runtime)}

    def run(self, task: str, result: str = "") -> str:
        environ = self._environ | ({"SERVICE_RESULT": result} if result else {})
        done = subprocess.run(
            [BACK_OFF, task], env=environ, capture_output=True, text=True, check=True, timeout=10
        )
        assert done.stderr == ""
        return done.stdout

    def starts(self) -> int:
        """How many seconds it waits before it starts."""
        words = self.run("wait").split()
        return int(words[-1]) if words else 0


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(tmp_path)


def test_it_waits_ever_longer_up_to_a_minute(service: Service) -> None:
    waits_s = []
    for _ in range(10):
        waits_s.append(service.starts())
        service.run("note", "exit-code")
    assert waits_s == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_good_end_is_a_new_beginning(service: Service) -> None:
    for _ in range(5):
        service.run("note", "watchdog")
    assert service.starts() == 16
    service.run("note", "success")
    assert service.starts() == 0


def test_ten_good_minutes_are_a_new_beginning(service: Service) -> None:
    for _ in range(5):
        service.run("note", "signal")
    service.starts()
    began = service.runtime / "began"
    began.write_text(str(int(began.read_text("ascii")) - 600), "ascii")
    service.run("note", "signal")
    assert service.starts() == 0


def test_a_count_that_a_power_cut_spoilt_is_none(service: Service) -> None:
    (service.runtime / "failures").write_bytes(b"\0\0x")
    assert service.starts() == 0
    service.run("note", "signal")
    service.run("note", "signal")
    assert service.starts() == 2


def test_another_task_is_refused() -> None:
    done = subprocess.run(
        [BACK_OFF, "wiat"], env={"RUNTIME_DIRECTORY": "."}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "matside: usage: back-off note|wait\n")
