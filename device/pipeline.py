"""The analysis loop: newest frame → pose → session → view. The only writer of the session's state."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from device.channel import Latest
from device.command import Command, Order
from device.session import Session
from device.view import Phase, SessionView
from inference.body import Body
from inference.exercise import Exercise
from inference.pose import Frame, Pose, PoseEstimator

TICK_S = 0.1  # without frames: how soon an order is obeyed and the screen told
RUNNING = (Phase.PREPARING, Phase.ACTIVE)


class Analysis:
    """What happens to one frame; the loop, the replay and the bench share it.

    Args:
        estimator: finds the body.
        session: counts and coaches.
        on_exercise: told when another exercise begins.
    """

    def __init__(
        self, estimator: PoseEstimator, session: Session, on_exercise: Callable[[Exercise], None]
    ) -> None:
        self._estimator = estimator
        self._session = session
        self._on_exercise = on_exercise
        self._exercise: Exercise | None = None

    def order(self, order: Order, at_s: float) -> None:
        """Obey an order."""
        self._session.handle(order, at_s)
        self._follow_exercise()

    def frame(self, frame: Frame) -> Pose | None:
        """Look at one frame; the raw pose, None while no exercise is watched."""
        if self._session.phase not in RUNNING:
            return None
        pose = self._estimator.estimate(frame)
        self._session.observe(pose)
        self._follow_exercise()
        return pose

    def view(self, base: SessionView) -> SessionView:
        """The session's view with the skeleton."""
        view = self._session.view(base)
        analyzer = self._session.analyzer
        if analyzer is None or analyzer.body is None or self._session.phase not in RUNNING:
            return view
        return replace(view, skeleton=skeleton(analyzer.body))

    def _follow_exercise(self) -> None:
        exercise = self._session.exercise
        if exercise is not self._exercise:
            self._exercise = exercise
            if exercise is not None:
                self._estimator.reset(exercise.turn_upright)
                self._on_exercise(exercise)


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
            while not self._orders.empty():
                self._analysis.order(self._orders.get(), at_s)
            if found:
                seen, frame = found
                self._analysis.frame(frame)
            view = self._analysis.view(replace(self._surroundings(), captured_s=at_s))
            self.views.put(view)
            for watcher in self._watchers:
                watcher(view)
        self._analysis.order(Order(Command.STOP), at_s)
        self.views.close()
