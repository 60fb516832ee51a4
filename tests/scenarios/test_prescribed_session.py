"""A clinic prescribes: the real appliance shows it, answers, follows it and tells which plan it followed."""

from __future__ import annotations

import json

import pytest

from tests.brokers import Mosquitto
from tests.clinics import Clinic
from tests.scenarios.appliance_process import appliance

PATIENT = "TEST2345"


def plan(revision: int, **changes: object) -> bytes:
    two_sets = {"exercise": "squat", "sets": 2, "reps": 1, "range_limit": {"unit": "deg", "most": 90.0}}
    return json.dumps(
        {"patient_code": PATIENT, "revision": revision, "exercises": [two_sets], **changes}
    ).encode()


@pytest.mark.broker
def test_a_plan_of_the_clinic_is_followed_at_the_next_start(tmp_path, clinic_broker: Mosquitto):
    clinic_broker.start()
    clinic = Clinic(clinic_broker)
    link = {
        "MATSIDE_LINK__HOST": "127.0.0.1",
        "MATSIDE_LINK__PORT": str(clinic_broker.port),
        "MATSIDE_LINK__TLS": "false",
        "MATSIDE_PATIENT_CODE": PATIENT,
        "MATSIDE_PLAN": '[{"exercise": "squat", "reps": 50}]',
    }
    try:
        with appliance(tmp_path / "data", **link) as running:
            running.view_where(lambda view: view["link"] == "connected")
            running.begin()
            running.view_where(lambda view: view["phase"] == "active")
            clinic.prescribe(PATIENT, plan(3))
            clinic.wait_until(lambda: len(clinic.answers()) == 1)
            busy = running.view_where(lambda view: view["phase"] == "active")
            assert [line["reps"] for line in busy["plan"]] == [50], "a session that runs keeps its plan"
            running.stop()
            running.view_where(lambda view: view["phase"] == "finished")
            running.command("home")
            home = running.view_where(lambda view: view["phase"] == "home")
            assert [(line["sets"], line["reps"]) for line in home["plan"]] == [(2, 1)]
            assert home["today"]["plan_source"] == "clinic"
            running.kill()
        clinic.prescribe(PATIENT, plan(2, days_per_week=1))
        with appliance(tmp_path / "data", **link) as again:
            shown = again.view_where(lambda view: bool(view["plan"]))
            assert [line["sets"] for line in shown["plan"]] == [2], "it is kept through a power cut"
            again.begin()
            again.rate()
            clinic.wait_until(lambda: len(clinic.stored("summary")) == 2)
            assert again.end() == 0
    finally:
        clinic.close()
    # The broker may deliver a plan twice, from the session that it kept and as retained: so may the answer.
    answers = dict.fromkeys((a["verdict"], a["revision"], a["in_force"]) for a in clinic.answers())
    assert list(answers) == [("accepted", 3, 3), ("rejected", 2, 3)]
    # A summary whose receipt was on its way when the device was killed comes again, under the same id.
    summaries = {payload["session_id"]: payload for leaf, payload in clinic.messages if leaf == "summary"}
    first, second = (summaries[session_id] for session_id in clinic.stored("summary"))
    assert (first["plan_revision"], second["plan_revision"]) == (0, 3)
    assert [(one["set_number"], one["reps"]) for one in second["exercises"]] == [(1, 1), (2, 1)]
    assert [one["range_limit"] for one in second["exercises"]] == [90.0, 90.0]
    assert second["adherence"] == 1.0
    told = [payload["health"] for leaf, payload in clinic.messages if leaf == "status" and payload["health"]]
    assert told[-1]["model"] == "movenet_auto_int8"
    assert told[-1]["plan_revision"] == 3
