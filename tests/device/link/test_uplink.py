"""From the outbox to the clinic and back, through a real broker that is down, killed, frozen, choosy."""

from __future__ import annotations

import json
import platform
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from device.channel import Latest
from device.link.messages import Alert, AlertKind, Presence, RedFlag, Status
from device.link.plan import Plan, PlanAck, Verdict
from device.link.prescriptions import Prescriptions
from device.link.settings import LinkSettings
from device.link.status import LinkStatus
from device.link.timing import UplinkTiming
from device.link.uplink import Uplink
from device.store import OutboxKind, Store
from device.summary import PartOfDay, SessionSummary
from device.view import CameraState, LinkState
from inference.exercise import load_library
from tests.brokers import Mosquitto
from tests.clinics import Clinic, say
from tests.device.disks import small_disk
from tests.device.link.payloads import PLAN
from tests.device.link.test_link_presence import HEALTH
from tests.device.link.test_prescription import prescription as prescription_of
from tests.device.link.uplinks import PAHO_LEAVES_TLS_SOCKETS_OPEN, PATIENT, QUICK, plain, running
from tests.device.sessions import SQUATS, finish_session, summary_of

pytestmark = pytest.mark.broker

StartBroker = Callable[..., Mosquitto]
OpenClinic = Callable[..., Clinic]
USERS = {"device": "secret-1", "clinic": "secret-2"}
CLINIC_RIGHTS = "user clinic\ntopic readwrite matside/#\n"


def queue_alert(store: Store) -> Alert:
    alert = Alert(
        alert_id="a" * 32,
        patient_code=PATIENT,
        kind=AlertKind.RED_FLAG,
        red_flags=(RedFlag.FEVER,),
        programme_day=1,
        part_of_day=PartOfDay.MORNING,
    )
    store.outbox.put(OutboxKind.ALERT, alert.alert_id, alert)
    return alert


def test_a_summary_arrives_once_and_leaves_the_outbox_on_the_receipt(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker, receipts=False)
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        summary = finish_session(store)
        shown = uplink.wait_until(lambda status: status.detail != "")
        assert shown == LinkStatus(LinkState.CONNECTED, "1 sent, waiting for the clinic's receipt", outbox=1)
        clinic.wait_until(lambda: clinic.stored("summary") == [summary.session_id])
        receipt = json.dumps({"ids": [summary.session_id]}).encode()
        say(broker, f"matside/v1/clinic/{PATIENT}/receipt", receipt)
        assert uplink.wait_empty() == LinkStatus(LinkState.CONNECTED)
    arrived = [payload for leaf, payload in clinic.messages if leaf == "summary"]
    assert [SessionSummary.model_validate(payload) for payload in arrived] == [summary]


def test_presence_is_shown_to_whoever_comes_later(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        clinic = clinic_of(broker)
        clinic.wait_until(lambda: clinic.messages != [])
    online = {"schema_version": 1, "state": "online", "software": "0.1.0", "health": None}
    clinic.wait_until(lambda: len(clinic.messages) == 2)
    assert clinic.messages == [("status", online), ("status", online | {"state": "offline"})]


def test_the_broker_learns_nothing_of_the_hardware(broker: Mosquitto, store: Store) -> None:
    with running(store, plain(broker)) as uplink:
        finish_session(store)
        uplink.wait_until(lambda status: "someone at the clinic" in status.detail)
    seen = broker.log()
    assert f"as {store.client_id()} (p5, c0, k30)" in seen
    assert platform.node() not in seen


def test_it_is_on_the_way_within_a_second(broker: Mosquitto, store: Store, clinic_of: OpenClinic) -> None:
    clinic = clinic_of(broker)
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        time.sleep(0.2)
        began_s = time.monotonic()
        finish_session(store)
        clinic.wait_until(lambda: bool(clinic.stored("summary")))
        assert time.monotonic() - began_s < 0.4, "no more than twice the pause of the loop: it was woken"


def test_broker_down_during_the_session_then_everything_arrives_once(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker)
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        broker.stop()
        offline = uplink.wait_until(lambda status: "nothing listens there" in status.detail)
        assert offline.state is LinkState.OFFLINE
        assert offline.detail.startswith(f"127.0.0.1:{broker.port}: ")
        summaries = [finish_session(store) for _ in range(3)]
        uplink.wait_until(lambda status: status.outbox == 3)
    # The appliance is switched off and on meanwhile.
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.OFFLINE)
        broker.start()
        uplink.wait_empty()
    assert clinic.stored("summary") == [summary.session_id for summary in summaries]
    assert len([leaf for leaf, _ in clinic.messages if leaf == "summary"]) == 3


