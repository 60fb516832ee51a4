"""An appliance without camera and screen: session, recorder, store and uplink, in a hostile household."""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from device.care.profile import LONGEST_NAME
from device.channel import Latest
from device.command import BodyRegion, Command, Order
from device.health import HealthReport
from device.library import fingerprint
from device.link.absence import AbsenceWatch
from device.link.prescription import Prescription
from device.link.settings import LinkSettings
from device.link.uplink import Uplink
from device.model_files import model_id
from device.recorder import Recorder, close_interrupted
from device.session import Session, SessionTiming, all_well
from device.store import Store
from device.view import CameraState, PlannedExercise
from device.worker import Worker
from inference.exercise import Exercise, load_library
from tests.clinics import Clinic
from tests.device.link.payloads import PATIENT, PLAN
from tests.device.link.uplinks import QUICK
from tests.device.sessions import summary_of
from tests.figures import squats

LIBRARY = load_library()

AT_ONCE = SessionTiming(introduction_s=0, ready_s=0.1, countdown_s=0)


@dataclass(frozen=True)
class Household:
    """Texts that a household, a camera's driver or a stranger on the broker may bring in.

    Attributes:
        words: the names of its people; in every text of every exercise file, in settings, in the clinic's
            messages.
        folder_name: of the data folder.
        commands: what the person does after some squats.
        own_model: whether they use a model file of their own.
    """

    words: str
    folder_name: str
    commands: Sequence[Command]
    own_model: bool = False
    reps: int = 1

    @property
    def name(self) -> str:
        """As much of the words as a profile takes for a name."""
        normal = unicodedata.normalize("NFC", self.words)
        letters = "".join(letter for letter in normal if letter.isprintable())
        return " ".join(letters.split())[:LONGEST_NAME].strip()

    def library(self) -> dict[str, Exercise]:
        """The exercises, with these words wherever an exercise file admits words."""
        return {name: _with_words(exercise, self.words) for name, exercise in LIBRARY.items()}

    def live(self, parent: Path, broker_port: int, clinic: Clinic, now: datetime) -> tuple[str, set[str]]:
        """Have a session, be away for days, be prescribed things, send everything.

        Returns:
            The client id, and the ids of all messages.
        """
        folder = parent / self.folder_name
        folder.mkdir()
        clock = [now]
        with closing(Store.open(folder / "matside.db", lambda: clock[0])) as store:
            people = store.people
            people.change(people.chosen().id, self.name, "cat")
            self._exercise(store)
            # Somebody without a code of the clinic: nothing is sent of them.
            guest = people.add(self.name, "dog", "general_back_care")
            store.close_session(
                summary_of(store.begin_session([PlannedExercise("squat", reps=3)], profile_id=guest.id))
            )
            clock[0] += timedelta(days=5)
            prescription = Prescription(
                store.plans, self.library(), clinic="clinic", patient_code=PATIENT, key=None
            )
            store.people.use_code(store.people.chosen().id, PATIENT)
            AbsenceWatch(store, lambda code: prescription.in_force).look()
            ids = {row.id for row in store.outbox.pending(99)}
            self._send(store, folder, prescription, broker_port, clinic)
            return store.client_id(), ids

    def identity(self) -> dict[str, str]:
        model = f"{self.words}.tflite" if self.own_model else "lightning"
        return {
            "patient_code": PATIENT,
            "software": "0.1.0",
            "model": model_id(model),
            "exercise_library": fingerprint(self.library()),
        }

    def _exercise(self, store: Store) -> None:
        recorder = Recorder(store, self.identity())
        plan = [PlannedExercise("squat", reps=self.reps), PlannedExercise("bird_dog", hold_s=5.0)]
        session = Session(plan, self.library(), recorder.note, AT_ONCE)
        for order in all_well():
            session.handle(order, 0.0)
        at_s = 0.0
        for pose in squats([1.0, 1.0]):
            at_s = pose.captured_s
            session.observe(pose)
        for command in self.commands:
            session.handle(Order(command), at_s)
            if command is Command.HURTS:
                for order in (Order(Command.WHERE, regions=tuple(BodyRegion)), Order(Command.PAIN, value=7)):
                    session.handle(order, at_s)
        ended = threading.Event()
        ended.set()
        recorder.run(ended)
        close_interrupted(store, self.identity())

    def _send(
        self, store: Store, folder: Path, prescription: Prescription, broker_port: int, clinic: Clinic
    ) -> None:
        before = len(clinic.answers())
        login = "".join(letter for letter in self.words if letter.isprintable())
        plans = [PLAN.model_dump_json().encode(), *self._hostile_plans()]
        uplink = Uplink(
            LinkSettings(host="127.0.0.1", port=broker_port, tls=False, username=login, password=login),
            patient_code=PATIENT,
            client_id=store.client_id(),
            software="0.1.0",
            outbox=store.outbox,
            status=Latest(),
            timing=QUICK,
            prescription=prescription,
            health=HealthReport(
                model=self.identity()["model"],
                exercise_library=self.identity()["exercise_library"],
                camera=lambda: CameraState.MISSING,
                storage_trouble=lambda: f"{folder}: {self.words}",
                plan_revision=lambda: prescription.revision,
                store=store,
                data_dir=folder,
            ),
        )
        deaths: list[BaseException] = []
        worker = Worker("uplink", uplink.run, deaths.append)
        worker.start()
        try:
            for number, plan in enumerate(plans, 1):
                clinic.prescribe(PATIENT, plan)
                clinic.wait_until(lambda: len(clinic.answers()) >= before + number)  # noqa: B023
            clinic.wait_until(lambda: store.outbox.waiting() == 0 or bool(deaths))
        finally:
            worker.stop()
            clinic.prescribe(PATIENT, b"")
        assert deaths == []

    def _hostile_plans(self) -> list[bytes]:
        good = json.loads(PLAN.model_dump_json()) | {"revision": 9}
        line = good["exercises"][0]
        return [
            json.dumps(good | change).encode()
            for change in (
                {"notes": [self.words]},
                {"exercises": [line | {"exercise": self.words}]},
                {self.words: self.words},
                {"patient_code": self.words},
            )
        ] + [self.words.encode("utf-8", "surrogatepass")]


def _with_words(exercise: Exercise, words: str) -> Exercise:
    text = (words,)
    faults = tuple(
        fault.model_copy(update={"correction": words, "source": words}) for fault in exercise.faults
    )
    signals = tuple(signal.model_copy(update={"source": words}) for signal in exercise.signals)
    return exercise.model_copy(
        update={
            "name": words,
            "setup": text,
            "steps": text,
            "limits": text,
            "safety": text,
            "source": words,
            "reviewed_by": words,
            "faults": faults,
            "signals": signals,
        }
    )
