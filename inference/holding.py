"""HoldWatch: one held exercise's position, how long it is kept, and the faults while it is."""

from __future__ import annotations

from collections import deque

from inference.body import Body
from inference.events import Deviation, Event, HoldEvent
from inference.exercise import Exercise
from inference.geometry import Point, distance
from inference.rules import Fault
from inference.stance import Placement, View

SETTLED_S = 0.4  # the position must be kept for so long to begin a hold
STILL_TORSO_PER_S = 0.16  # slower than this the trunk is still: getting into a position is no hold
STILL_LOOK_S = 0.3  # over which the pace is taken
TRUNK = ("mid_shoulder", "mid_hip")
NEUTRAL_S = 1.0  # the person's own neutral is the mean of the first such time in which the measure kept still
NEUTRAL_SHARE = 0.5  # of what would be a fault: it kept still if it varied by no more
GAP_S = 0.4  # a fault may flicker for so long and is still one
ARRIVE_S = 1.0  # at first the body is still on its way into the position
LEAVE_S = 1.5  # what lasts no longer than this before the hold ends is the way out of the position


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
        self._last_good_s = self._last_place_s = 0.0
        self._pace = _Pace()
        self._shortest_s = min((position.min_s for position in exercise.positions), default=0.0)
        self.reps = 0
        self.too_small = 0
        self.held_s = 0.0

    @property
    def own(self) -> None:
        """A hold has no range."""
        return None

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

    def measure(self, body: Body, view: View, dt_s: float, placement: Placement) -> list[Event]:
        """What this moment completes; `view` is the one that was ready, `placement` that of this moment."""
        at_s, position = body.at_s, self._exercise.position[view]
        still = self._pace.still(body)
        if placement.view is view and self.in_place(body, view):
            self._last_place_s = at_s
            if still:
                self._last_good_s = at_s
            if self._good_since_s is None and still:
                self._good_since_s = at_s
            if (
                self._since_s is None
                and self._good_since_s is not None
                and at_s - self._good_since_s >= SETTLED_S
            ):
                self._since_s = self._good_since_s
        elif self._good_since_s is not None and at_s - self._last_place_s > position.grace_s:
            return self._end(None)
        if self._since_s is None:
            for watch in self._faults:
                watch.rest(body)
            return []
        if at_s - self._since_s < ARRIVE_S:
            return []
        faulty = {watch.fault.id for watch in self._faults if watch.faulty}
        for watch in self._faults:
            if faulty & set(watch.fault.unless):
                watch.forget()
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
        until_s, deviations = self._last_good_s, []
        for watch in self._faults:
            leaving_since_s = watch.leaving_since_s(self._last_place_s)
            if leaving_since_s is not None:
                until_s = min(until_s, leaving_since_s)
                watch.forget()
            elif (deviation := watch.finish()) is not None:
                deviations.append(deviation)
                broken_by = broken_by or deviation.rule
        if since_s is None or until_s - since_s < self._shortest_s:
            return [*deviations]
        self.held_s += until_s - since_s
        return [*deviations, HoldEvent(since_s, until_s, broken_by)]


class _Pace:
    """How fast the trunk moves."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, list[Point]]] = deque()

    def still(self, body: Body) -> bool:
        """Whether the trunk has kept its place for a moment."""
        now = [body.joint(name) for name in TRUNK]
        self._past.append((body.at_s, now))
        while len(self._past) > 2 and self._past[1][0] <= body.at_s - STILL_LOOK_S:
            self._past.popleft()
        since_s, before = self._past[0]
        limit_px = STILL_TORSO_PER_S * (body.at_s - since_s) * body.torso_px
        return all(distance(a, b) <= limit_px for a, b in zip(before, now, strict=True))


class _HeldFault:
    """One fault's episodes over the holds of an exercise."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._neutral: float | None = None
        self._recent: deque[tuple[float, float]] = deque()
        self.forget()

    def forget(self) -> None:
        """Start clean; the person's own neutral stays."""
        self._worst = 0.0
        self._total_s = 0.0
        self._started_s: float | None = None
        self._ended_s = 0.0

    @property
    def faulty(self) -> bool:
        """Whether an episode is going on."""
        return self._started_s is not None

    @property
    def active(self) -> bool:
        """Whether it has lasted long enough to be said."""
        return self._total_s >= self.fault.min_s

    def rest(self, body: Body) -> None:
        """Learn the person's own neutral before a hold."""
        if self.fault.from_rest and self._neutral is None:
            self._learn(body.at_s, self.fault.measure.value(body))

    def _learn(self, at_s: float, value: float) -> None:
        self._recent.append((at_s, value))
        while len(self._recent) > 1 and self._recent[1][0] <= at_s - NEUTRAL_S:
            self._recent.popleft()
        values = [past for _, past in self._recent]
        whole = at_s - self._recent[0][0] >= NEUTRAL_S
        if whole and max(values) - min(values) <= NEUTRAL_SHARE * abs(self.fault.limit):
            self._neutral = sum(values) / len(values)

    def update(self, body: Body, dt_s: float) -> Deviation | None:
        """Look at one moment of the hold; gives an episode that has just ended."""
        fault = self.fault
        value = fault.measure.value(body)
        if fault.from_rest:
            if self._neutral is None:
                self._learn(body.at_s, value)
                return None
            value -= self._neutral
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

    def leaving_since_s(self, end_s: float) -> float | None:
        """When the way out of the position began, if the episode before `end_s` was nothing else."""
        if self._started_s is None or end_s - self._ended_s > GAP_S or end_s - self._started_s > LEAVE_S:
            return None
        return self._started_s

    def finish(self) -> Deviation | None:
        """The episode that was going on, if it lasted long enough."""
        started_s, lasted = self._started_s, self.active
        worst, ended_s = self._worst, self._ended_s
        self.forget()
        if started_s is None or not lasted:
            return None
        return Deviation(self.fault.id, None, worst, self.fault.limit, started_s, ended_s)
