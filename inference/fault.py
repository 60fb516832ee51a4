"""Posture faults within one repetition, each on the repetition that it belongs to."""

from __future__ import annotations

from collections import deque

from inference.body import Body
from inference.events import Deviation, Side
from inference.exercise import Exercise
from inference.rep import Cycle
from inference.rules import Fault, TempoFault
from inference.stance import View

LEAD_S = 1.0  # what happened longer before an effort does not belong to it
REST_MEMORY_S = 0.5
KEPT_WITHIN_DEG = 10.0  # a value that wanders further was not kept: it moves, or the joint is badly seen
GAP_S = 0.15  # a violation may flicker for so long and is still one


class _Watch:
    """One fault's state within one repetition."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._rest: float | None = None
        self.forget()

    def forget(self) -> None:
        """Start the next repetition clean; the level at rest stays."""
        self.worst: float | None = None
        self.best: float | None = None
        self.total_s = 0.0
        self.started_s: float | None = None
        self.ended_s = 0.0
        self._recent: deque[tuple[float, float]] = deque()
        self._turned_sum, self._looks = 0.0, 0

    def forget_before(self, at_s: float) -> None:
        """Start clean if the last violation was before `at_s`."""
        if self.started_s is not None and self.ended_s < at_s:
            self.forget()

    def rest(self, value: float, dt_s: float) -> None:
        """Learn the level at rest."""
        share = min(1.0, dt_s / REST_MEMORY_S)
        self._rest = value if self._rest is None else self._rest + (value - self._rest) * share

    def update(self, at_s: float, dt_s: float, value: float, turned: float) -> None:
        """Look at the measure, and at how far the body is turned, at one moment."""
        self._turned_sum += turned
        self._looks += 1
        if self.fault.from_rest:
            value -= self._rest if self._rest is not None else value
        if self.fault.when == "best":
            self._follow_best(at_s, value)
        elif self.fault.excess(value) > 0:
            self._follow_worst(at_s, dt_s, value)

    def _follow_worst(self, at_s: float, dt_s: float, value: float) -> None:
        if self.started_s is None:
            self.started_s = at_s
        if self.worst is None or self.fault.excess(value) > self.fault.excess(self.worst):
            self.worst = value
        self.total_s += min(dt_s, GAP_S)
        self.ended_s = at_s

    def _follow_best(self, at_s: float, value: float) -> None:
        """The best value that was kept for `min_s`: one frame's slip of a keypoint reaches nothing."""
        self._recent.append((at_s, value))
        while len(self._recent) > 1 and self._recent[1][0] <= at_s - self.fault.min_s:
            self._recent.popleft()
        if at_s - self._recent[0][0] < self.fault.min_s:
            return
        values = [past for _, past in self._recent]
        if max(values) - min(values) > KEPT_WITHIN_DEG:
            return
        kept = max(values, key=self.fault.excess)
        if self.best is None or self.fault.excess(kept) < self.fault.excess(self.best):
            self.best = kept

    @property
    def active(self) -> bool:
        """Whether it has lasted long enough to be said."""
        return self.total_s >= self.fault.min_s

    def deviation(self, rep: int | None, cycle: Cycle) -> Deviation | None:
        """What it was, in the repetition that just ended."""
        fault = self.fault
        if fault.most_turned is not None and self._turned_sum > fault.most_turned * self._looks:
            return None
        if fault.when == "best":
            if self.best is None or fault.excess(self.best) <= 0 or self._unseen(self.best):
                return None
            return Deviation(fault.id, rep, self.best, fault.limit, cycle.started_s, cycle.ended_s)
        if not self.active or self.worst is None or self.started_s is None:
            return None
        return Deviation(fault.id, rep, self.worst, fault.limit, self.started_s, self.ended_s)

    def _unseen(self, value: float) -> bool:
        beyond = self.fault.unseen_beyond
        return beyond is not None and self.fault.excess(value) >= self.fault.excess(beyond)


class FaultWatch:
    """Watches an exercise's faults over the effort of each repetition."""

    def __init__(self, exercise: Exercise) -> None:
        self._watches = [_Watch(fault) for fault in exercise.faults]
        self._tempo_faults = exercise.tempo_faults

    @property
    def active(self) -> str | None:
        """The fault to correct at this moment."""
        active = {w.fault.id: w.fault for w in self._watches if w.fault.when == "effort" and w.active}
        return next((name for name, fault in active.items() if not active.keys() & set(fault.unless)), None)

    def forget(self) -> None:
        """Start the next repetition clean."""
        for watch in self._watches:
            watch.forget()

    def update(
        self, body: Body, view: View, progress: float, dt_s: float, *, in_effort: bool, side: Side
    ) -> None:
        """Look at one moment; before the effort begins only faults `from_progress` 0 are looked for.

        Joints without a side in their name are those of `side`, the working one; BOTH: the one seen best.
        """
        near = body.near if side is Side.BOTH else side
        for watch in self._watches:
            fault = watch.fault
            if view not in fault.views or not fault.seen(body, near):
                continue
            if in_effort and progress >= fault.from_progress:
                watch.update(body.at_s, dt_s, fault.measure.value(body, near), body.turned)
            elif not in_effort and fault.from_rest:
                watch.rest(fault.measure.value(body, near), dt_s)
            elif not in_effort and fault.from_progress == 0:
                watch.forget_before(body.at_s - LEAD_S)
                watch.update(body.at_s, dt_s, fault.measure.value(body, near), body.turned)

    def finish(self, cycle: Cycle, rep: int | None) -> list[Deviation]:
        """The faults of the repetition that just ended; `rep` is its number, None if it did not count."""
        found = [(watch.fault, watch.deviation(rep, cycle)) for watch in self._watches]
        told = {fault.id for fault, deviation in found if deviation is not None}
        deviations = [d for fault, d in found if d is not None and not told & set(fault.unless)]
        self.forget()
        hurried = (_hurried(tempo, rep, cycle) for tempo in self._tempo_faults)
        return deviations + [deviation for deviation in hurried if deviation is not None]


def _hurried(tempo: TempoFault, rep: int | None, cycle: Cycle) -> Deviation | None:
    if tempo.shortest_rep_s is not None:
        took_s, limit_s, from_s = cycle.ended_s - cycle.started_s, tempo.shortest_rep_s, cycle.started_s
    else:
        took_s, limit_s, from_s = cycle.ended_s - cycle.top_s, tempo.shortest_return_s or 0.0, cycle.top_s
    if took_s >= limit_s:
        return None
    return Deviation(tempo.id, rep, took_s, limit_s, from_s, cycle.ended_s)
