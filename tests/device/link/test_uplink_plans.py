"""The clinic's plans for the people of the house, and what the device answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.link.plan import Plan, PlanAck, Verdict
from device.link.prescriptions import Prescriptions
from device.store import Store
from device.view import LinkState
from inference.exercise import load_library
from tests.brokers import Mosquitto
from tests.clinics import say
from tests.device.link.payloads import PLAN
from tests.device.link.test_prescription import prescription as prescription_of
from tests.device.link.uplinks import (
    CLINIC_RIGHTS,
    PATIENT,
    USERS,
    OpenClinic,
    StartBroker,
    as_device,
    plain,
    queue_alert,
    running,
)
from tests.device.sessions import SQUATS, finish_session, summary_of

pytestmark = pytest.mark.broker


def test_the_rights_that_the_documentation_gives_suffice(
    custom_broker: StartBroker, store: Store, clinic_of: OpenClinic
) -> None:
    text = (Path(__file__).parents[3] / "docs" / "link.md").read_text()
    rights = "\n".join(
        line.strip() for line in text.splitlines() if line.startswith(("    user ", "    topic "))
    )
    rights = rights.replace("DEVICE", "device").replace("CLINIC", "clinic").replace("CODE", PATIENT)
    assert rights.count("topic") == 6
    broker = custom_broker(users=USERS, acl=f"{rights}\n{CLINIC_RIGHTS}")
    clinic = clinic_of(broker)
    clinic.prescribe(PATIENT, PLAN.model_dump_json().encode())
    queue_alert(store)
    finish_session(store)
    with running(store, as_device(broker), prescription=prescription_of(store)) as uplink:
        uplink.wait_empty()
        clinic.wait_until(lambda: bool(clinic.answers()))
    clinic.wait_until(
        lambda: ("status", "offline") in [(leaf, p.get("state")) for leaf, p in clinic.messages]
    )


def test_a_plan_waits_at_the_broker_and_is_answered(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    """Prescribed while the device is off; followed and answered when it comes; answered again each time."""
    clinic = clinic_of(broker)
    plan = f"matside/v1/clinic/{PATIENT}/plan"
    say(broker, plan, PLAN.model_dump_json().encode(), retain=True)
    prescription = prescription_of(store)
    followed: list[Plan] = []
    prescription.watch(followed.append)
    with running(store, plain(broker), prescription=prescription):
        clinic.wait_until(lambda: len(clinic.answers()) == 1)
    with running(store, plain(broker), prescription=prescription):
        clinic.wait_until(lambda: len(clinic.answers()) == 2)
    assert followed == [PLAN]
    assert [PlanAck.model_validate(answer).verdict for answer in clinic.answers()] == ["accepted"] * 2

    with running(store, plain(broker), prescription=prescription):
        clinic.wait_until(lambda: len(clinic.answers()) == 3)
        say(broker, plan, b"take this", retain=True)
        clinic.wait_until(lambda: len(clinic.answers()) == 4)
        rejected = PlanAck.model_validate(clinic.answers()[-1])
        assert (rejected.verdict, rejected.in_force) == (Verdict.REJECTED, PLAN.revision)
        # Taking it off the broker changes nothing, and neither does somebody else's plan.
        say(broker, plan, b"", retain=True)
        say(broker, "matside/v1/clinic/OTHER234/plan", b"{}")
        summary = finish_session(store)
        clinic.wait_until(lambda: clinic.stored("summary") == [summary.session_id])
    assert len(clinic.answers()) == 4
    assert prescription_of(store).in_force == PLAN


def test_another_person_of_the_household_has_results_plan_and_receipts_under_a_code_of_their_own(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker)
    ada = store.people.add("Ada", "cat", "general_back_care")
    store.people.use_code(ada.id, "ADAS2345")
    prescriptions = Prescriptions(store.plans, load_library(), clinic="clinic", key=None)
    others = {"ADAS2345": prescriptions.of("ADAS2345")}
    with running(store, plain(broker), others=lambda: others) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        record = store.begin_session([SQUATS], profile_id=ada.id)
        store.close_session(summary_of(record).model_copy(update={"patient_code": "ADAS2345"}))
        uplink.wait_empty()
        plan = PLAN.model_copy(update={"patient_code": "ADAS2345"})
        clinic.prescribe("ADAS2345", plan.model_dump_json().encode())
        clinic.wait_until(lambda: bool(clinic.answers()))
    told = [topic for topic in clinic.topics if not topic.endswith("status")]
    assert dict.fromkeys(told) == dict.fromkeys(
        f"matside/v1/clinic/ADAS2345/{leaf}" for leaf in ("summary", "plan/ack")
    )
    assert clinic.answers()[0]["patient_code"] == "ADAS2345"
    assert prescriptions.plan("ADAS2345") == plan
    assert prescriptions.plan(PATIENT) is None