def test_a_new_session_does_not_wait_for_the_end_of_a_long_pause(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    broker.stop()
    patient = UplinkTiming(first_retry_s=300.0)
    with running(store, plain(broker), patient) as uplink:
        uplink.wait_for(LinkState.OFFLINE)
        broker.start()
        clinic = clinic_of(broker)
        summary = finish_session(store)
        uplink.wait_empty(timeout_s=5.0)
    assert clinic.stored("summary") == [summary.session_id]


def test_broker_killed_between_message_and_receipt_then_sent_again_and_stored_once(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker, receipts=False)
    with running(store, plain(broker), UplinkTiming(first_retry_s=0.1, longest_retry_s=0.5)) as uplink:
        summary = finish_session(store)
        clinic.wait_until(lambda: bool(clinic.stored("summary")))
        broker.kill()
        uplink.wait_for(LinkState.OFFLINE)
        assert store.outbox.waiting() == 1
        clinic.receipts = True
        broker.start()
        uplink.wait_empty()
    assert clinic.stored("summary") == [summary.session_id]
    assert len([leaf for leaf, _ in clinic.messages if leaf == "summary"]) >= 2


def test_what_a_killed_broker_had_acknowledged_and_lost_is_sent_again(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    absent = Clinic(broker)
    absent.close()
    with running(store, plain(broker)) as uplink:
        summary = finish_session(store)
        uplink.wait_until(lambda status: "waiting for the clinic's receipt" in status.detail)
        broker.kill()
        broker.start()
        clinic = clinic_of(broker)
        uplink.wait_empty()
    assert clinic.stored("summary") == [summary.session_id]


def test_without_receipt_a_message_is_repeated_ever_less_often(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker, receipts=False)
    with running(store, plain(broker)):
        finish_session(store)
        time.sleep(2.3)
    # After 0, 0.5 and 1.5 s; the test machine may be late, never early.
    assert 2 <= len([leaf for leaf, _ in clinic.messages if leaf == "summary"]) <= 3


def test_the_next_summary_waits_for_the_receipt_so_that_they_arrive_in_order(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker, receipts=False)
    summaries = [finish_session(store).session_id for _ in range(3)]
    patient = UplinkTiming(first_repeat_s=1.0, longest_repeat_s=1.0)
    with running(store, plain(broker), patient) as uplink:
        clinic.wait_until(lambda: bool(clinic.stored("summary")))
        time.sleep(0.4)
        assert clinic.stored("summary") == summaries[:1]
        receipt = json.dumps({"ids": summaries[:1]}).encode()
        say(broker, f"matside/v1/clinic/{PATIENT}/receipt", receipt)
        clinic.wait_until(lambda: len(clinic.stored("summary")) == 2, timeout_s=0.9)
        # An alert waits for nothing.
        queue_alert(store)
        clinic.wait_until(lambda: bool(clinic.stored("alert")), timeout_s=0.9)
        # A clinic that confirms nothing does not hold up the rest for ever.
        clinic.wait_until(lambda: clinic.stored("summary") == summaries)
        assert uplink.wait_for(LinkState.CONNECTED).outbox == 3


def test_alerts_overtake_summaries(broker: Mosquitto, store: Store, clinic_of: OpenClinic) -> None:
    clinic = clinic_of(broker)
    broker.stop()
    summaries = [finish_session(store) for _ in range(2)]
    alert = queue_alert(store)
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.OFFLINE)
        broker.start()
        uplink.wait_empty()
    assert [leaf for leaf, _ in clinic.messages if leaf != "status"] == ["alert", "summary", "summary"]
    assert clinic.stored("alert") == [alert.alert_id]
    assert clinic.stored("summary") == [summary.session_id for summary in summaries]


def test_a_denied_topic_is_told_in_words_and_the_message_kept(
    custom_broker: StartBroker, store: Store, clinic_of: OpenClinic
) -> None:
    """Without the MQTT 5 reason code this would look delivered."""
    mine = f"matside/v1/clinic/{PATIENT}"
    rights = f"user device\ntopic write {mine}/status\ntopic read {mine}/#\n"
    broker = custom_broker(users=USERS, acl=rights + CLINIC_RIGHTS)
    clinic = clinic_of(broker)
    settings = plain(broker, username="device", password="secret-1")
    with running(store, settings) as uplink:
        summary = finish_session(store)
        refused = uplink.wait_for(LinkState.REFUSED)
        assert refused.detail == (
            f"127.0.0.1:{broker.port}: summary: does not allow this; check the user name and its rights (ACL)"
        )
        assert refused.outbox == 1
        assert clinic.stored("summary") == []

        # Somebody corrects the rights.
        broker.acl = rights + f"topic write {mine}/summary\n" + CLINIC_RIGHTS
        broker.stop()
        broker.start()
        uplink.wait_empty()
    assert clinic.stored("summary") == [summary.session_id]


def test_one_refused_message_does_not_hold_up_the_others(
    custom_broker: StartBroker, store: Store, clinic_of: OpenClinic
) -> None:
    leaves = "".join(f"topic write matside/v1/clinic/{PATIENT}/{leaf}\n" for leaf in ("status", "summary"))
    rights = f"user device\n{leaves}topic read matside/v1/clinic/{PATIENT}/#\n"
    broker = custom_broker(users=USERS, acl=rights + CLINIC_RIGHTS)
    clinic = clinic_of(broker)
    alert = queue_alert(store)
    summary = finish_session(store)
    with running(store, plain(broker, username="device", password="secret-1")) as uplink:
        shown = uplink.wait_until(lambda status: status.outbox == 1)
        assert shown.state is LinkState.REFUSED
        assert ": alert: does not allow this" in shown.detail
    assert clinic.stored("summary") == [summary.session_id]
    assert [row.id for row in store.outbox.pending(9)] == [alert.alert_id]


def test_rights_that_forbid_even_the_status_are_told(custom_broker: StartBroker, store: Store) -> None:
    broker = custom_broker(users=USERS, acl=CLINIC_RIGHTS)
    with running(store, plain(broker, username="device", password="secret-1")) as uplink:
        assert ": status: does not allow this" in uplink.wait_for(LinkState.REFUSED).detail


@pytest.mark.parametrize("login", [{"username": "device", "password": "wrong"}, {"username": "nobody"}, {}])
def test_a_wrong_login_is_told_in_words_and_nothing_is_lost(
    custom_broker: StartBroker, store: Store, login: dict[str, str]
) -> None:
    broker = custom_broker(users=USERS)
    finish_session(store)
    with running(store, plain(broker, **login)) as uplink:
        refused = uplink.wait_for(LinkState.REFUSED)
    assert f"127.0.0.1:{broker.port}: does not" in refused.detail
    assert "check" in refused.detail
    assert refused.outbox == 1


def test_without_receipts_the_broker_s_word_counts_if_somebody_listens(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    settings = plain(broker, receipts=False)
    with running(store, settings) as uplink:
        summary = finish_session(store)
        # Accepted by the broker, and thrown away: nobody has subscribed.
        shown = uplink.wait_until(lambda status: status.detail != "")
        assert shown == LinkStatus(
            LinkState.CONNECTED, "1 sent, waiting for someone at the clinic to listen", 1
        )
        clinic = clinic_of(broker, receipts=False)
        uplink.wait_empty()
        assert clinic.stored("summary") == [summary.session_id]

        assert store.outbox.requeue() == 1
        uplink.wait_until(lambda status: status.outbox == 1)
        uplink.wait_empty()
    assert [leaf for leaf, _ in clinic.messages].count("summary") == 2


HOSTILE = [
    b"",
    b"\x00\xff\xfe",
    b"{}",
    b"[]",
    b"null",
    b'{"ids": []}',
    b'{"ids": "all"}',
    b'{"ids": [1]}',
    b'{"ids": ["*"]}',
    b'{"ids": ["\' OR 1=1 --"]}',
    b'{"ids": ["%s"]}' % (b"F" * 32),
    b'{"ids": ["%s"], "also": true}' % (b"f" * 32),
    b'{"ids": ["%s"]' % (b"f" * 32),
    b"[" * 50_000,
    json.dumps({"ids": ["f" * 32] * 1001}).encode(),
    json.dumps({"ids": ["f" * 32], "__class__": "Receipt"}).encode(),
]


def test_hostile_receipts_are_ignored_and_counted(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker, receipts=False)
    with running(store, plain(broker), UplinkTiming()) as uplink:
        summary = finish_session(store)
        clinic.wait_until(lambda: bool(clinic.stored("summary")))
        for payload in HOSTILE:
            say(broker, f"matside/v1/clinic/{PATIENT}/receipt", payload)
        uplink.wait_until(lambda status: status.ignored_receipts == len(HOSTILE))
        # Well formed, but for nothing of ours, and for another device.
        say(broker, f"matside/v1/clinic/{PATIENT}/receipt", json.dumps({"ids": ["f" * 32]}).encode())
        right = json.dumps({"ids": [summary.session_id, summary.session_id]}).encode()
        say(broker, "matside/v1/clinic/OTHER234/receipt", right)
        time.sleep(0.2)
        assert store.outbox.waiting() == 1

        say(broker, f"matside/v1/clinic/{PATIENT}/receipt", right)
        assert uplink.wait_empty().ignored_receipts == len(HOSTILE)


def test_a_hanging_broker_is_noticed_and_left(broker: Mosquitto, store: Store, clinic_of: OpenClinic) -> None:
    """A half-open connection: nothing is refused, nothing answers."""
    clinic = clinic_of(broker)
    quick_probe = plain(broker).model_copy(update={"keepalive_s": 1})
    with running(store, quick_probe) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        broker.freeze()
        summary = finish_session(store)
        uplink.wait_for(LinkState.OFFLINE, timeout_s=8.0)
        assert store.outbox.waiting() == 1
        broker.thaw()
        uplink.wait_empty()
    assert clinic.stored("summary") == [summary.session_id]


def test_a_broker_that_never_acknowledges_is_left(broker: Mosquitto, store: Store) -> None:
    hasty = UplinkTiming(first_retry_s=0.1, longest_retry_s=0.5, acknowledge_s=0.5)
    with running(store, plain(broker), hasty) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        broker.freeze()
        finish_session(store)
        shown = uplink.wait_for(LinkState.OFFLINE)
        assert shown.detail.endswith("does not acknowledge what it is sent")
        broker.thaw()
        uplink.wait_for(LinkState.CONNECTED)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("max_packet_size 2000", "summary: finds the message too large; raise its limit"),
        # Debian 12's mosquitto answers this one with a reason code that the standard does not allow there.
        (
            "message_size_limit 2000",
            "summary: the connection breaks with each sending; is it above a size limit?",
        ),
    ],
)
def test_a_message_above_the_broker_s_limit_is_told_and_the_others_pass(
    custom_broker: StartBroker, store: Store, clinic_of: OpenClinic, limit: str, words: str
) -> None:
    broker = custom_broker(extra=(limit,))
    clinic = clinic_of(broker)
    large = finish_session(store, exercises=20)
    small = finish_session(store)
    assert len(large.model_dump_json()) > 2000 > len(small.model_dump_json())
    with running(store, plain(broker)) as uplink:
        clinic.wait_until(lambda: bool(clinic.stored("summary")))
        uplink.wait_until(lambda status: status.outbox == 1 and words in status.detail)
    assert clinic.stored("summary") == [small.session_id]
    assert [row.id for row in store.outbox.pending(9)] == [large.session_id]


