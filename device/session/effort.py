"""One set: what was counted and held, what to correct, and whether its dose is reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from device.outcome import Praise
from device.session.timing import TIP_S
from device.view import PlannedExercise
from inference.events import Deviation, Event, HoldEvent, Measurable, NotMeasurable, RepEvent
from inference.motion import MotionAnalyzer
from inference.pose import Pose

FAULTY_SHARE = 1 / 3
"""Of the repetitions; a fault seen in fewer is no tip but an accident. Engineering estimate."""


@dataclass(slots=True)
class Effort:
    """One set from its countdown's end to its own; pauses in between change the analyzer, not the count.

    Attributes:
        planned: exercise and dose.
        reps: whole repetitions so far.
        too_small: attempts that did not reach the range.
        beyond_limit: whole repetitions that went further than the plan allows.
        held_s: seconds held in finished holds.
        faults: fault id to how often.
        done_at_s: when the dose was reached, None before.
    """

    planned: PlannedExercise
    reps: int = 0
    too_small: int = 0
    beyond_limit: int = 0
    held_s: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    done_at_s: float | None = None
    _analyzer: MotionAnalyzer | None = None
    _begun_s: float = 0.0
    _tip: tuple[str, float] | None = None
    _small_until_s: float = 0.0
    _far_until_s: float = 0.0

    def begin(self, analyzer: MotionAnalyzer, at_s: float) -> list[Event]:
        """Count what `analyzer` sees from now on; what it knows at this moment already."""
        self._analyzer, self._begun_s = analyzer, at_s
        if analyzer.reason is None:
            return [Measurable(at_s)]
        return [NotMeasurable(analyzer.reason, at_s, analyzer.missing)]

    def observe(self, pose: Pose) -> list[Event]:
        """What this pose completes or begins, renumbered over the pauses of the set."""
        if self._analyzer is None:
            return []
        return self._count(self._analyzer.update(pose), pose.captured_s)

    def pause(self, at_s: float) -> list[Event]:
        """What is still open when the counting stops."""
        if self._analyzer is None:
            return []
        events = self._count(self._analyzer.finish(), at_s)
        self._analyzer = None
        return events

    def holding_s(self, at_s: float) -> float:
        """Seconds of the hold that is going on."""
        if self._analyzer is None:
            return 0.0
        return min(self._analyzer.holding_s, max(0.0, at_s - self._begun_s))

    def reached(self, at_s: float) -> bool:
        """Whether the dose is reached."""
        if self.planned.reps is not None:
            return self.reps >= self.planned.reps
        hold_s = self.planned.hold_s
        return hold_s is not None and self.held_s + self.holding_s(at_s) >= hold_s

    def shown(self, at_s: float) -> dict[str, object]:
        """The fields of the view that are about what was done."""
        holding_s = self.holding_s(at_s)
        return {
            "reps": self.reps,
            "too_small": self.too_small,
            "beyond_limit": self.beyond_limit,
            "hold_s": round(self.held_s + holding_s, 1),
            "holding_s": round(holding_s, 1),
            "set_done": self.done_at_s is not None,
        }

    def tip(self, at_s: float) -> str | None:
        """The fault of the last repetition, as long as it is told."""
        return self._tip[0] if self._tip and at_s < self._tip[1] else None

    def small_is_told(self, at_s: float) -> bool:
        """Whether the last repetition was too small, as long as it is told."""
        return at_s < self._small_until_s

    def far_is_told(self, at_s: float) -> bool:
        """Whether the last repetition went further than the plan allows, as long as it is told."""
        return at_s < self._far_until_s

    def verdict(self, at_s: float) -> tuple[Praise | None, str | None]:
        """Praise, or the one fault to mind."""
        for rule, count in self.faults.most_common(1):
            if count >= FAULTY_SHARE * max(1, self.reps):
                return None, rule
        if self.reps == 0 and self.held_s == 0:
            return Praise.CAME_BACK, None
        return (Praise.WHOLE_DOSE if self.reached(at_s) else Praise.GOOD_FORM), None

    def _count(self, events: Sequence[Event], at_s: float) -> list[Event]:
        return [self._counted(event, at_s) for event in events]

    def _counted(self, event: Event, at_s: float) -> Event:
        match event:
            case RepEvent():
                numbered = replace(event, number=self.reps + 1)
                if event.counted:
                    self.reps += 1
                    self._mind_limit(event, at_s)
                else:
                    self.too_small += 1
                    self._small_until_s = at_s + TIP_S
                return numbered
            case HoldEvent():
                begun = replace(event, started_s=max(event.started_s, self._begun_s))
                self.held_s += begun.ended_s - begun.started_s
                return begun
            case Deviation():
                self._tip = (event.rule, at_s + TIP_S)
                self.faults[event.rule] += 1
                return event if event.rep is None else replace(event, rep=self.reps)
            case _:
                return event

    def _mind_limit(self, rep: RepEvent, at_s: float) -> None:
        limit = self.planned.range_limit
        if limit is not None and rep.unit == self.planned.range_limit_unit and rep.range > limit:
            self.beyond_limit += 1
            self._far_until_s = at_s + TIP_S
