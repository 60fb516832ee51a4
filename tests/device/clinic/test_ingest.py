"""From a real broker into real databases: once each, confirmed only when it is on disk."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from device.clinic.ingest import Ingest, Keeper
from device.clinic.reading import Malformed, Reading
from device.clinic.store.database import Database, database_url
from device.clinic.store.intake import Intake
from device.clinic.view import OutgoingPlan
from device.errors import StoreError
from device.link.plan import Plan, PlanExercise
from device.store import Store
from device.summary import SessionSummary
from tests.brokers import Mosquitto
from tests.clinics import say
from tests.device.clinic.fleet import measure, stored
from tests.device.clinic.readings import PATIENT, accepted, online, rows, session
from tests.device.link.uplinks import plain, running
from tests.device.sessions import finish_session
from tests.postgres import PostgresCluster

pytestmark = pytest.mark.broker
SUMMARY_TOPIC = f"matside/v1/clinic/{PATIENT}/summary"


def wait_until(condition: Callable[[], object], timeout_s: float = 15.0) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


@contextmanager
def ingesting(broker: Mosquitto, keeper: Keeper, *, single: bool = True) -> Iterator[Ingest]:
    said: list[str] = []
    worker = Ingest(plain(broker), keeper, group="store", tell=said.append, single=single)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    assert worker.ready.wait(10), said
    try:
        yield worker
    finally:
        stop.set()
        thread.join(35)
        assert not thread.is_alive()


class Listener:
    """Everything that is published below one topic filter."""

    def __init__(self, broker: Mosquitto, topics: str) -> None:
        self.messages: list[MQTTMessage] = []
        ready = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
        self._client.on_message = lambda _client, _data, message: self.messages.append(message)
        self._client.on_subscribe = lambda *_: ready.set()
        self._client.connect("127.0.0.1", broker.port)
        self._client.subscribe(topics, qos=1)
        self._client.loop_start()
        assert ready.wait(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def listening(broker: Mosquitto) -> Iterator[Callable[[str], Listener]]:
    opened: list[Listener] = []

    def listen(topics: str) -> Listener:
        opened.append(Listener(broker, topics))
        return opened[-1]

    yield listen
    for one in opened:
        one.close()


def test_what_a_device_sends_is_stored_once_and_its_outbox_is_empty_then(
    broker: Mosquitto, database: Database, store: Store
) -> None:
    sent = [finish_session(store) for _ in range(5)]
    with ingesting(broker, Intake(database)), running(store, plain(broker)) as uplink:
        uplink.wait_empty()
    kept = rows(database, "summaries")
    assert [SessionSummary.model_validate_json(row["payload"]) for row in kept] == sent


def test_nothing_is_confirmed_that_was_not_stored(broker: Mosquitto, store: Store) -> None:
    class FullDisk:
        """Nothing can be written."""

        asked = 0

        def keep(self, messages: Sequence[Reading | Malformed]) -> None:
            self.asked += len(messages)
            raise StoreError("clinic.db: database or disk is full")

        def plans(self, *, unpublished: bool) -> list[OutgoingPlan]:
            return []

        def plan_published(self, plan: OutgoingPlan) -> None:
            raise AssertionError(plan)

    finish_session(store)
    keeper = FullDisk()
    with ingesting(broker, keeper) as worker, running(store, plain(broker)):
        wait_until(lambda: worker.trouble and keeper.asked)
        assert worker.trouble == "clinic.db: database or disk is full"
        assert store.outbox.waiting() == 1


def test_a_database_that_is_killed_loses_nothing_that_a_device_was_told_of(
    broker: Mosquitto, store: Store, tmp_path: Path
) -> None:
    with PostgresCluster() as cluster, Database.open(database_url(cluster.url, tmp_path)) as database:
        with ingesting(broker, Intake(database)) as worker, running(store, plain(broker)) as uplink:
            sent = [finish_session(store)]
            wait_until(lambda: store.outbox.waiting() == 0)
            cluster.kill()
            sent += [finish_session(store) for _ in range(3)]
            wait_until(lambda: worker.trouble)
            assert store.outbox.waiting() == 3
            cluster.start()
            uplink.wait_empty(40)
        assert [row["session_id"] for row in rows(database, "summaries")] == [one.session_id for one in sent]


def test_a_replica_that_takes_over_has_everything_that_a_device_was_told_of(
    broker: Mosquitto, store: Store, tmp_path: Path
) -> None:
    with PostgresCluster() as primary, PostgresCluster(primary) as replica:
        address = f"{primary.url}&host={replica.folder}&target_session_attrs=read-write"
        with Database.open(database_url(address, tmp_path)) as database:
            with ingesting(broker, Intake(database)) as worker, running(store, plain(broker)) as uplink:
                sent = [finish_session(store) for _ in range(5)]
                uplink.wait_empty()
                primary.kill()
                sent += [finish_session(store) for _ in range(3)]
                wait_until(lambda: worker.trouble)
                replica.promote()
                uplink.wait_empty(40)
            kept = rows(database, "summaries")
    assert [row["session_id"] for row in kept] == [one.session_id for one in sent]


def test_workers_share_the_load_and_each_message_goes_to_one_of_them(
    broker: Mosquitto, database: Database, listening: Callable[[str], Listener]
) -> None:
    class Counting(Intake):
        """Counts what it is given."""

        given = 0

        def keep(self, messages: Sequence[Reading | Malformed]) -> None:
            self.given += len(messages)
            super().keep(messages)

    first, second = Counting(database), Counting(database)
    receipts = listening("matside/v1/clinic/+/receipt")
    with ingesting(broker, first, single=False), ingesting(broker, second, single=False):
        for day in range(1, 21):
            say(broker, SUMMARY_TOPIC, session(day).model_dump_json().encode())
        wait_until(lambda: first.given + second.given == 20)
        wait_until(lambda: sum(len(json.loads(one.payload)["ids"]) for one in receipts.messages) == 20)
    assert min(first.given, second.given) >= 5
    assert len(rows(database, "summaries")) == 20


def test_rubbish_is_set_aside_and_the_worker_goes_on(broker: Mosquitto, database: Database) -> None:
    with ingesting(broker, Intake(database)):
        for rubbish in (b"", b"\xff" * 100, b"null", b"[" * 5000, b'{"session_id": 7}'):
            say(broker, SUMMARY_TOPIC, rubbish)
        say(broker, SUMMARY_TOPIC, session().model_dump_json().encode())
        wait_until(lambda: rows(database, "summaries"))
    assert len(rows(database, "set_aside")) == 5


def test_states_from_before_its_start_are_known(broker: Mosquitto, database: Database) -> None:
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    status = online().model_dump_json().encode()
    client.publish(f"matside/v1/clinic/{PATIENT}/status", status, qos=1, retain=True).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()
    with ingesting(broker, Intake(database)):
        wait_until(lambda: rows(database, "patients"))
    assert rows(database, "patients")[0]["status"] is not None


def test_a_plan_is_published_retained_and_its_answer_kept(
    broker: Mosquitto, database: Database, listening: Callable[[str], Listener]
) -> None:
    intake = Intake(database)
    plan = Plan(patient_code=PATIENT, revision=1, exercises=(PlanExercise(exercise="squat", reps=8),))
    with ingesting(broker, intake) as worker:
        say(broker, SUMMARY_TOPIC, session().model_dump_json().encode())
        wait_until(lambda: rows(database, "summaries"))
        intake.add_plan(plan, composed_by="ada")
        worker.publish_plans()
        wait_until(lambda: rows(database, "plans")[0]["published_at_s"])
        late = listening(f"matside/v1/clinic/{PATIENT}/plan")
        wait_until(lambda: late.messages)
        assert Plan.model_validate_json(late.messages[0].payload) == plan
        say(broker, f"matside/v1/clinic/{PATIENT}/plan/ack", accepted(1).model_dump_json().encode())
        wait_until(lambda: rows(database, "plans")[0]["answer"])


def test_a_broker_that_forgot_the_plans_gets_them_again(
    broker: Mosquitto, database: Database, listening: Callable[[str], Listener]
) -> None:
    intake = Intake(database)
    intake.keep([])
    with ingesting(broker, intake):
        say(broker, SUMMARY_TOPIC, session().model_dump_json().encode())
        wait_until(lambda: rows(database, "summaries"))
    for revision in (1, 2):
        plan = Plan(
            patient_code=PATIENT, revision=revision, exercises=(PlanExercise(exercise="squat", reps=8),)
        )
        intake.add_plan(plan, composed_by="ada")
        (outgoing,) = intake.plans(unpublished=True)
        intake.plan_published(outgoing)
    with ingesting(broker, intake):
        late = listening(f"matside/v1/clinic/{PATIENT}/plan")
        wait_until(lambda: late.messages)
    assert Plan.model_validate_json(late.messages[0].payload).revision == 2


def test_many_devices_and_several_processes(address: str | None, tmp_path: Path) -> None:
    """The measurement of docs/clinic.md, small."""
    made = measure(tmp_path, devices=20, sessions=3, workers=2, database=address)
    assert made.messages == stored(address, tmp_path) == 60
    assert made.repeats == 0
