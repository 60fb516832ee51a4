"""MotionAnalyzer: poses in, events out. It reads no clock: the same poses give the same events."""

from __future__ import annotations

import math

from inference.body import Body, BodyTracker
from inference.events import Deviation, Event, HoldEvent, Measurable, NotMeasurable, Reason, RepEvent, Side
from inference.exercise import Exercise, Signal
from inference.fault import FaultWatch
from inference.pose import Pose
from inference.presence import Presence
from inference.readiness import Gate
from inference.rep import Cycle, RepCounter
from inference.stance import PlacementTracker, View

GUARD_PATIENCE_S = 0.3  # a guard may be broken for so long within a repetition
HOLD_HYSTERESIS = 0.15  # of the range: a hold that trembles is one hold
LONGEST_STEP_S = 0.5  # a longer gap between frames is a break of the camera, not movement


class MotionAnalyzer:
    """Counts one exercise's repetitions and holds, names faults, says when and why it can't.

    Attributes:
        reps: whole repetitions so far.
        too_small: attempts that did not reach the range.
        held_s: seconds held in finished holds.
        body: the smoothed body, None while nobody is there.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._tracker = BodyTracker()
        self._presence = Presence()
        self._placement = PlacementTracker()
        self._gate = Gate(exercise)
        self._counters = {view: _counter(signal, exercise) for view, signal in exercise.signal.items()}
        self._faults = FaultWatch(exercise)
        self._last_s: float | None = None
        self._left_lead_s = 0.0
        self._guard_broken_s = 0.0
        self._hold_since_s: float | None = None
        self._reported: Reason | None = None
        self._begun = False
        self.reps = 0
        self.too_small = 0
        self.held_s = 0.0
        self.body: Body | None = None

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
        return self._faults.active

    @property
    def progress(self) -> float | None:
        """0 at rest to 1 at the range that counts; None while not measurable."""
        view = self._gate.view
        return None if view is None else min(1.0, self._counters[view].progress)

    @property
    def holding_s(self) -> float:
        """Seconds of the hold that is going on."""
        if self._hold_since_s is None or self._last_s is None:
            return 0.0
        return self._last_s - self._hold_since_s

    def update(self, pose: Pose) -> list[Event]:
        """What this pose completes or begins. Poses come in the order of time."""
        at_s = pose.captured_s
        dt_s = at_s - self._last_s if self._last_s is not None else 0.0
        if dt_s > LONGEST_STEP_S:
            self._drop_cycles()
        self._last_s = at_s
        present = self._presence.update(pose)
        body = self._tracker.update(pose)
        placement = self._placement.update(body)
        self.body = body if present else None
        view = self._gate.view
        in_effort = view is not None and self._counters[view].in_effort
        self._gate.update(body, present, placement, in_effort)
        events = self._report_gate(at_s)
        if self._gate.view is None:
            if view is not None:
                events += self._end_hold(at_s, self._gate.reason)
                self._drop_cycles()
            return events
        return events + self._measure(body, self._gate.view, min(dt_s, LONGEST_STEP_S))

    def finish(self) -> list[Event]:
        """What is still open when the exercise ends."""
        return self._end_hold(self._last_s, None) if self._last_s is not None else []

    def _report_gate(self, at_s: float) -> list[Event]:
        reason = self._gate.reason
        if self._begun and reason is self._reported:
            return []
        self._begun, self._reported = True, reason
        if reason is None:
            return [Measurable(at_s)]
        return [NotMeasurable(reason, at_s, self._gate.missing)]

    def _measure(self, body: Body, view: View, dt_s: float) -> list[Event]:
        signal, counter = self._exercise.signal[view], self._counters[view]
        was_in_effort = counter.in_effort
        value, side = signal.measure.value_and_side(body)
        cycle = counter.update(body.at_s, value if signal.rises else -value)
        if counter.in_effort:
            self._left_lead_s += dt_s if side is Side.LEFT else -dt_s
            if self._other_movement(body, view, counter.progress):
                self._guard_broken_s += dt_s
            self._faults.update(body, view, counter.progress, dt_s, in_effort=True)
            return self._follow_hold(body.at_s, counter.progress)
        events = self._end_hold(body.at_s, None)
        if cycle is not None and self._guard_broken_s <= GUARD_PATIENCE_S:
            events += self._complete(cycle, signal)
        if was_in_effort:
            self._faults.forget()
            self._left_lead_s = self._guard_broken_s = 0.0
        self._faults.update(body, view, counter.progress, dt_s, in_effort=False)
        return events

    def _other_movement(self, body: Body, view: View, progress: float) -> bool:
        return any(
            view in guard.views
            and progress >= guard.from_progress
            and guard.excess(guard.measure.value(body)) > 0
            for guard in self._exercise.guards
        )

    def _complete(self, cycle: Cycle, signal: Signal) -> list[Event]:
        sign = 1.0 if signal.rises else -1.0
        side = Side.BOTH
        if signal.measure.pick is not None:
            side = Side.LEFT if self._left_lead_s > 0 else Side.RIGHT
        number = self.reps + 1
        rep = RepEvent(
            number=number,
            started_s=cycle.started_s,
            ended_s=cycle.ended_s,
            peak=sign * cycle.peak,
            range=cycle.range,
            counted=cycle.whole,
            side=side,
            unit=signal.measure.unit,
        )
        if not cycle.whole:
            self.too_small += 1
            return [rep, *self._faults.finish(cycle, None)]
        self.reps = number
        deviations: list[Deviation] = self._faults.finish(cycle, number)
        return [rep, *deviations]

    def _follow_hold(self, at_s: float, progress: float) -> list[Event]:
        rule = self._exercise.hold
        if rule is None:
            return []
        if self._hold_since_s is None and progress >= rule.from_progress:
            self._hold_since_s = at_s
        elif progress < rule.from_progress - HOLD_HYSTERESIS:
            return self._end_hold(at_s, None)
        return []

    def _end_hold(self, at_s: float, broken_by: str | None) -> list[Event]:
        since_s, self._hold_since_s = self._hold_since_s, None
        rule = self._exercise.hold
        if rule is None or since_s is None or at_s - since_s < rule.min_s:
            return []
        self.held_s += at_s - since_s
        return [HoldEvent(since_s, at_s, broken_by)]

    def _drop_cycles(self) -> None:
        for counter in self._counters.values():
            counter.restart()
        self._faults.forget()
        self._left_lead_s = self._guard_broken_s = 0.0


def _counter(signal: Signal, exercise: Exercise) -> RepCounter:
    sign = 1.0 if signal.rises else -1.0
    rest = None
    if signal.rest is not None:
        a, b = sign * signal.rest[0], sign * signal.rest[1]
        rest = min(a, b), max(a, b)
    return RepCounter(
        signal.whole,
        signal.small,
        exercise.rep.min_s,
        exercise.rep.max_s,
        rest=rest,
        reached=math.inf if signal.reached is None else sign * signal.reached,
    )
