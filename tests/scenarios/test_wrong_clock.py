"""A board without a clock chip: it starts in 1970, and the time jumps when the network tells it."""

from __future__ import annotations

import json
import time
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.store import Store
from tests.brokers import Mosquitto
from tests.clinics import Clinic
from tests.scenarios.appliance_process import ApplianceProcess, appliance

PATIENT = "TEST2345"
ELSEWHEN = ("tests.scenarios.elsewhen",)
SQUAT = '[{"exercise": "squat", "reps": 1}]'
SIX_SQUATS = '[{"exercise": "squat", "reps": 6}]'
UNSET = datetime(1970, 1, 1, 0, 2, tzinfo=UTC)


class Clock:
    """What the appliance takes for the time of day; its monotonic clock is the true one.

    Args:
        file: which libfaketime reads at every question.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        libraries = list(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        assert libraries, "faketime is missing: make test installs it, or: sudo apt-get install faketime"
        self.settings = {
            "LD_PRELOAD": str(libraries[0]),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "TZ": "UTC",
        }

    def jump(self, when: datetime) -> None:
        """It is `when` now, and goes on from there."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{when.timestamp() - time.time():+.0f}\n")
        fresh.replace(self._file)
        # The web server ends connections on which nothing is said just now: by this clock they are old.
        time.sleep(0.5)


def clock_of(running: ApplianceProcess) -> str:
    """What the page about the device tells of it."""
    with urllib.request.urlopen(running.url + "health.json", timeout=10) as response:
        return str(json.load(response)["clock"])


@pytest.mark.broker
def test_a_clock_that_starts_in_1970_and_jumps_in_mid_session_loses_nothing_and_is_told(
    tmp_path: Path, clinic_broker: Mosquitto
) -> None:
    today, clock, data = datetime.now(UTC), Clock(tmp_path / "clock"), tmp_path / "data"
    clinic_broker.start()
    settings = clock.settings | {
        "MATSIDE_LINK__HOST": "127.0.0.1",
        "MATSIDE_LINK__PORT": str(clinic_broker.port),
        "MATSIDE_LINK__TLS": "false",
        "MATSIDE_PATIENT_CODE": PATIENT,
        "MATSIDE_PLAN": SIX_SQUATS,
    }
    clock.jump(UNSET)
    with closing(Clinic(clinic_broker)) as clinic:

        def told() -> list[bool]:
            return [
                payload["health"]["clock_set"]
                for leaf, payload in list(clinic.messages)
                if leaf == "status" and payload["health"]
            ]

        with appliance(data, "run", program=ELSEWHEN, **settings) as running:
            running.view_where(lambda view: view["link"] == "connected")
            clinic.wait_until(lambda: told()[-1:] == [False])
            assert clock_of(running) == "not set: days are not counted on until it is"
            running.begin()
            for reps, when in enumerate((today, UNSET, today + timedelta(days=400), today), start=1):
                running.view_where(lambda view, reps=reps: view["reps"] >= reps, 30)
                clock.jump(when)
            first = running.rate()
            assert clock_of(running) == "set"
            assert running.end() == 0
        clinic.wait_until(lambda: len(clinic.stored("summary")) == 1)

        clock.jump(today + timedelta(days=2))
        settings["MATSIDE_PLAN"] = SQUAT
        with appliance(data, "run", program=ELSEWHEN, **settings) as running:
            clinic.wait_until(lambda: told()[-1:] == [True])
            running.begin()
            second = running.rate()
            running.command("home")
            clock.jump(today + timedelta(days=4))
            running.begin()
            third = running.rate()
            clock.jump(UNSET)
            running.command("home")
            running.begin()
            last = running.rate()
            assert running.end() == 0
        clinic.wait_until(lambda: len(clinic.stored("summary")) == 4)

    sessions = (first, second, third, last)
    assert [session["exercises"][0]["reps"] for session in sessions] == [6, 1, 1, 1]
    assert all(0 < session["duration_s"] < 120 for session in sessions), sessions
    # Day 1 is the first day that is known; without the time the day before is told again.
    assert [session["programme_day"] for session in sessions] == [1, 1, 3, 3]
    store = Store.open(data / "matside.db")
    assert store.integrity() == []
    assert [session.exercises[0].reps for session in store.history(9)] == [1, 1, 1, 6]
    assert store.outbox.waiting() == 0
    store.close()
