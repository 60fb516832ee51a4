"""What an engineer at the clinic sees of the devices, and what a device gets back."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from device.clinic.watch import ClinicWatch
from device.link.demo_broker import DemoBroker
from device.link.settings import LinkSettings
from device.link.wire import LinkRefusedError
from device.store import Store
from device.summary import Ending, ExerciseSummary, PartOfDay, SessionSummary
from device.view import LinkState
from tests.brokers import Mosquitto
from tests.clinics import say
from tests.device.link.uplinks import PATIENT, RED_FLAG, plain, queue_alert, running
from tests.device.sessions import finish_session

pytestmark = pytest.mark.broker

SUMMARY = SessionSummary(
    session_id="5" * 32,
    patient_code=PATIENT,
    programme_day=12,
    part_of_day=PartOfDay.MORNING,
    ended=Ending.COMPLETED,
    duration_s=372.4,
    exercises=(
        ExerciseSummary(
            exercise="squat",
            prescribed_reps=5,
            reps=4,
            too_small=1,
            range_unit="deg",
            range_median=78.4,
            deviations={"knee_valgus": 2},
            measurable=0.97,
            not_measurable_s={"out_of_frame": 3.0},
        ),
        ExerciseSummary(exercise="glute_bridge", prescribed_hold_s=20, hold_s=18.2, measurable=1.0),
    ),
    pain_before=4,
    software="0.1.0",
    model="movenet_lightning_int8",
)


class Watch:
    """What a watch emitted and told."""

    def __init__(self) -> None:
        self.emitted: list[str] = []
        self.told: list[str] = []
        self.errors: list[BaseException] = []
        self.changed = threading.Condition()

    def emit(self, text: str) -> None:
        with self.changed:
            self.emitted.append(text)
            self.changed.notify_all()

    def tell(self, text: str) -> None:
        with self.changed:
            self.told.append(text)
            self.changed.notify_all()

    def wait_until(self, condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, timeout_s), (self.emitted, self.told)

    def wait_for(self, count: int) -> list[str]:
        self.wait_until(lambda: len(self.emitted) >= count)
        return self.emitted


@contextmanager
def watching(settings: LinkSettings, **options: Any) -> Iterator[Watch]:
    seen = Watch()
    watch = ClinicWatch(settings, emit=seen.emit, tell=seen.tell, **options)
    stop = threading.Event()
    thread = threading.Thread(target=watch.run, args=(stop,))
    thread.start()
    assert watch.watching.wait(10)
    try:
        yield seen
    finally:
        stop.set()
        thread.join(3)
        assert not thread.is_alive()


def test_a_summary_is_shown_in_lines_that_a_person_reads(broker: Mosquitto) -> None:
    with watching(plain(broker)) as watch:
        say(broker, f"matside/v1/clinic/{PATIENT}/summary", SUMMARY.model_dump_json().encode())
        (text,) = watch.wait_for(1)
    assert text.splitlines() == [
        "ABCD2345  day 12, morning: session completed after 6 min 12 s, pain 4 before, – after",
        "  squat            4 of 5 reps, 1 too small, range 78°, knee_valgus 2×, measurable 97%, "
        "out_of_frame 3 s",
        "  glute_bridge     held 18 of 20 s, measurable 100%",
    ]
    assert watch.told == [f"127.0.0.1:{broker.port}: watching clinic clinic"]


def test_as_json_it_is_one_line_with_the_payload_unchanged(broker: Mosquitto) -> None:
    with watching(plain(broker), as_json=True) as watch:
        say(broker, f"matside/v1/clinic/{PATIENT}/summary", SUMMARY.model_dump_json().encode())
        (line,) = watch.wait_for(1)
    assert "\n" not in line
    message = json.loads(line)
    assert (message["kind"], message["patient_code"]) == ("summary", PATIENT)
    assert SessionSummary.model_validate(message["payload"]) == SUMMARY


def test_devices_coming_and_going_and_alerts_are_shown(broker: Mosquitto, store: Store) -> None:
    with watching(plain(broker), receipts=True) as watch:
        queue_alert(store)
        with running(store, plain(broker)) as uplink:
            uplink.wait_empty()
        assert watch.wait_for(3) == [
            "ABCD2345  online (version 0.1.0)",
            "ABCD2345  day 3, evening: ALERT red_flag",
            "ABCD2345  offline (version 0.1.0)",
        ]


def test_by_default_it_only_looks_and_the_outbox_stays(broker: Mosquitto, store: Store) -> None:
    with watching(plain(broker)) as watch, running(store, plain(broker)) as uplink:
        finish_session(store)
        watch.wait_for(2)
        uplink.wait_until(lambda status: "the clinic's receipt" in status.detail)
        assert store.outbox.waiting() == 1


def test_what_a_device_sends_again_is_shown_once(broker: Mosquitto) -> None:
    other = SUMMARY.model_copy(update={"session_id": "6" * 32})
    topic = f"matside/v1/clinic/{PATIENT}"
    with watching(plain(broker), receipts=True) as watch:
        for _ in range(3):
            say(broker, f"{topic}/summary", SUMMARY.model_dump_json().encode())
            say(broker, f"{topic}/alert", RED_FLAG.model_dump_json().encode())
        say(broker, f"{topic}/summary", other.model_dump_json().encode())
        shown = [text.splitlines()[0] for text in watch.wait_for(3)]
        deadline_s = time.monotonic() + 10
        # Its receipt may have been what was lost: each copy is answered.
        while broker.log().count("/receipt") < 7 and time.monotonic() < deadline_s:
            time.sleep(0.05)
    assert sorted(re.findall("session|ALERT", " ".join(shown))) == ["ALERT", "session", "session"]
    assert broker.log().count("/receipt") >= 7


def test_in_the_demo_its_receipts_empty_the_outbox(store: Store) -> None:
    with DemoBroker.start() as demo, running(store, demo.settings) as uplink:
        finish_session(store)
        # The summary is there before anybody listens.
        uplink.wait_until(lambda status: "someone at the clinic" in status.detail)
        with watching(demo.settings, receipts=True) as watch:
            uplink.wait_empty()
            assert any("session completed" in text for text in watch.emitted)


MALFORMED = [
    ("summary", b"\xff\xfe", "not a valid summary: "),
    ("summary", b"{}", "not a valid summary: session_id: Field required"),
    ("summary", b'{"\\u001b[2Jname": "Jane Doe"}', "not a valid summary: "),
    ("alert", b'{"kind": "lunch"}', "not a valid alert: "),
    ("status", b'{"state": "on fire", "software": "0.1.0"}', "not a valid status: state: "),
    (
        "summary",
        SUMMARY.model_copy(update={"patient_code": "OTHER234"}).model_dump_json().encode(),
        "the summary names",
    ),
]


@pytest.mark.parametrize("as_json", [False, True])
def test_malformed_messages_are_named_and_never_confirmed(broker: Mosquitto, as_json: bool) -> None:
    with watching(plain(broker), receipts=True, as_json=as_json) as watch:
        for leaf, payload, _ in MALFORMED:
            say(broker, f"matside/v1/clinic/{PATIENT}/{leaf}", payload)
        say(broker, "matside/v1/clinic/J\u00fcrgen/summary", SUMMARY.model_dump_json().encode())
        lines = watch.wait_for(len(MALFORMED) + 1)
    for line, (leaf, _, words) in zip(lines, MALFORMED, strict=False):
        if as_json:
            message = json.loads(line)
            assert message["topic"] == f"matside/v1/clinic/{PATIENT}/{leaf}"
            assert message["ignored"].startswith(words)
        else:
            assert line.startswith(f"ignored 'matside/v1/clinic/{PATIENT}/{leaf}': {words}")
    assert "not a topic of a device" in lines[-1]
    assert not any(re.search(r"[\x00-\x1f\x7f-\x9f]", line) for line in lines), "nothing reaches the terminal"
    assert "/receipt" not in broker.log()


def test_another_clinic_s_devices_are_not_shown(broker: Mosquitto) -> None:
    with watching(plain(broker)) as watch:
        say(broker, f"matside/v1/other/{PATIENT}/summary", SUMMARY.model_dump_json().encode())
        say(broker, f"matside/v1/clinic/{PATIENT}/summary", SUMMARY.model_dump_json().encode())
        assert len(watch.wait_for(1)) == 1


def test_it_comes_back_after_the_broker_was_away(broker: Mosquitto, store: Store) -> None:
    with watching(plain(broker)) as watch:
        broker.kill()
        watch.wait_until(lambda: any("trying again in" in line for line in watch.told))
        broker.start()
        watch.wait_until(lambda: len([line for line in watch.told if "watching clinic" in line]) == 2)
        with running(store, plain(broker)) as uplink:
            uplink.wait_for(LinkState.CONNECTED)
            watch.wait_for(1)


def test_a_wrong_password_ends_it_with_words(custom_broker: Callable[..., Mosquitto]) -> None:
    broker = custom_broker(users={"clinic": "secret-2"})
    watch = ClinicWatch(plain(broker, username="clinic", password="wrong"), emit=print, tell=print)
    with pytest.raises(LinkRefusedError, match=r"127\.0\.0\.1:\d+: does not allow this; check the user name"):
        watch.run(threading.Event())
