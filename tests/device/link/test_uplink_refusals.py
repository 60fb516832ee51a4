"""What a choosy broker does not take is told in words and kept; what is hostile is ignored."""

from __future__ import annotations

import json
import time

import pytest

from device.link.timing import UplinkTiming
from device.store import Store
from device.view import LinkState
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
    give_receipt,
    plain,
    queue_alert,
    rights,
    running,
)
from tests.device.sessions import finish_session

pytestmark = pytest.mark.broker


def test_a_denied_topic_is_told_in_words_and_the_message_kept(
    custom_broker: StartBroker, store: Store, clinic_of: OpenClinic
) -> None:
    """Without the MQTT 5 reason code this would look delivered."""
    broker = custom_broker(users=USERS, acl=rights("status"))
    clinic = clinic_of(broker)
    with running(store, as_device(broker)) as uplink:
        summary = finish_session(store)
        refused = uplink.wait_for(LinkState.REFUSED)
        assert refused.detail == (
            f"127.0.0.1:{broker.port}: summary: does not allow this; check the user name and its rights (ACL)"
        )
        assert refused.outbox == 1
        assert clinic.stored("summary") == []

        # Somebody corrects the rights.
        broker.acl = rights("status", "summary")
        broker.stop()
        broker.start()
        uplink.wait_empty()
    assert clinic.stored("summary") == [summary.session_id]


def test_one_refused_message_does_not_hold_up_the_others(
    custom_broker: StartBroker, store: Store, clinic_of: OpenClinic
) -> None:
    broker = custom_broker(users=USERS, acl=rights("status", "summary"))
    clinic = clinic_of(broker)
    alert = queue_alert(store)
    summary = finish_session(store)
    with running(store, as_device(broker)) as uplink:
        shown = uplink.wait_until(lambda status: status.outbox == 1)
        assert shown.state is LinkState.REFUSED
        assert ": alert: does not allow this" in shown.detail
    assert clinic.stored("summary") == [summary.session_id]
    assert [row.id for row in store.outbox.pending(9)] == [alert.alert_id]


def test_rights_that_forbid_even_the_status_are_told(custom_broker: StartBroker, store: Store) -> None:
    broker = custom_broker(users=USERS, acl=CLINIC_RIGHTS)
    with running(store, as_device(broker)) as uplink:
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
        give_receipt(broker, "f" * 32)
        give_receipt(broker, summary.session_id, summary.session_id, patient="OTHER234")
        time.sleep(0.2)
        assert store.outbox.waiting() == 1

        give_receipt(broker, summary.session_id, summary.session_id)
        assert uplink.wait_empty().ignored_receipts == len(HOSTILE)


def test_an_answer_that_may_not_be_given_is_told(
    custom_broker: StartBroker, store: Store, clinic_of: OpenClinic
) -> None:
    broker = custom_broker(users=USERS, acl=rights("status"))
    clinic = clinic_of(broker)
    clinic.prescribe(PATIENT, PLAN.model_dump_json().encode())
    with running(store, as_device(broker), prescription=prescription_of(store)) as uplink:
        assert ": plan/ack: does not allow this" in uplink.wait_for(LinkState.REFUSED).detail
