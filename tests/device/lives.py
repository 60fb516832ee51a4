"""A person's way through a session, told order by order and pose by pose; poses are stick figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from device.command import Command, Order
from device.session import Note, Session, SessionTiming, all_well
from device.view import Phase, PlannedExercise, SessionView
from inference.exercise import load_library
from inference.pose import Pose
from tests.figures import film, squatting, standing

TIMING = SessionTiming(introduction_s=1.0, ready_s=1.0, countdown_s=1.0, done_s=1.0)
IDENTITY = {"patient_code": "ABCD2345", "software": "0.1.0", "model": "movenet_lightning_int8"}
TWO_SQUATS = PlannedExercise("squat", reps=2, rest_s=5.0)
NINE_SQUATS = PlannedExercise("squat", reps=9)
BRIDGE = PlannedExercise("glute_bridge", reps=5)


class Life:
    """A session and everything that it noted."""

    def __init__(self, *plan: PlannedExercise, timing: SessionTiming = TIMING) -> None:
        self.notes: list[Note] = []
        self.session = Session(plan, load_library(), self.notes.append, timing)
        self.now_s = 0.0

    def does(self, command: Command, **what: object) -> None:
        self.session.handle(Order(command, **what), self.now_s)

    def waits(self, seconds: float) -> None:
        """Nobody is seen; time passes."""
        self.now_s += seconds
        self.session.tick(self.now_s)

    def sees(self, poses: Iterable[Pose]) -> None:
        for pose in poses:
            self.now_s = pose.captured_s
            self.session.tick(self.now_s)
            self.session.observe(pose)

    def stands(self, seconds: float) -> None:
        self.sees(film(lambda _: standing(), [(seconds, 0.0)], start_s=self.now_s + 1 / 15))

    def leaves(self, seconds: float) -> None:
        """Nobody is in the picture any more; what the model draws then has no scores."""
        poses = film(lambda _: standing(), [(seconds, 0.0)], start_s=self.now_s + 1 / 15)
        self.sees(replace(pose, scores=pose.scores * 0) for pose in poses)

    def squats(self, *depths: float, rest_s: float = 0.8) -> None:
        course = [(0.6, 0.0)]
        for depth in depths:
            course += [(1.1, depth), (0.4, depth), (1.1, 0.0), (rest_s, 0.0)]
        self.sees(film(squatting, course, start_s=self.now_s + 1 / 15))

    def begins(self, pain: int = 0) -> None:
        """From home to the first introduction, without red flags."""
        *orders, _ = all_well()
        for order in orders:
            self.session.handle(order, self.now_s)
        self.does(Command.PAIN, value=pain)

    def gets_ready(self, most_s: float = 12.0) -> None:
        """Stand in view until the set begins."""
        until_s = self.now_s + most_s
        while self.view.phase is not Phase.ACTIVE:
            assert self.now_s < until_s, self.view
            self.stands(0.2)

    @property
    def view(self) -> SessionView:
        return self.session.view(SessionView(captured_s=self.now_s))

    def noted(self, kind: type) -> list:
        return [note for note in self.notes if isinstance(note, kind)]
