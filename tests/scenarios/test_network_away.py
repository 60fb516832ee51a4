"""No name server, no network at all: one exercises, and what is for the clinic waits."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from device.store import Store
from tests.scenarios.apart import apart
from tests.scenarios.appliance_process import appliance

TWO_SQUATS = '[{"exercise": "squat", "reps": 2}]'


def test_where_no_name_is_known_one_exercises_and_the_summary_waits(tmp_path: Path) -> None:
    link = {"MATSIDE_LINK__HOST": "no-such-clinic.invalid", "MATSIDE_PATIENT_CODE": "TEST2345"}
    with appliance(tmp_path, MATSIDE_PLAN=TWO_SQUATS, **link) as running:
        running.begin()
        summary = running.rate()
        assert summary["exercises"][0]["reps"] == 2
        view = running.view_where(lambda view: view["link"] == "offline" and view["outbox"] == 1, 30)
        assert "no-such-clinic.invalid" in view["link_detail"]
        assert running.process.poll() is None
        assert running.end() == 0


@pytest.mark.alone
@apart
def test_without_any_network_one_exercises_and_the_summary_waits(tmp_path: Path) -> None:
    link = {"MATSIDE_LINK__HOST": "192.0.2.1", "MATSIDE_PATIENT_CODE": "TEST2345"}
    with appliance(tmp_path, MATSIDE_PLAN=TWO_SQUATS, **link) as running:
        running.begin()
        assert running.rate()["exercises"][0]["reps"] == 2
        view = running.view_where(lambda view: view["link"] == "offline" and view["outbox"] == 1, 30)
        assert view["link_detail"] == "192.0.2.1:8883: there is no way to it; check the network"
        began_s = time.monotonic()
        assert running.end() == 0
        assert time.monotonic() - began_s < 2
    with closing(Store.open(tmp_path / "matside.db")) as store:
        assert store.integrity() == []
        assert [told.exercises[0].reps for told in store.history(5)] == [2]
