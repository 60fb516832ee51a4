"""Getting into view and position, before a set: what is missing, for how long all is right."""

from __future__ import annotations

from device.session.guidance import move_to_be_seen
from device.view import Move
from inference.counting import OwnRange
from inference.exercise import Exercise
from inference.motion import MotionAnalyzer
from inference.pose import Pose

TRYING_OUT = 0.35
"""Of the range that counts; engineering estimate, what the counting takes for the beginning of an effort."""


class Preparation:
    """Watches a person get ready for one exercise; counts nothing.

    Args:
        exercise: what the person gets ready for.
        usual: how far they usually go in it, if that is known.

    Attributes:
        exercise: the same.
        analyzer: what watches; the set goes on with it, so that it need not find the person again.
    """

    def __init__(self, exercise: Exercise, usual: OwnRange | None) -> None:
        self.exercise = exercise
        self._ready_since_s: float | None = None
        self.analyzer = MotionAnalyzer(exercise, usual)

    @property
    def in_view(self) -> bool:
        """Whether a person is there, ready or not."""
        return self.analyzer.body is not None

    @property
    def in_position(self) -> bool:
        """Whether view and stance are right, and nobody is trying the movement out."""
        analyzer = self.analyzer
        if analyzer.reason is not None or not self.in_view:
            return False
        return self.exercise.held or (analyzer.progress or 0.0) < TRYING_OUT

    @property
    def move(self) -> Move | None:
        """Where to go to be seen well."""
        return move_to_be_seen(self.analyzer.body, self.analyzer.reason)

    def observe(self, pose: Pose) -> None:
        """Look at one pose."""
        self.analyzer.update(pose)
        if not self.in_position:
            self._ready_since_s = None
        elif self._ready_since_s is None:
            self._ready_since_s = pose.captured_s

    def held_s(self, at_s: float) -> float:
        """For how long stance and view have been right."""
        return 0.0 if self._ready_since_s is None else max(0.0, at_s - self._ready_since_s)
