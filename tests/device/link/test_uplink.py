"""From the outbox to the clinic: once, in order, alerts first, on the receipt."""

from __future__ import annotations

import platform
import socket
import threading
import time
from dataclasses import replace

import pytest

from device.channel import Latest
from device.link.messages import Presence, Status
from device.link.settings import LinkSettings
from device.link.status import LinkStatus
from device.link.timing import UplinkTiming
from device.link.uplink import Uplink
from device.store import Store
from device.summary import SessionSummary
from device.view import CameraState, LinkState
from tests.brokers import Mosquitto
from tests.device.link.test_link_presence import HEALTH
from tests.device.link.uplinks import (
    PAHO_LEAVES_TLS_SOCKETS_OPEN,
    PATIENT,
    QUICK,
    OpenClinic,
    give_receipt,
    plain,
    queue_alert,
    running,
)
from tests.device.sessions import SQUATS, finish_session, summary_of

pytestmark = pytest.mark.broker


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
        give_receipt(broker, summary.session_id)
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


@pytest.mark.alone
def test_it_is_on_the_way_within_a_second(broker: Mosquitto, store: Store, clinic_of: OpenClinic) -> None:
    clinic = clinic_of(broker)
    with running(store, plain(broker)) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        time.sleep(0.2)
        began_s = time.monotonic()
        finish_session(store)
        clinic.wait_until(lambda: bool(clinic.stored("summary")))
        assert time.monotonic() - began_s < 0.4, "no more than twice the pause of the loop: it was woken"


def test_without_receipt_a_message_is_repeated_ever_less_often(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker, receipts=False)
    with running(store, plain(broker)):
        finish_session(store)
        time.sleep(2.3)
    # After 0, 0.5 and 1.5 s; the test machine may be late, never early.
    assert 2 <= clinic.received("summary") <= 3


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
        give_receipt(broker, summaries[0])
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
    assert clinic.received("summary") == 2


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
