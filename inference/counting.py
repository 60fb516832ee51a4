"""RepWatch: one counted exercise's repetitions, the holds at their top and the faults in them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from inference.body import Body
from inference.events import Deviation, Event, HoldEvent, RepEvent, Side
from inference.exercise import Exercise
from inference.fault import FaultWatch
from inference.rep import Cycle, RepCounter
from inference.rules import Signal
from inference.stance import Placement, View

GUARD_PATIENCE_S = 0.3  # a guard may be broken for so long within a repetition
STANCE_PATIENCE_S = (
    0.8  # and a stance be one that it never is: the turning point of a lift looks like sitting
)
HOLD_HYSTERESIS = 0.15  # of the range: a hold that trembles is one hold
TOGETHER_SHARE = 0.6  # of the working side's way that the other side must have gone to count as both


@dataclass(frozen=True, slots=True)
class OwnRange:
    """How far a person usually moves in an exercise: a range and its unit (deg, torso)."""

    range: float
    unit: str


class RepWatch:
    """Counts repetitions; the analyzer tells it only what can be measured.

    Args:
        exercise: what is counted.
        usual: how far the person usually goes in it, if that is known.

    Attributes:
        reps: whole repetitions so far.
        too_small: attempts that did not reach the range.
        held_s: seconds held in finished holds.
    """

    def __init__(self, exercise: Exercise, usual: OwnRange | None = None) -> None:
        self._exercise = exercise
        self._counters = {view: _counter(signal, exercise, usual) for view, signal in exercise.signal.items()}
        self._faults = FaultWatch(exercise)
        self._guard_broken_s = self._elsewhere_s = 0.0
        self._hold_since_s: float | None = None
        self._sides = _Sides()
        self._smooth = 0.0
        self.reps = 0
        self.too_small = 0
        self.held_s = 0.0

    @property
    def correction(self) -> str | None:
        """Id of the fault to correct at this moment."""
        return self._faults.active

    @property
    def own(self) -> OwnRange | None:
        """How far the person goes today, None before the first repetition."""
        for view, counter in self._counters.items():
            if counter.own is not None:
                return OwnRange(counter.own, self._exercise.signal[view].measure.unit)
        return None

    def progress(self, view: View) -> float:
        """0 at rest to 1 at the range that counts."""
        return min(1.0, self._counters[view].progress)

    def holding_s(self, at_s: float) -> float:
        """Seconds of the hold that is going on."""
        return 0.0 if self._hold_since_s is None else at_s - self._hold_since_s

    def engaged(self, view: View | None) -> bool:
        """Whether the body has left its resting position for the exercise's sake."""
        return view is not None and self._counters[view].in_effort

    def in_place(self, body: Body, view: View) -> bool:
        """Whether the body is where the exercise wants it without being in one of its stances: never."""
        return False

    def measure(self, body: Body, view: View, dt_s: float, placement: Placement) -> list[Event]:
        """What this moment completes; `view` is the one that was ready, `placement` that of this moment."""
        signal, counter = self._exercise.signal[view], self._counters[view]
        was_in_effort = counter.in_effort
        value, side = signal.measure.value_and_side(body)
        value = self._smoothed(value, signal.smooth_s, dt_s, counter.settling)
        cycle = counter.update(body.at_s, value if signal.rises else -value)
        if counter.in_effort:
            self._sides.update(signal, body, side, dt_s)
            if placement.stance in self._exercise.never:
                self._elsewhere_s += dt_s
            if self._other_movement(body, view, counter.progress, placement):
                self._guard_broken_s += dt_s
            self._faults.update(body, view, counter.progress, dt_s, in_effort=True, side=side)
            return self._follow_hold(body.at_s, counter.progress)
        events = self._end_hold(body.at_s, None)
        kept = self._guard_broken_s <= GUARD_PATIENCE_S and self._elsewhere_s <= STANCE_PATIENCE_S
        if cycle is not None and kept and not _too_large(cycle, signal):
            events += self._complete(cycle, signal, counter)
        if was_in_effort:
            self._forget_effort()
        self._sides.rest(signal, body)
        self._faults.update(body, view, counter.progress, dt_s, in_effort=False, side=side)
        return events

    def _smoothed(self, value: float, smooth_s: float, dt_s: float, fresh: bool) -> float:
        if fresh or smooth_s == 0:
            self._smooth = value
        else:
            self._smooth += (value - self._smooth) * dt_s / (smooth_s + dt_s)
        return self._smooth

    def interrupt(self, at_s: float, reason: str | None) -> list[Event]:
        """What is still open when measuring ends, for `reason`, or None when the exercise does."""
        events = self._end_hold(at_s, reason)
        for counter in self._counters.values():
            counter.restart()
        self._forget_effort()
        return events

    def _forget_effort(self) -> None:
        self._faults.forget()
        self._sides.forget()
        self._guard_broken_s = self._elsewhere_s = 0.0

    def _other_movement(self, body: Body, view: View, progress: float, placement: Placement) -> bool:
        turned = placement.view is not view and placement.stance not in self._exercise.stances
        if body.receding or turned:
            return True
        return any(
            view in guard.views
            and progress >= guard.from_progress
            and guard.excess(guard.measure.value(body)) > 0
            for guard in self._exercise.guards
        )

    def _complete(self, cycle: Cycle, signal: Signal, counter: RepCounter) -> list[Event]:
        sign = 1.0 if signal.rises else -1.0
        number = self.reps + 1
        rep = RepEvent(
            number=number,
            started_s=cycle.started_s,
            ended_s=cycle.ended_s,
            peak=sign * cycle.peak,
            range=cycle.range,
            counted=cycle.whole,
            side=self._sides.worked(signal),
            unit=signal.measure.unit,
            sureness=counter.sureness(cycle) if signal.proxy else 1.0,
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


def _too_large(cycle: Cycle, signal: Signal) -> bool:
    return signal.largest is not None and cycle.range > signal.largest


class _Sides:
    """Which side does a repetition of an exercise that is measured on both."""

    def __init__(self) -> None:
        self._rest: tuple[float, float] | None = None
        self.forget()

    def forget(self) -> None:
        self._left_lead_s = 0.0
        self._furthest = [0.0, 0.0]

    def rest(self, signal: Signal, body: Body) -> None:
        """Remember both sides' level before the effort."""
        if signal.measure.pick is not None:
            self._rest = signal.measure.sides(body)

    def update(self, signal: Signal, body: Body, side: Side, dt_s: float) -> None:
        """Look at one moment of the effort."""
        if signal.measure.pick is None:
            return
        self._left_lead_s += dt_s if side is Side.LEFT else -dt_s
        values = signal.measure.sides(body)
        rest, sign = self._rest or values, 1.0 if signal.rises else -1.0
        for i in (0, 1):
            self._furthest[i] = max(self._furthest[i], sign * (values[i] - rest[i]))

    def worked(self, signal: Signal) -> Side:
        """The side that the effort was on."""
        if signal.measure.pick is None:
            return Side.BOTH
        less, more = sorted(self._furthest)
        if less >= TOGETHER_SHARE * more:
            return Side.BOTH
        return Side.LEFT if self._left_lead_s > 0 else Side.RIGHT


def _counter(signal: Signal, exercise: Exercise, usual: OwnRange | None) -> RepCounter:
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
        learn_tremble=signal.proxy,
        usual=usual.range if usual is not None and usual.unit == signal.measure.unit else None,
    )
