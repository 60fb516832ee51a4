"""Through a real broker that is down, killed, frozen: nothing is lost, nothing comes twice."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.link.timing import UplinkTiming
from device.store import Store
from device.view import LinkState
from tests.brokers import Mosquitto
from tests.clinics import Clinic
from tests.device.disks import small_disk
from tests.device.link.uplinks import QUICK, OpenClinic, give_receipt, plain, running
from tests.device.sessions import finish_session

pytestmark = pytest.mark.broker

PATIENT_LINK = replace(QUICK, first_repeat_s=30.0)
"""Comes back at once, and gives a busy clinic time: whatever comes twice was sent twice for no reason."""


def test_broker_down_during_the_session_then_everything_arrives_once(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker)
    with running(store, plain(broker), PATIENT_LINK) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        broker.stop()
        offline = uplink.wait_until(lambda status: "nothing listens there" in status.detail)
        assert offline.state is LinkState.OFFLINE
        assert offline.detail.startswith(f"127.0.0.1:{broker.port}: ")
        summaries = [finish_session(store) for _ in range(3)]
        uplink.wait_until(lambda status: status.outbox == 3)
    # The appliance is switched off and on meanwhile.
    with running(store, plain(broker), PATIENT_LINK) as uplink:
        uplink.wait_for(LinkState.OFFLINE)
        broker.start()
        uplink.wait_empty()
    assert clinic.stored("summary") == [summary.session_id for summary in summaries]
    assert clinic.received("summary") == 3


def test_after_weeks_without_a_broker_everything_arrives_once_and_in_order(
    broker: Mosquitto, tmp_path: Path, clinic_of: OpenClinic
) -> None:
    """A session a day, six weeks long; the appliance is off at night."""
    clinic = clinic_of(broker)
    broker.stop()
    now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    had = []
    for day in range(42):
        store = Store.open(tmp_path / "matside.db", lambda: now + timedelta(days=day))  # noqa: B023
        if day % 14 == 0:
            with running(store, plain(broker), PATIENT_LINK) as uplink:
                had.append(finish_session(store))
                uplink.wait_until(lambda status: status.outbox == len(had))
        else:
            had.append(finish_session(store))
        if day < 41:
            store.close()
    with running(store, plain(broker), PATIENT_LINK) as uplink:
        broker.start()
        uplink.wait_empty(30)
    store.close()
    assert clinic.stored("summary") == [summary.session_id for summary in had]
    assert [summary.programme_day for summary in had] == list(range(1, 43))
    assert clinic.received("summary") == 42


def test_a_clock_that_jumps_for_years_loses_nothing_and_keeps_the_order(
    broker: Mosquitto, tmp_path: Path, clinic_of: OpenClinic
) -> None:
    """A Raspberry Pi starts in 1970, hears the time from the network, and once from a liar."""
    clinic = clinic_of(broker)
    broker.stop()
    now = [datetime(1970, 1, 1, tzinfo=UTC)]
    store = Store.open(tmp_path / "matside.db", lambda: now[0])
    had = []
    for year in (1970, 1970, 2026, 2026, 2061, 2026, 2027):
        now[0] = now[0].replace(year=year) + timedelta(hours=9)
        had.append(finish_session(store))
    with running(store, plain(broker)) as uplink:
        broker.start()
        uplink.wait_empty()
    store.close()
    assert clinic.stored("summary") == [summary.session_id for summary in had]
    days = [summary.programme_day for summary in had]
    assert days == sorted(days)


def test_broker_killed_between_sending_and_its_acknowledgement_then_sent_again_and_stored_once(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    clinic = clinic_of(broker)
    with running(store, plain(broker), PATIENT_LINK) as uplink:
        uplink.wait_for(LinkState.CONNECTED)
        broker.freeze()
        summary = finish_session(store)
        uplink.wait_until(lambda status: status.outbox == 1)
        time.sleep(0.5)
        broker.kill()
        uplink.wait_for(LinkState.OFFLINE)
        assert (store.outbox.waiting(), clinic.stored("summary")) == (1, [])
        broker.start()
        uplink.wait_empty()
    assert clinic.stored("summary") == [summary.session_id]
    assert clinic.received("summary") == 1


def test_a_receipt_that_came_while_the_device_was_away_waits_for_it(
    broker: Mosquitto, store: Store, clinic_of: OpenClinic
) -> None:
    """The broker keeps the subscription (session expiry); nobody says it twice."""
    clinic = clinic_of(broker, receipts=False)
    with running(store, plain(broker)):
        summary = finish_session(store)
        clinic.wait_until(lambda: bool(clinic.stored("summary")))
    give_receipt(broker, summary.session_id)
    with running(store, plain(broker)) as uplink:
        uplink.wait_empty()


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
    assert clinic.received("summary") >= 2


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
