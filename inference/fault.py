"""Posture faults within one repetition, each on the repetition that it belongs to."""

from __future__ import annotations

from inference.body import Body
from inference.events import Deviation
from inference.exercise import Exercise, Fault
from inference.rep import Cycle
from inference.stance import View

LEAD_S = 1.0  # what happened longer before an effort does not belong to it
GAP_S = 0.15  # a violation may flicker for so long and is still one


class _Watch:
    """One fault's state within one repetition."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.forget()

    def forget(self) -> None:
        self.worst: float | None = None
        self.best: float | None = None
        self.best_s = 0.0
        self.total_s = 0.0
        self.started_s: float | None = None
        self.ended_s = 0.0

    def forget_before(self, at_s: float) -> None:
        if self.started_s is not None and self.ended_s < at_s:
            self.forget()

    def update(self, at_s: float, dt_s: float, value: float) -> None:
        fault = self.fault
        if self.best is None or fault.excess(value) < fault.excess(self.best):
            self.best, self.best_s = value, at_s
        if fault.when == "best" or fault.excess(value) <= 0:
            return
        if self.started_s is None:
            self.started_s = at_s
        if self.worst is None or fault.excess(value) > fault.excess(self.worst):
            self.worst = value
        self.total_s += min(dt_s, GAP_S)
        self.ended_s = at_s

    @property
    def active(self) -> bool:
        return self.total_s >= self.fault.min_s

    def deviation(self, rep: int | None, cycle: Cycle) -> Deviation | None:
        fault = self.fault
        if fault.when == "best":
            if self.best is None or fault.excess(self.best) <= 0:
                return None
            return Deviation(fault.id, rep, self.best, fault.limit, cycle.started_s, cycle.ended_s)
        if not self.active or self.worst is None or self.started_s is None:
            return None
        return Deviation(fault.id, rep, self.worst, fault.limit, self.started_s, self.ended_s)


class FaultWatch:
    """Watches an exercise's faults over the effort of each repetition."""

    def __init__(self, exercise: Exercise) -> None:
        self._watches = [_Watch(fault) for fault in exercise.faults]
        self._tempo_faults = exercise.tempo_faults

    @property
    def active(self) -> str | None:
        """The fault to correct at this moment."""
        return next((w.fault.id for w in self._watches if w.fault.when == "effort" and w.active), None)

    def forget(self) -> None:
        """Start the next repetition clean."""
        for watch in self._watches:
            watch.forget()

    def update(self, body: Body, view: View, progress: float, dt_s: float, in_effort: bool) -> None:
        """Look at one moment; before the effort begins only faults `from_progress` 0 are looked for."""
        for watch in self._watches:
            fault = watch.fault
            if view not in fault.views or progress < fault.from_progress:
                continue
            if in_effort:
                watch.update(body.at_s, dt_s, fault.measure.value(body))
            elif fault.from_progress == 0:
                watch.forget_before(body.at_s - LEAD_S)
                watch.update(body.at_s, dt_s, fault.measure.value(body))

    def finish(self, cycle: Cycle, rep: int | None) -> list[Deviation]:
        """The faults of the repetition that just ended; `rep` is its number, None if it did not count."""
        found = [watch.deviation(rep, cycle) for watch in self._watches]
        deviations = [deviation for deviation in found if deviation is not None]
        self.forget()
        back_s = cycle.ended_s - cycle.top_s
        deviations += [
            Deviation(tempo.id, rep, back_s, tempo.shortest_return_s, cycle.top_s, cycle.ended_s)
            for tempo in self._tempo_faults
            if back_s < tempo.shortest_return_s
        ]
        return deviations
