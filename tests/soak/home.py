"""One home, hour after hour at many times real speed: real pictures, model, sessions, disk, broker, screen.

Only the clocks are simulated: frames carry the time of the clip, the calendar follows it, and the hours in
which nobody is there pass in some looks.
"""

from __future__ import annotations

import itertools
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from device.appliance import Appliance, surroundings
from device.camera.clip import ClipCamera
from device.camera.detect import bundled_clips
from device.camera.pace import Pace
from device.capture import Capture
from device.care.assignment import Planner
from device.care.household import Household
from device.care.pages import load_pages
from device.care.programme import load_programmes
from device.channel import Latest
from device.command import Command, Order
from device.config import PanelSettings
from device.estimator import make_estimator
from device.library import fingerprint
from device.link.status import LinkStatus
from device.link.uplink import Uplink
from device.machine import Machine
from device.panel.gpio import open_panel
from device.picture import PictureFeed
from device.pipeline import Analysis, Pipeline, RealStage
from device.power import Power
from device.recorder import Recorder
from device.session import Session, SessionTiming, all_well
from device.setup.set_up import SetUp
from device.setup.wifi import NetworkManager
from device.store import Store
from device.view import CameraState, Phase, PlannedExercise, SessionView
from device.worker import Worker
from inference.exercise import load_library
from inference.pose import Frame
from tests.brokers import Mosquitto
from tests.clinics import Clinic
from tests.device.link.uplinks import QUICK, plain
from tests.soak.gpio import MockBoard
from webui.app import create_app
from webui.server import Server, take_port

CODE = "SOAK2345"
BEGAN = datetime(2026, 1, 5, 6, tzinfo=UTC)
HOUR_S = 3600.0
EMPTY_LOOKS = 20
"""Looks at an empty room in an hour without anybody."""
OUTAGE_EVERY_H, OUTAGE_H = 6, 2
"""The broker goes away every so many hours, for so many."""
BLIND_EVERY_H = 5
QUICK_STEPS = SessionTiming(introduction_s=0.2, ready_s=0.3, countdown_s=0.3, done_s=0.3, longest_rest_s=1.0)