def test_a_full_disk_at_the_moment_of_delivery_loses_nothing(
    broker: Mosquitto, tmp_path: Path, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker)
    with small_disk(tmp_path / "disk") as disk:
        store = Store.open(disk.folder / "matside.db")
        broker.stop()
        with running(store, plain(broker)) as uplink:
            summary = finish_session(store)
            uplink.wait_until(lambda status: status.outbox == 1)
            # The log grows with each try until the last free byte of its last block is used.
            disk.fill()
            broker.start()
            shown = uplink.wait_for(LinkState.REFUSED)
            assert "matside.db: " in shown.detail
            disk.free()
            uplink.wait_empty()
        assert store.integrity() == []
        store.close()
    assert clinic.stored("summary") == [summary.session_id]


def test_without_a_broker_in_the_settings_summaries_wait_and_are_counted(store: Store) -> None:
    with running(store, LinkSettings()) as uplink:
        uplink.wait_for(LinkState.NOT_CONFIGURED)
        finish_session(store)
        assert uplink.wait_until(lambda status: status.outbox == 1).state is LinkState.NOT_CONFIGURED


@pytest.mark.filterwarnings(f"ignore:{PAHO_LEAVES_TLS_SOCKETS_OPEN}")
def test_it_stops_within_a_second_even_while_dialling(store: Store) -> None:
    """The other side accepts and never says a word: TLS would wait for ten seconds."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = LinkSettings(host="127.0.0.1", port=silent.getsockname()[1])
        uplink = Uplink(
            settings,
            patient_code=PATIENT,
            client_id="0" * 16,
            software="0.1.0",
            outbox=store.outbox,
            status=Latest(),
            timing=QUICK,
        )
        stop = threading.Event()
        thread = threading.Thread(target=uplink.run, args=(stop,))
        thread.start()
        time.sleep(0.3)
        assert thread.is_alive()
        stop.set()
        thread.join(1.0)
        assert not thread.is_alive()
    # The dialling thread is left behind; it ends as soon as the other side hangs up.
    for dialling in threading.enumerate():
        if dialling.name == "dial":
            dialling.join(5.0)
            assert not dialling.is_alive()


def test_an_idle_link_costs_next_to_nothing(broker: Mosquitto, store: Store) -> None:
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        began_s = time.process_time()
        time.sleep(1.0)
        assert time.process_time() - began_s < 0.1


def test_the_session_that_was_open_at_the_crash_arrives_too(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker)
    record = store.begin_session([SQUATS])
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        (left_open,) = store.open_sessions()
        store.close_session(summary_of(left_open.record))
        uplink.wait_until(lambda status: status.outbox == 0 and clinic.stored("summary") == [record.id])


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
    settings = plain(broker, username="device", password="secret-1")
    with running(store, settings, prescription=prescription_of(store)) as uplink:
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


def test_an_answer_that_may_not_be_given_is_told(
    custom_broker: StartBroker, store: Store, clinic_of: OpenClinic
) -> None:
    mine = f"matside/v1/clinic/{PATIENT}"
    broker = custom_broker(
        users=USERS, acl=f"user device\ntopic write {mine}/status\ntopic read {mine}/#\n{CLINIC_RIGHTS}"
    )
    clinic = clinic_of(broker)
    clinic.prescribe(PATIENT, PLAN.model_dump_json().encode())
    settings = plain(broker, username="device", password="secret-1")
    with running(store, settings, prescription=prescription_of(store)) as uplink:
        assert ": plan/ack: does not allow this" in uplink.wait_for(LinkState.REFUSED).detail


def test_a_camera_that_goes_missing_is_told_while_connected(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker)
    health = [HEALTH]
    quick = replace(QUICK, status_look_s=0.2)
    with running(store, plain(broker), quick, health=lambda: health[0]):
        clinic.wait_until(lambda: bool(clinic.messages))
        health[0] = HEALTH.model_copy(update={"camera": CameraState.MISSING})
        clinic.wait_until(lambda: len(clinic.messages) == 2)
    clinic.wait_until(lambda: len(clinic.messages) == 3)
    told = [Status.model_validate(payload) for _, payload in clinic.messages]
    assert [status.health and status.health.camera for status in told] == ["live", "missing", None]
    assert told[-1].state is Presence.OFFLINE


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
