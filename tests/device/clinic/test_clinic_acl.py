"""The generated rights, as a real mosquitto understands them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from device.clinic.acl import TO_CLINIC, TO_DEVICE, acl
from device.clinic.ingest import Ingest
from device.clinic.store.database import Database
from device.clinic.store.intake import Intake
from device.commands.clinic import clinic
from device.errors import UsageError
from device.link.plan import Plan, PlanExercise
from device.link.topics import ROOT, Leaf
from device.store import Store
from tests.brokers import Mosquitto
from tests.device.clinic.readings import OTHER, PATIENT, rows
from tests.device.link.uplinks import plain, running
from tests.device.sessions import finish_session

pytestmark = pytest.mark.broker
USERS = {"clinic": "of-the-clinic", "mat-1": "of-the-first", "mat-2": "of-the-second", "stranger": "none"}
MINE, THEIRS = f"{ROOT}/clinic/{PATIENT}", f"{ROOT}/clinic/{OTHER}"


@pytest.fixture
def guarded(custom_broker: Callable[..., Mosquitto]) -> Mosquitto:
    """A broker with the rights that the command writes."""
    made = CliRunner().invoke(clinic, ["acl", f"mat-1={PATIENT}", f"mat-2={OTHER}"])
    assert made.exit_code == 0, made.output
    return custom_broker(users=USERS, acl=made.output)


class Party:
    """Somebody at the broker; remembers what reached them and what was denied."""

    def __init__(self, broker: Mosquitto, user: str) -> None:
        self.got: dict[str, bytes] = {}
        self._answers: dict[int, int] = {}
        self._changed = threading.Condition()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
        self._client.username_pw_set(user, USERS[user])
        self._client.on_message = lambda _c, _d, message: self.got.update({message.topic: message.payload})
        self._client.on_publish = lambda _c, _d, token, reason, _p: self._answer(token, reason.value)
        self._client.on_subscribe = lambda _c, _d, token, reasons, _p: self._answer(token, reasons[0].value)
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str, payload: bytes = b"x", *, retain: bool = False) -> bool:
        """Whether the broker allowed it."""
        return self._result(self._client.publish(topic, payload, qos=1, retain=retain).mid) < 0x80

    def subscribe(self, topic: str) -> None:
        token = self._client.subscribe(topic, qos=1)[1]
        assert token is not None
        self._result(token)

    def _answer(self, token: int, reason: int) -> None:
        with self._changed:
            self._answers[token] = reason
            self._changed.notify_all()

    def _result(self, token: int) -> int:
        with self._changed:
            assert self._changed.wait_for(lambda: token in self._answers, 10)
            return self._answers[token]


@contextmanager
def party(broker: Mosquitto, user: str) -> Iterator[Party]:
    one = Party(broker, user)
    try:
        yield one
    finally:
        one.close()


def test_a_device_writes_its_own_topics_and_no_others(guarded: Mosquitto) -> None:
    with party(guarded, "mat-1") as device:
        for leaf in Leaf:
            assert device.publish(f"{MINE}/{leaf}") == (leaf in TO_CLINIC), leaf
            assert not device.publish(f"{THEIRS}/{leaf}"), leaf
            assert not device.publish(f"{ROOT}/elsewhere/{PATIENT}/{leaf}"), leaf
        assert not device.publish("elsewhere")


def test_a_device_reads_what_is_for_it_and_nothing_of_another(guarded: Mosquitto) -> None:
    """Whatever it subscribes to, a shared subscription and a filter for everything among them."""
    with (
        party(guarded, "mat-1") as snoop,
        party(guarded, "mat-2") as other,
        party(guarded, "clinic") as clinic,
    ):
        for topics in ("#", f"{ROOT}/#", f"{THEIRS}/#", f"$share/store/{THEIRS}/summary", "$SYS/#"):
            snoop.subscribe(topics)
        for leaf in TO_CLINIC:
            assert other.publish(f"{THEIRS}/{leaf}", retain=leaf is Leaf.STATUS)
        for patient in (MINE, THEIRS):
            for leaf in TO_DEVICE:
                assert clinic.publish(f"{patient}/{leaf}")
        deadline_s = time.monotonic() + 10
        while len(snoop.got) < len(TO_DEVICE) and time.monotonic() < deadline_s:
            time.sleep(0.05)
        time.sleep(0.3)
        assert set(snoop.got) == {f"{MINE}/{leaf}" for leaf in TO_DEVICE}


def test_a_household_s_device_writes_for_all_of_its_people_and_nobody_else(
    custom_broker: Callable[..., Mosquitto],
) -> None:
    made = CliRunner().invoke(clinic, ["acl", f"mat-1={PATIENT},ADAS2345", f"mat-2={OTHER}"])
    with party(custom_broker(users=USERS, acl=made.output), "mat-1") as device:
        for mine in (PATIENT, "ADAS2345"):
            assert device.publish(f"{ROOT}/clinic/{mine}/summary")
            assert not device.publish(f"{ROOT}/clinic/{mine}/plan")
        assert not device.publish(f"{THEIRS}/summary")


def test_a_known_user_without_rights_has_none(guarded: Mosquitto) -> None:
    with party(guarded, "stranger") as stranger, party(guarded, "mat-1") as device:
        stranger.subscribe("#")
        assert not stranger.publish(f"{MINE}/plan")
        assert device.publish(f"{MINE}/summary")
        time.sleep(0.3)
        assert stranger.got == {}


def test_the_rights_suffice_for_device_and_clinic(
    guarded: Mosquitto, database: Database, store: Store
) -> None:
    intake = Intake(database)
    said: list[str] = []
    settings = plain(guarded, username="clinic", password=USERS["clinic"])
    worker = Ingest(settings, intake, group="store", tell=said.append)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        assert worker.ready.wait(10), said
        sent = finish_session(store)
        with running(store, plain(guarded, username="mat-1", password=USERS["mat-1"])) as uplink:
            uplink.wait_empty()
        assert [row["session_id"] for row in rows(database, "summaries")] == [sent.session_id]
        plan = Plan(patient_code=PATIENT, revision=1, exercises=(PlanExercise(exercise="squat", reps=8),))
        intake.add_plan(plan, "ada")
        worker.publish_plans()
        deadline_s = time.monotonic() + 10
        while not rows(database, "plans")[0]["published_at_s"]:
            assert time.monotonic() < deadline_s, said
            time.sleep(0.05)
        assert rows(database, "patients")[0]["status"] is not None
    finally:
        stop.set()
        thread.join(10)


@pytest.mark.parametrize(
    ("user", "devices", "said"),
    [
        ("clinic", {"mat 1": [PATIENT]}, "not a user name"),
        ("clinic", {"mat-1\nuser admin": [PATIENT]}, "not a user name"),
        ("clinic", {"mat-1": ["abc"]}, "not a patient code"),
        ("clinic", {"mat-1": [PATIENT, ""]}, "not a patient code"),
        ("clinic", {"mat-1": [PATIENT, PATIENT]}, "mat-1 has this patient code"),
        ("clinic", {"mat-1": ["+"]}, "not a patient code"),
        ("clinic", {"mat-1": ["A#BC"]}, "not a patient code"),
        ("clinic", {"mat-1": [PATIENT], "mat-2": [PATIENT]}, "mat-1 has this patient code"),
        ("mat-1", {"mat-1": [PATIENT]}, "is the clinic's user and a device's"),
    ],
)
def test_what_would_give_wrong_rights_is_refused(user: str, devices: dict[str, list[str]], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        acl("clinic", user, devices)
    assert "\n" not in str(caught.value)


def test_the_file_is_not_for_others_to_read(tmp_path) -> None:
    file = tmp_path / "acl"
    done = CliRunner().invoke(
        clinic, ["acl", "-o", str(file), "-"], input=f"mat-1={PATIENT}\nmat-2={OTHER}\n"
    )
    assert done.exit_code == 0, done.output
    assert file.read_text() == acl("clinic", "clinic", {"mat-1": [PATIENT], "mat-2": [OTHER]})
    assert file.stat().st_mode & 0o777 == 0o600
