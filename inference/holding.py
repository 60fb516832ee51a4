"""HoldWatch: one held exercise's position, how long it is kept, and the faults while it is."""

from __future__ import annotations

from inference.body import Body
from inference.events import Deviation, Event, HoldEvent
from inference.exercise import Exercise
from inference.rules import Fault
from inference.stance import View

SETTLED_S = 0.4  # the position must be kept for so long to begin a hold
NEUTRAL_S = 2.5  # of the first hold: the person's own neutral is its mean
GAP_S = 0.4  # a fault may flicker for so long and is still one


class HoldWatch:
    """Times a position; the analyzer tells it only what can be measured.

    Attributes:
        reps: none are counted here.
        too_small: none are counted here.
        held_s: seconds held in finished holds.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._faults = [_HeldFault(fault) for fault in exercise.faults]
        self._good_since_s: float | None = None
        self._since_s: float | None = None
        self._last_good_s = 0.0
        self._shortest_s = min((position.min_s for position in exercise.positions), default=0.0)
        self.reps = 0
        self.too_small = 0
        self.held_s = 0.0

    @property
    def correction(self) -> str | None:
        """Id of the fault to correct at this moment."""
        return next((watch.fault.id for watch in self._faults if watch.active), None)

    def progress(self, view: View) -> float:
        """1 while the position is held, else 0."""
        return 0.0 if self._since_s is None else 1.0

    def holding_s(self, at_s: float) -> float:
        """Seconds of the hold that is going on."""
        return 0.0 if self._since_s is None else self._last_good_s - self._since_s

    def engaged(self, view: View | None) -> bool:
        """Whether a hold is going on."""
        return self._since_s is not None

    def in_place(self, body: Body, view: View) -> bool:
        """Whether the body is in the position, in whichever stance that is."""
        position = self._exercise.position.get(view)
        return position is not None and all(b.excess(b.measure.value(body)) <= 0 for b in position.requires)

    def measure(self, body: Body, view: View, dt_s: float) -> list[Event]:
        """What this moment completes."""
        at_s, position = body.at_s, self._exercise.position[view]
        if self.in_place(body, view):
            self._last_good_s = at_s
            if self._good_since_s is None:
                self._good_since_s = at_s
            if self._since_s is None and at_s - self._good_since_s >= SETTLED_S:
                self._since_s = self._good_since_s
        elif self._good_since_s is not None and at_s - self._last_good_s > position.grace_s:
            return self._end(self.correction)
        if self._since_s is None:
            return []
        return [
            deviation
            for watch in self._faults
            if view in watch.fault.views
            and watch.fault.seen(body)
            and (deviation := watch.update(body, dt_s)) is not None
        ]

    def interrupt(self, at_s: float, reason: str | None) -> list[Event]:
        """What is still open when measuring ends, for `reason`, or None when the exercise does."""
        return self._end(reason)

    def _end(self, broken_by: str | None) -> list[Event]:
        since_s, self._since_s, self._good_since_s = self._since_s, None, None
        deviations: list[Event] = [
            deviation for watch in self._faults if (deviation := watch.finish()) is not None
        ]
        if since_s is None or self._last_good_s - since_s < self._shortest_s:
            return deviations
        self.held_s += self._last_good_s - since_s
        return [*deviations, HoldEvent(since_s, self._last_good_s, broken_by)]


class _HeldFault:
    """One fault's episodes over the holds of an exercise."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._neutral: list[float] = []
        self._learned_s = 0.0
        self._forget()

    def _forget(self) -> None:
        self._worst = 0.0
        self._total_s = 0.0
        self._started_s: float | None = None
        self._ended_s = 0.0

    @property
    def active(self) -> bool:
        """Whether it has lasted long enough to be said."""
        return self._total_s >= self.fault.min_s

    def update(self, body: Body, dt_s: float) -> Deviation | None:
        """Look at one moment of the hold; gives an episode that has just ended."""
        fault = self.fault
        value = fault.measure.value(body)
        if fault.from_rest:
            if self._learned_s < NEUTRAL_S:
                self._neutral.append(value)
                self._learned_s += dt_s
                return None
            value -= sum(self._neutral) / len(self._neutral)
        if fault.excess(value) > 0:
            if self._started_s is None:
                self._started_s, self._worst = body.at_s, value
            if fault.excess(value) > fault.excess(self._worst):
                self._worst = value
            self._total_s += dt_s
            self._ended_s = body.at_s
            return None
        if self._started_s is not None and body.at_s - self._ended_s > GAP_S:
            return self.finish()
        return None

    def finish(self) -> Deviation | None:
        """The episode that was going on, if it lasted long enough."""
        started_s, lasted = self._started_s, self.active
        worst, ended_s = self._worst, self._ended_s
        self._forget()
        if started_s is None or not lasted:
            return None
        return Deviation(self.fault.id, None, worst, self.fault.limit, started_s, ended_s)
