"""The exercises of one session: introduced, prepared, counted down, done in sets, rested between, paused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from device.outcome import Praise
from device.session.course import Course, PlannedSet
from device.session.effort import Effort
from device.session.notes import Note, Observed, SetBegun, SetEnded
from device.session.preparation import Preparation
from device.session.timing import SessionTiming
from device.view import Phase, PlannedExercise
from inference.counting import OwnRange
from inference.events import Event, Paused
from inference.exercise import Exercise
from inference.motion import MotionAnalyzer
from inference.pose import Pose

GETTING_READY = frozenset({Phase.INTRODUCING, Phase.PREPARING})
WATCHED = GETTING_READY | {Phase.COUNTDOWN, Phase.ACTIVE}


class Workout:
    """From the first introduction to the end of the last set. Frame time drives it; it reads no clock.

    Args:
        plan: the exercises, at least one.
        exercises: the library by id.
        note: takes what must not be lost.
        timing: how long the steps take.
        at_s: now.

    Attributes:
        phase: INTRODUCING, PREPARING, COUNTDOWN, ACTIVE, RESTING or PAUSED.
        over: the last set has ended.
    """

    def __init__(
        self,
        plan: Sequence[PlannedExercise],
        exercises: Mapping[str, Exercise],
        note: Callable[[Note], None],
        timing: SessionTiming,
        at_s: float,
    ) -> None:
        self._course = Course(plan)
        self._exercises = exercises
        self._note = note
        self._timing = timing
        self._now_s = self._since_s = at_s
        self._paused = Phase.PREPARING
        self._paused_at_s = at_s
        self._verdict: tuple[Praise | None, str | None] = (None, None)
        self._preparation: Preparation | None = None
        self._own: dict[str, OwnRange] = {}
        self._effort: Effort | None = None
        self.phase = Phase.INTRODUCING
        self.over = False
        self._introduce()

    @property
    def set(self) -> PlannedSet:
        """The set that is done, prepared or rested for."""
        return self._course.now

    @property
    def last_run(self) -> int:
        """Number of the set that pain belongs to: at rest the one before."""
        return max(0, self.set.run - self._resting)

    @property
    def exercise(self) -> Exercise:
        """The exercise of that set."""
        return self._exercises[self.set.planned.exercise]

    @property
    def analyzer(self) -> MotionAnalyzer | None:
        """What watches the person now, None at rest."""
        if self.phase not in WATCHED or self._preparation is None:
            return None
        return self._preparation.analyzer

    def tick(self, at_s: float) -> None:
        """Time passes, with or without pictures."""
        self._now_s = max(self._now_s, at_s)
        if self.phase is Phase.RESTING and self._left_s(self._rest_s) <= 0:
            self.resume()

    def observe(self, pose: Pose) -> None:
        """Look at one pose; poses come in the order of time."""
        self._now_s = pose.captured_s
        if self._preparation is None:
            return
        if self.phase is Phase.ACTIVE and self._effort is not None:
            self._count(self._effort, pose)
            return
        if self.phase not in WATCHED:
            return
        preparation = self._preparation
        preparation.observe(pose)
        if self.phase is Phase.COUNTDOWN:
            if preparation.analyzer.reason is not None or not preparation.in_view:
                self._go_to(Phase.PREPARING)
            elif self._left_s(self._timing.countdown_s) <= 0:
                self._begin_set(preparation)
            return
        shown_s = self._now_s - self._since_s
        introduced = self.phase is Phase.PREPARING or shown_s >= self._timing.introduction_s
        if introduced and preparation.held_s(self._now_s) >= self._timing.ready_s:
            self._go_to(Phase.COUNTDOWN)
        elif introduced and preparation.in_view and self.phase is Phase.INTRODUCING:
            self._go_to(Phase.PREPARING)

    def pause(self) -> None:
        """Stand still; nothing counts."""
        if self.phase is Phase.PAUSED:
            return
        if self.phase is Phase.ACTIVE and self._effort is not None:
            self._keep([*self._effort.pause(self._now_s), Paused(self._now_s)])
        self._paused, self._paused_at_s = self.phase, self._now_s
        self.phase = Phase.PAUSED

    def resume(self) -> None:
        """Go on: out of the pause, past the introduction or the rest."""
        if self.phase is Phase.PAUSED:
            resting = self._paused is Phase.RESTING
            introducing = self._paused is Phase.INTRODUCING
            since_s = self._since_s + self._now_s - self._paused_at_s
            if not resting:
                # What was seen before the pause is too old to be ready by it.
                self._watch_anew()
            self._go_to(self._paused if resting or introducing else Phase.PREPARING)
            self._since_s = since_s if resting else self._now_s
        elif self.phase is Phase.INTRODUCING:
            self._go_to(Phase.PREPARING)
        elif self.phase is Phase.RESTING:
            if self.set.number == 1:
                self._introduce()
            else:
                self._prepare()

    def next_exercise(self) -> None:
        """Leave this exercise, with what is left of its sets, for the next one."""
        self.break_off()
        # At rest between two exercises the next one has come already.
        if (self._resting and self.set.number == 1) or self._course.leave_exercise():
            self._introduce()
        else:
            self.over = True

    def break_off(self) -> None:
        """End the set that is under way; nothing if there is none."""
        effort, self._effort = self._effort, None
        if effort is None:
            return
        self._verdict = effort.verdict(self._now_s)
        self._keep(effort.pause(self._now_s))
        self._note(SetEnded(self.set.run, self._now_s))

    def shown(self, at_s: float) -> dict[str, Any]:
        """The fields of the view that are about the exercises."""
        planned = self.set
        shown: dict[str, Any] = {
            "position": planned.position,
            "set_number": planned.number,
            "sets": planned.planned.sets,
        }
        if self._effort is not None:
            shown |= self._effort.shown(at_s)
        if self.phase is Phase.RESTING:
            praise, tip = self._verdict
            return shown | {"seconds_left": self._left_s(self._rest_s), "praise": praise, "tip": tip}
        if self.phase is Phase.PAUSED or self._preparation is None:
            return shown
        if self.phase is Phase.COUNTDOWN:
            shown["seconds_left"] = self._left_s(self._timing.countdown_s)
        return shown | self._seen(self._preparation, at_s)

    def _seen(self, preparation: Preparation, at_s: float) -> dict[str, Any]:
        analyzer, effort = preparation.analyzer, self._effort
        if effort is not None and effort.done_at_s is not None:
            return {}
        seen: dict[str, Any] = {
            "reason": analyzer.reason,
            "missing": analyzer.missing,
            "move": preparation.move,
        }
        if self.phase in GETTING_READY:
            held_s, needed_s = preparation.held_s(at_s), self._timing.ready_s
            seen["ready"] = min(1.0, held_s / needed_s) if needed_s else float(held_s > 0)
        if self.phase is not Phase.ACTIVE or effort is None:
            return seen
        return seen | {
            "progress": analyzer.progress,
            "correction": analyzer.correction or effort.tip(at_s),
            "last_rep_too_small": effort.small_is_told(at_s),
            "last_rep_too_far": effort.far_is_told(at_s),
        }

    @property
    def _resting(self) -> bool:
        """At rest, or paused there."""
        return Phase.RESTING in (self.phase, self._paused if self.phase is Phase.PAUSED else None)

    @property
    def _rest_s(self) -> float:
        """The rest before the present set: what the set before it asks for."""
        return min(self._timing.longest_rest_s, self._course.rest_before_s)

    def _left_s(self, length_s: float) -> float:
        return max(0.0, self._since_s + length_s - self._now_s)

    def _introduce(self) -> None:
        self._watch_anew()
        self._go_to(Phase.INTRODUCING)

    def _prepare(self) -> None:
        self._watch_anew()
        self._go_to(Phase.PREPARING)

    def _watch_anew(self) -> None:
        """Nothing seen so far counts, but what the person's own range is stays known."""
        before = self._preparation
        if before is not None and before.analyzer.own is not None:
            self._own[before.exercise.id] = before.analyzer.own
        own = self._own.get(self.exercise.id) or _earlier(self.set.planned)
        self._preparation = Preparation(self.exercise, own)

    def _go_to(self, phase: Phase) -> None:
        self.phase, self._since_s = phase, self._now_s

    def _begin_set(self, preparation: Preparation) -> None:
        if self._effort is None:
            self._effort = Effort(self.set.planned)
            self._note(SetBegun(self.set.run, self._now_s))
        self._go_to(Phase.ACTIVE)
        self._keep(self._effort.begin(preparation.analyzer, self._now_s))

    def _count(self, effort: Effort, pose: Pose) -> None:
        if effort.done_at_s is not None:
            if self._now_s - effort.done_at_s >= self._timing.done_s:
                self._end_set()
            return
        self._keep(effort.observe(pose))
        if effort.reached(self._now_s):
            effort.done_at_s = self._now_s

    def _end_set(self) -> None:
        self.break_off()
        if not self._course.go_on():
            self.over = True
            return
        self._go_to(Phase.RESTING)
        if self._rest_s <= 0:
            self.resume()

    def _keep(self, events: Sequence[Event]) -> None:
        if events:
            self._note(Observed(self.set.run, tuple(events)))


def _earlier(planned: PlannedExercise) -> OwnRange | None:
    if planned.usual_range is None or planned.usual_range_unit is None:
        return None
    return OwnRange(planned.usual_range, planned.usual_range_unit)