class Soak:
    """The appliance's parts, wired as they are wired in it, driven frame by frame.

    Args:
        folder: for the database and the broker.
        frames: clip frames to look at in a session at most.

    Attributes:
        now_s: simulated time since the beginning.
        connected: whether the broker is there.
        summaries: ids of the summaries that the clinic has stored.
        deaths: what ended a worker.
    """

    def __init__(self, folder: Path, frames: int) -> None:
        self._frames = frames
        self._closing = ExitStack()
        self.now_s = 0.0
        broker_folder = folder / "broker"
        broker_folder.mkdir()
        self.broker = Mosquitto(broker_folder, persistent=True)
        self.broker.start()
        self._closing.callback(self.broker.stop)
        self.connected = True
        self.clinic = Clinic(self.broker)
        self._closing.callback(self.clinic.close)
        self.store = Store.open(folder / "matside.db", lambda: BEGAN + timedelta(seconds=self.now_s))
        self._closing.callback(self.store.close)
        self.store.people.use_code(self.store.people.chosen().id, CODE)
        self.deaths: list[BaseException] = []
        self.summaries: set[str] = set()
        self._board = MockBoard()
        self._build(folder)

    def _build(self, folder: Path) -> None:
        library = load_library()
        identity = {
            "patient_code": CODE,
            "software": "0.1.0",
            "model": "movenet_auto_int8",
            "exercise_library": fingerprint(library),
        }
        recorder = Recorder(self.store, identity)
        self._session = Session((), library, recorder.note, QUICK_STEPS)
        programmes = load_programmes()
        household = Household(
            self.store,
            planner=Planner(programmes, library, (PlannedExercise("squat", reps=5),)),
            programmes=programmes,
            library=library,
            pages=load_pages(),
            clinic_plan=lambda code: None,
            idle=lambda: self._session.idle,
            assign=lambda todo: self._session.prescribe(todo.plan, todo.revision),
            clinic_code=CODE,
        )
        recorder.watch(household.refresh)
        estimator, _ = make_estimator("lightning", threads=1)
        pace = Pace()
        self._analysis = Analysis(estimator, self._session, RealStage(), pace=pace)
        self._camera = ClipCamera(bundled_clips()["squat"], realtime=False)
        capture = Capture(self._camera, pace)
        self._pictures = capture.pictures
        status: Latest[LinkStatus] = Latest()
        self._around = surroundings(household.base_view, capture, status, recorder)
        self._pipeline = Pipeline(capture.frames, self._analysis, self._around)
        panel = open_panel(PanelSettings(), self._pipeline.submit, self._board.pins)
        self._closing.callback(panel.close)
        self._watchers = (panel.show,)
        appliance = Appliance(
            pipeline=self._pipeline,
            pictures=PictureFeed(capture.pictures),
            store=self.store,
            exercises=library,
            facts={},
            temperature=str,
            maintenance=str,
        )
        link = plain(self.broker)
        machine = Machine(
            data_dir=folder, link=link, settled=True, patient_code=lambda: CODE, power=Power(())
        )
        app = create_app(appliance, household, machine, SetUp(folder, NetworkManager()))
        self._server = Server(app, take_port())
        self._closing.callback(self._server.stop)
        self._server.start()
        uplink = Uplink(
            link,
            patient_code=CODE,
            client_id=self.store.client_id(),
            software="0.1.0",
            outbox=self.store.outbox,
            status=status,
            timing=QUICK,
        )
        for name, work in (("recorder", recorder.run), ("uplink", uplink.run)):
            worker = Worker(name, work, self.deaths.append)
            worker.start()
            self._closing.callback(worker.stop)

    def hour(self, number: int) -> None:
        """One hour of this home: a session, broken off every fifth time, then an empty room."""
        if number % OUTAGE_EVERY_H == OUTAGE_EVERY_H - OUTAGE_H:
            self.broker.kill()
            self.connected = False
        elif number % OUTAGE_EVERY_H == 0:
            self.connect()
        until_s = self.now_s + HOUR_S
        self._camera.open()
        self._have_session(blind=number % BLIND_EVERY_H == 0)
        self._camera.close()
        idle_s = (until_s - self.now_s) / EMPTY_LOOKS
        for _ in range(EMPTY_LOOKS):
            self.now_s += idle_s
            self._analysis.tick(self.now_s)
            self._show(None)

    def connect(self) -> None:
        """The broker comes back, if it was away."""
        if not self.connected:
            self.broker.start()
            self.connected = True

    def close(self) -> None:
        """End all of it in good order."""
        self._closing.close()

    def _have_session(self, blind: bool) -> None:
        for order in all_well():
            self._analysis.order(order, self.now_s)
        with closing(self._screen()) as screen:
            for number, frame in enumerate(self._film()):
                self._analysis.tick(frame.captured_s)
                sees = CameraState.HUNG if blind and 60 < number < 90 else CameraState.LIVE
                self._analysis.look_after(sees, frame.captured_s)
                self._analysis.frame(frame)
                self._show(frame)
                if number % 20 == 0:
                    next(screen)
                if self._session.phase is Phase.RATING:
                    break
        for command in (Command.STOP, Command.STOP, Command.HOME):
            self._analysis.order(Order(command), self.now_s)

    def _film(self) -> Iterator[Frame]:
        """The clip's frames, going on from now."""
        start_s: float | None = None
        for _ in range(self._frames):
            frame = self._camera.read(0.0)
            if frame is None:
                return
            start_s = self.now_s - frame.captured_s if start_s is None else start_s
            self.now_s = frame.captured_s + start_s + 1e-3
            yield replace(frame, captured_s=self.now_s)

    def _show(self, frame: Frame | None) -> None:
        view = self._analysis.view(replace(self._around(), captured_s=self.now_s))
        self._pipeline.views.put(view)
        if frame is not None:
            self._pictures.put(frame)
        for watcher in self._watchers:
            watcher(view)

    def _screen(self) -> Iterator[None]:
        """A screen that opens the page, its events and its picture, and leaves them when it is closed."""
        urllib.request.urlopen(self._server.url, timeout=10).close()
        streams = [
            urllib.request.urlopen(f"{self._server.url}live/{name}", timeout=10)
            for name in ("events", "picture")
        ]
        try:
            for _ in itertools.count():
                streams[1].read(1000)
                yield
        finally:
            for stream in streams:
                stream.close()

    def settle(self, timeout_s: float = 20.0) -> None:
        """Wait until everything that was done is stored and sent, as far as the broker is there."""
        ended = threading.Event()
        for _ in range(round(timeout_s / 0.05)):
            if not self.store.open_sessions() and (not self.connected or not self.store.outbox.waiting()):
                return
            ended.wait(0.05)

    def forget(self) -> None:
        """Drop what only this test keeps: the clinic's messages but for their ids, the pins' past."""
        self.summaries.update(self.clinic.stored("summary"))
        self.clinic.messages.clear()
        self.clinic.topics.clear()
        self._board.forget()

    @property
    def view(self) -> SessionView:
        """What a screen would show now."""
        return self._pipeline.views.peek() or SessionView()
