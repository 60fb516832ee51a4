"""A red flag and "stop, it hurts" on the real appliance: kept, told to the clinic, asked about."""

from __future__ import annotations

import pytest

from tests.brokers import Mosquitto
from tests.clinics import Clinic
from tests.scenarios.appliance_process import appliance

PLAN = '[{"exercise": "squat", "reps": 5, "sets": 2}, {"exercise": "glute_bridge", "reps": 5}]'


def test_a_red_flag_must_be_read_even_after_a_power_cut(tmp_path):
    with appliance(tmp_path, "--no-demo-broker", MATSIDE_PLAN=PLAN) as running:
        running.command("start")
        asked = running.view_where(lambda view: view["subject"])["subject"]
        running.command("answer", subject=asked, value=1)
        stopped = running.view_where(lambda view: view["phase"] == "red_flag")
        assert stopped["red_flags"] == [asked]
        running.view_where(lambda view: view["outbox"] == 1)
        running.kill()
    with appliance(tmp_path, "--no-demo-broker", MATSIDE_PLAN=PLAN) as again:
        assert again.view_where(lambda view: view["profile"])["phase"] == "red_flag"
        again.command("start")
        again.command("acknowledge")
        again.view_where(lambda view: view["phase"] == "home")
        assert again.end() == 0
    with appliance(tmp_path, "--no-demo-broker", MATSIDE_PLAN=PLAN) as read:
        assert read.view_where(lambda view: view["profile"])["phase"] == "home"


@pytest.mark.broker
def test_stop_it_hurts_is_told_to_the_clinic_and_the_next_exercise_follows(
    tmp_path, clinic_broker: Mosquitto
):
    clinic_broker.start()
    clinic = Clinic(clinic_broker)
    link = {
        "MATSIDE_LINK__HOST": "127.0.0.1",
        "MATSIDE_LINK__PORT": str(clinic_broker.port),
        "MATSIDE_LINK__TLS": "false",
        "MATSIDE_PATIENT_CODE": "TEST2345",
    }
    try:
        with appliance(tmp_path, MATSIDE_PLAN=PLAN, **link) as running:
            running.begin(pain=2)
            running.view_where(lambda view: view["reps"] >= 1, 30)
            running.command("hurts")
            running.view_where(lambda view: view["question"] == "where")
            running.command("where", regions=["lower_back"])
            running.command("pain", value=6)
            running.view_where(lambda view: view["question"] == "go_on")
            running.command("resume")
            following = running.view_where(lambda view: view["position"] == 1)
            assert following["plan"][1]["exercise"] == "glute_bridge"
            clinic.wait_until(lambda: len(clinic.stored("alert")) == 1)
            running.command("stop")
            running.command("reason", subject="tired")
            summary = running.rate(pain=5)
            clinic.wait_until(lambda: clinic.stored("summary") == [summary["session_id"]])
            assert running.end() == 0
    finally:
        clinic.close()
    told = [payload for leaf, payload in clinic.messages if leaf == "alert"]
    assert [(one["kind"], one["exercise"], one["pain"]) for one in told] == [
        ("stopped_for_pain", "squat", 6),
        ("pain_rising", None, 5),
    ]
    assert [one["pain"] for one in summary["exercises"]] == [6, None, None]
    assert (summary["ended"], summary["stop_reason"]) == ("stopped", "tired")
