"""The analysis loop: newest frame → pose → session → view. The only writer of the session's state."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from device.camera.attendance import Attendance
from device.camera.pace import EARLY_S, NOBODY_S, Pace
from device.channel import Latest
from device.command import Command, Order
from device.controls import meaning
from device.gesture import HandWatch, moves_arms
from device.session import Session
from device.view import CameraState, Phase, SessionView
from inference.body import Body
from inference.exercise import Exercise
from inference.pose import Frame, Pose, PoseEstimator

TICK_S = 0.1  # without frames: how soon an order is obeyed and the screen told
GLANCE_S = 0.2  # from look to look for raised hands while no exercise is watched


class Stage(Protocol):
    """Told what is on, as far as the picture has to follow: the demo camera plays the person's part."""

    def show(self, exercise: str) -> None:
        """This exercise is next."""
        ...

    def move(self, moving: bool) -> None:
        """A set begins, or is over or paused."""
        ...


class RealStage:
    """A real camera shows what it sees."""

    def show(self, exercise: str) -> None:
        """Nothing to follow."""

    def move(self, moving: bool) -> None:
        """Nothing to follow."""


class Analysis:
    """What happens to one frame; the loop, the replay and the bench share it.

    Args:
        estimator: finds the body.
        session: counts and coaches.
        stage: follows the session.
        gestures: whether raised hands are obeyed now.
        pace: told whether somebody is there.
    """

    def __init__(
        self,
        estimator: PoseEstimator,
        session: Session,
        stage: Stage,
        gestures: Callable[[], bool] = lambda: True,
        pace: Pace | None = None,
    ) -> None:
        self._estimator = estimator
        self._session = session
        self._stage = stage
        self._gestures = gestures
        self._pace = pace or Pace()
        self._attendance = Attendance()
        self._blind = False
        self._hands = HandWatch()
        self._shown: tuple[Exercise, int] | None = None
        self._watching = self._moving = False
        self._glanced_s = -math.inf

    def order(self, order: Order, at_s: float) -> None:
        """Obey an order."""
        self._attendance.touched(at_s)
        self._pace.somebody = True
        self._blind = self._blind and order.command is not Command.PAUSE
        self._session.handle(order, at_s)
        self._follow()

    def tick(self, at_s: float) -> None:
        """Time passes, with or without frames."""
        self._session.tick(at_s)
        self._follow()

    def look_after(self, camera: CameraState, at_s: float) -> None:
        """Pause what nobody can see; go on when the camera sees again, unless the person did otherwise."""
        phase = self._session.phase
        if self._watching and not camera.sees and camera is not CameraState.STARTING:
            self._blind = True
            self._session.handle(Order(Command.PAUSE), at_s)
            self._follow()
        elif self._blind and camera.sees:
            self._blind = False
            if phase is Phase.PAUSED:
                self._session.handle(Order(Command.RESUME), at_s)
                self._follow()
        elif phase is not Phase.PAUSED:
            self._blind = False

    def close(self, at_s: float) -> None:
        """End the session in good order, without questions."""
        self._session.close(at_s)

    def frame(self, frame: Frame) -> Pose | None:
        """Look at one frame; the raw pose, None while nobody need be looked at."""
        at_s = frame.captured_s
        if not self._watching and not self._glances(at_s):
            return None
        pose = self._estimator.estimate(frame)
        self._attendance.see(pose)
        # A set that is under way is never left alone: who lies down may be hard to see for a while.
        busy = self._session.phase in (Phase.COUNTDOWN, Phase.ACTIVE)
        self._pace.somebody = busy or self._attendance.somebody(at_s)
        self._session.observe(pose)
        self._obey_hands(pose)
        self._follow()
        return pose

    def view(self, base: SessionView) -> SessionView:
        """The session's view with the skeleton and the hands."""
        analyzer = self._session.analyzer
        body = None if analyzer is None else analyzer.body
        gesture = self._hands.progress(base.captured_s) if self._gestures() else 0.0
        # All at once: a view has so many fields that a second copy would be felt.
        return self._session.view(base, gesture=gesture, skeleton=None if body is None else skeleton(body))

    def _glances(self, at_s: float) -> bool:
        """Whether it is time to look for raised hands, or for anybody at all."""
        if at_s - self._glanced_s < (GLANCE_S if self._gestures() else NOBODY_S) - EARLY_S:
            return False
        self._glanced_s = at_s
        return True

    def _obey_hands(self, pose: Pose) -> None:
        exercise = self._session.exercise
        if not self._gestures() or (self._watching and exercise is not None and moves_arms(exercise)):
            self._hands.forget()
            return
        gesture = self._hands.update(pose)
        if gesture is None:
            return
        order = meaning(gesture, self._session.view(SessionView(captured_s=pose.captured_s)))
        if order is not None:
            self._session.handle(order, pose.captured_s)

    def _follow(self) -> None:
        """Let model and stage follow the session."""
        session = self._session
        exercise, watching = session.exercise, session.analyzer is not None
        shown = None if exercise is None else (exercise, session.set_number)
        if exercise is not None and watching and (shown != self._shown or not self._watching):
            self._estimator.reset(exercise.turn_upright, exercise.model)
        elif self._watching and not watching:
            self._estimator.reset()
        if shown is not None and shown != self._shown:
            self._stage.show(shown[0].id)
        moving = session.phase is Phase.ACTIVE
        if moving is not self._moving:
            self._stage.move(moving)
        self._shown, self._watching, self._moving = shown, watching, moving


def skeleton(body: Body) -> tuple[tuple[float, float, float], ...]:
    """17 (x, y, score), x and y as shares 0–1 of the picture."""
    width, height = body.size_px
    return tuple(
        (x / width, y / height, score) for (x, y), score in zip(body.points, body.scores, strict=True)
    )


class Pipeline:
    """The analysis worker.

    Args:
        frames: the newest frame.
        analysis: what happens to it.
        surroundings: camera, link, outbox and summary as they are now, in an otherwise empty view.
        clock: the monotonic clock of the frames' timestamps, in seconds.

    Attributes:
        views: the newest view.
    """

    def __init__(
        self,
        frames: Latest[Frame],
        analysis: Analysis,
        surroundings: Callable[[], SessionView],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._frames = frames
        self._analysis = analysis
        self._surroundings = surroundings
        self._watchers: list[Callable[[SessionView], None]] = []
        self._clock = clock
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self.views: Latest[SessionView] = Latest()

    def watch(self, watcher: Callable[[SessionView], None]) -> None:
        """Call `watcher` (quick, on the analysis thread) with every view; before `run`."""
        self._watchers.append(watcher)

    def submit(self, order: Order) -> None:
        """Take an order; it is obeyed within a tick. Any thread may call it."""
        self._orders.put(order)

    def run(self, stop: threading.Event) -> None:
        """The worker's body: look at every newest frame until stopped; at the end stop the session."""
        seen = 0
        at_s = self._clock()
        while not stop.is_set():
            found = self._frames.newer(seen, TICK_S)
            at_s = found[1].captured_s if found else max(at_s, self._clock())
            self._analysis.tick(at_s)
            while not self._orders.empty():
                self._analysis.order(self._orders.get(), at_s)
            around = self._surroundings()
            self._analysis.look_after(around.camera, at_s)
            if found:
                seen, frame = found
                self._analysis.frame(frame)
            view = self._analysis.view(replace(around, captured_s=at_s))
            self.views.put(view)
            for watcher in self._watchers:
                watcher(view)
        self._analysis.close(at_s)
        self.views.close()
