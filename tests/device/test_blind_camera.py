"""A session whose camera goes blind: paused, resumed, nothing lost, and the person's own word goes first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from device.command import Command, Order
from device.pipeline import Analysis, RealStage
from device.session import Observed, Session
from device.view import CameraState, Phase, PlannedExercise, SessionView
from inference.events import RepEvent
from inference.exercise import load_library
from inference.pose import Frame, Pose
from tests.device.lives import TIMING
from tests.figures import film, squatting

BLIND = [state for state in CameraState if not state.sees and state is not CameraState.STARTING]
NOTHING = np.zeros((8, 8, 3), np.uint8)


class Figure:
    """An estimator that sees a stick figure which the test moves."""

    def __init__(self) -> None:
        self.poses: Iterator[Pose] = iter(())

    def estimate(self, frame: Frame) -> Pose:
        return next(self.poses)

    def reset(self, turn_lying_upright: bool = False, model: str = "") -> None: ...


class Home:
    """The analysis of a session with five squats to do, frame by frame."""

    def __init__(self) -> None:
        self.notes: list[object] = []
        self.figure = Figure()
        plan = (PlannedExercise("squat", reps=5),)
        self.session = Session(plan, load_library(), self.notes.append, TIMING)
        self.analysis = Analysis(self.figure, self.session, RealStage(), lambda: False)
        self.now_s = 0.0

    def does(self, command: Command, **what: object) -> None:
        self.analysis.order(Order(command, **what), self.now_s)

    def begins(self) -> None:
        self.does(Command.START)
        while (view := self.view).subject is not None:
            self.does(Command.ANSWER, subject=view.subject, value=0)
        self.does(Command.PAIN, value=0)
        self.moves((6.0, 0.0))

    def moves(self, *course: tuple[float, float], camera: CameraState = CameraState.LIVE) -> None:
        poses = film(squatting, list(course), start_s=self.now_s + 1 / 15)
        self.figure.poses = iter(poses)
        for pose in poses:
            self.now_s = pose.captured_s
            self.analysis.tick(self.now_s)
            self.analysis.look_after(camera, self.now_s)
            self.analysis.frame(Frame(0, self.now_s, NOTHING))

    def squats(self, times: int) -> None:
        cycle = [(1.1, 1.0), (0.4, 1.0), (1.1, 0.0), (0.8, 0.0)]
        self.moves((0.6, 0.0), *(cycle * times))

    def is_blind(self, camera: CameraState, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            self.analysis.tick(self.now_s)
            self.analysis.look_after(camera, self.now_s)

    @property
    def view(self) -> SessionView:
        return self.analysis.view(SessionView(captured_s=self.now_s))

    @property
    def reps(self) -> list[int]:
        return [
            event.number
            for note in self.notes
            if isinstance(note, Observed)
            for event in note.events
            if isinstance(event, RepEvent) and event.counted
        ]


@pytest.fixture
def home() -> Home:
    home = Home()
    home.begins()
    home.squats(2)
    assert home.view.phase is Phase.ACTIVE
    assert home.reps == [1, 2]
    return home


@pytest.mark.parametrize("camera", BLIND)
def test_the_set_pauses_while_nobody_can_be_seen_and_goes_on_with_every_repetition(
    home: Home, camera: CameraState
) -> None:
    home.is_blind(camera, 60.0)
    assert home.view.phase is Phase.PAUSED
    assert home.view.reps == 2
    home.moves((4.0, 0.0))
    assert home.view.phase is Phase.ACTIVE
    home.squats(3)
    assert home.reps == [1, 2, 3, 4, 5]


def test_a_camera_that_comes_and_goes_neither_counts_nor_loses(home: Home) -> None:
    for _ in range(5):
        home.is_blind(CameraState.HUNG, 3.0)
        home.moves((0.5, 0.0))
    home.moves((4.0, 0.0))
    home.squats(3)
    assert home.reps == [1, 2, 3, 4, 5]


def test_who_asked_for_the_pause_ends_it(home: Home) -> None:
    home.does(Command.PAUSE)
    home.is_blind(CameraState.HUNG, 5.0)
    home.moves((4.0, 0.0))
    assert home.view.phase is Phase.PAUSED
    home.does(Command.RESUME)
    home.is_blind(CameraState.HUNG, 5.0)
    home.does(Command.PAUSE)
    home.moves((4.0, 0.0))
    assert home.view.phase is Phase.PAUSED


def test_who_stops_while_the_camera_is_blind_has_stopped(home: Home) -> None:
    home.is_blind(CameraState.COVERED, 5.0)
    home.does(Command.STOP)
    home.is_blind(CameraState.LIVE, 5.0)
    assert home.view.phase is Phase.RATING


def test_a_rest_runs_on_while_the_camera_is_blind(home: Home) -> None:
    home.squats(3)
    home.moves((2.0, 0.0))
    before = home.view.phase
    home.is_blind(CameraState.HUNG, 2.0)
    assert before is home.view.phase
    assert before is not Phase.PAUSED
