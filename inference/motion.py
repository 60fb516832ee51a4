"""MotionAnalyzer: poses in, events out. It reads no clock: the same poses give the same events."""

from __future__ import annotations

from inference.body import Body
from inference.counting import OwnRange, RepWatch
from inference.events import Event, Measurable, NotMeasurable, Reason
from inference.exercise import Exercise
from inference.holding import HoldWatch
from inference.pose import Pose
from inference.readiness import Gate
from inference.sighting import Onlooker, Sighting

LONGEST_STEP_S = 0.5  # a longer gap between frames is a break of the camera, not movement


class MotionAnalyzer:
    """Counts one exercise's repetitions or times its holds, names faults, says when and why it can't.

    Args:
        exercise: what is watched for.
        usual: how far the person usually goes in it, if that is known.

    Attributes:
        body: the smoothed body, None while nobody is there.
    """

    def __init__(self, exercise: Exercise, usual: OwnRange | None = None) -> None:
        self._onlooker = Onlooker()
        self._gate = Gate(exercise)
        self._watch: RepWatch | HoldWatch = (
            HoldWatch(exercise) if exercise.held else RepWatch(exercise, usual)
        )
        self._last_s: float | None = None
        self._reported: Reason | None = None
        self._begun = False
        self.body: Body | None = None

    @property
    def reps(self) -> int:
        """Whole repetitions so far."""
        return self._watch.reps

    @property
    def too_small(self) -> int:
        """Attempts that did not reach the range."""
        return self._watch.too_small

    @property
    def own(self) -> OwnRange | None:
        """How far the person goes today, None before the first repetition or in a hold."""
        return self._watch.own

    @property
    def held_s(self) -> float:
        """Seconds held in finished holds."""
        return self._watch.held_s

    @property
    def reason(self) -> Reason | None:
        """Why nothing can be measured now, None if it can."""
        return self._gate.reason

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the needed keypoints that can't be seen."""
        return self._gate.missing

    @property
    def correction(self) -> str | None:
        """Id of the fault to correct at this moment, None if the form is right."""
        return self._watch.correction

    @property
    def progress(self) -> float | None:
        """0 at rest to 1 at the range that counts, or in the position; None while not measurable."""
        view = self._gate.view
        return None if view is None else self._watch.progress(view)

    @property
    def holding_s(self) -> float:
        """Seconds of the hold that is going on."""
        return 0.0 if self._last_s is None else self._watch.holding_s(self._last_s)

    def update(self, pose: Pose) -> list[Event]:
        """What this pose completes or begins. Poses come in the order of time."""
        return self.judge(self._onlooker.look(pose))

    def judge(self, sighting: Sighting) -> list[Event]:
        """What this moment completes or begins, where somebody else looks: many exercises share one look."""
        body, placement = sighting.body, sighting.placement
        at_s = body.at_s
        dt_s = at_s - self._last_s if self._last_s is not None else 0.0
        broken = [] if dt_s <= LONGEST_STEP_S else self.finish()
        self._last_s = at_s
        self.body = body if sighting.present else None
        view = self._gate.view
        placed = self._watch.engaged(view) or self._watch.in_place(body, placement.view)
        self._gate.update(body, sighting.present, placement, placed)
        events = broken + self._report_gate(at_s)
        if self._gate.view is None:
            if view is not None:
                events += self._watch.interrupt(at_s, self._gate.reason)
            return events
        step_s = min(dt_s, LONGEST_STEP_S)
        return events + self._watch.measure(body, self._gate.view, step_s, placement)

    def finish(self) -> list[Event]:
        """What is still open when the exercise ends."""
        return self._watch.interrupt(self._last_s, None) if self._last_s is not None else []

    def _report_gate(self, at_s: float) -> list[Event]:
        reason = self._gate.reason
        if self._begun and reason is self._reported:
            return []
        self._begun, self._reported = True, reason
        if reason is None:
            return [Measurable(at_s)]
        return [NotMeasurable(reason, at_s, self._gate.missing)]
