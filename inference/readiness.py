"""Whether the exercise can be measured now, and why not: nothing counts before stance and view are held."""

from __future__ import annotations

from inference.body import Body, joint_indices
from inference.events import Reason
from inference.exercise import Exercise
from inference.pose import Keypoint
from inference.stance import Placement, View

READY_AFTER_S = 0.5  # stance and view held before anything counts
UNREADY_AFTER_S = 1.0  # out of stance between repetitions for longer: counting ends
BLIND_AFTER_S = 0.6  # joints unseen for longer: counting ends


class Gate:
    """Opens when a person is there, well seen, turned and placed as needed; closes when that ends.

    Attributes:
        reason: why it is closed, None while it is open.
        missing: names of the keypoints that can't be seen.
        view: the view that it opened for; None while closed.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._good_since_s: float | None = None
        self._bad_since_s: float | None = None
        self.reason: Reason | None = Reason.NO_PERSON
        self.missing: tuple[str, ...] = ()
        self.view: View | None = None

    def update(self, body: Body, present: bool, placement: Placement, placed: bool) -> None:
        """Look at one moment.

        Args:
            body: where the joints are.
            present: whether the body is a person's.
            placement: how it is placed.
            placed: it is in the midst of the exercise, so that its stance doesn't matter.
        """
        at_s = body.at_s
        reason, missing = self._judge(body, placement, placed)
        if reason is None and present:
            self._bad_since_s = None
            if self.view is not None:
                return
            if self._good_since_s is None:
                self._good_since_s = at_s
            if at_s - self._good_since_s >= READY_AFTER_S:
                self.view, self.reason, self.missing = placement.view, None, ()
            return
        if reason is not None:
            self._good_since_s = None
        elif self._good_since_s is None:
            self._good_since_s = at_s
        if not present or reason is None:
            reason, missing = Reason.NO_PERSON, ()
        if self._bad_since_s is None:
            self._bad_since_s = at_s
        if self.view is None or at_s - self._bad_since_s >= _patience_s(reason):
            self.view, self.reason, self.missing = None, reason, missing

    def _judge(self, body: Body, placement: Placement, placed: bool) -> tuple[Reason | None, tuple[str, ...]]:
        view = self.view or placement.view
        unseen = self._unseen(body, view)
        if unseen:
            outside = not body.outside.isdisjoint(unseen)
            names = tuple(Keypoint(i).name.lower() for i in sorted(unseen))
            return (Reason.OUT_OF_FRAME if outside else Reason.LOW_CONFIDENCE), names
        if body.receding:
            return Reason.WRONG_STANCE, ()
        if placed and (self.view is not None or placement.view in self._exercise.views):
            return None, ()
        if placement.stance not in self._exercise.stances:
            return Reason.WRONG_STANCE, ()
        if placement.view not in self._exercise.views or (self.view and placement.view is not self.view):
            return Reason.WRONG_VIEW, ()
        return None, ()

    def _unseen(self, body: Body, view: View) -> set[int]:
        if not body.missing:
            return set()
        joints = self._exercise.joints.get(view) or next(iter(self._exercise.joints.values()))
        needed = {i for name in joints for i in joint_indices(name, body.near)}
        return needed & body.missing


def _patience_s(reason: Reason) -> float:
    if reason in (Reason.WRONG_STANCE, Reason.WRONG_VIEW):
        return UNREADY_AFTER_S
    return BLIND_AFTER_S
