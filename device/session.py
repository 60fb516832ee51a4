"""The session's state machine: exercises in order, counted and recorded; the screen only shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from device.command import Command, Order
from device.summary import Ending
from device.view import Phase, PlannedExercise, SessionView
from inference.events import Deviation, Event, RepEvent
from inference.exercise import Exercise
from inference.motion import MotionAnalyzer
from inference.pose import Pose

TIP_S = 4.0  # how long a correction stays on the screen after its repetition
DONE_S = 2.5  # how long a finished exercise stays on the screen before the next


@dataclass(frozen=True, slots=True)
class SessionBegun:
    """A session with this plan begins; `plan_revision` is 0 for the device's own plan."""

    plan: tuple[PlannedExercise, ...]
    plan_revision: int = 0


@dataclass(frozen=True, slots=True)
class ExerciseBegun:
    """The exercise at `position` begins at frame time `at_s`."""

    position: int
    at_s: float


@dataclass(frozen=True, slots=True)
class ExerciseEnded:
    """The exercise at `position` ended at frame time `at_s`."""

    position: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Observed:
    """Events of the exercise at `position`."""

    position: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The session is over."""

    ending: Ending


Note = SessionBegun | ExerciseBegun | ExerciseEnded | Observed | SessionEnded


class Session:
    """Where the person is in today's plan. Used by the analysis thread alone; reads no clock.

    Args:
        plan: today's exercises, at least one, all in `exercises`; see `prescribe`.
        exercises: the library by id.
        note: takes everything that must not be lost, in order.
    """

    def __init__(
        self,
        plan: Sequence[PlannedExercise],
        exercises: Mapping[str, Exercise],
        note: Callable[[Note], None],
    ) -> None:
        self._plan = tuple(plan)
        self._prescribed = (self._plan, 0)
        self._exercises = exercises
        self._note = note
        self._phase = Phase.HOME
        self._position: int | None = None
        self._analyzer: MotionAnalyzer | None = None
        self._tip: tuple[str, float] | None = None
        self._small_until_s = 0.0
        self._done_at_s: float | None = None

    @property
    def phase(self) -> Phase:
        """Where the session is."""
        return self._phase

    @property
    def exercise(self) -> Exercise | None:
        """The current exercise, None outside a session."""
        return None if self._position is None else self._exercises[self._plan[self._position].exercise]

    def prescribe(self, plan: Sequence[PlannedExercise], revision: int) -> None:
        """Follow this plan from the next start on; a session that runs keeps its own.

        Any thread may call it. `plan` is as for the constructor; `revision` is the clinic's number for it.
        """
        self._prescribed = (tuple(plan), revision)

    def handle(self, order: Order, at_s: float) -> None:
        """Obey an order given at `at_s` seconds; ignore one that makes no sense in this phase."""
        command = order.command
        running = self._phase in (Phase.PREPARING, Phase.ACTIVE, Phase.PAUSED)
        if command is Command.START and self._phase in (Phase.HOME, Phase.FINISHED):
            self._plan, revision = self._prescribed
            self._note(SessionBegun(self._plan, revision))
            self._begin(0, at_s)
        elif command is Command.PAUSE and self._phase in (Phase.PREPARING, Phase.ACTIVE):
            self._phase = Phase.PAUSED
        elif command in (Command.RESUME, Command.START) and self._phase is Phase.PAUSED:
            self._phase = Phase.PREPARING
        elif command is Command.NEXT and running:
            self._advance(at_s)
        elif command is Command.STOP and running:
            self._finish(Ending.STOPPED, at_s)
        elif command is Command.HOME and self._phase is Phase.FINISHED:
            self._phase = Phase.HOME

    def observe(self, pose: Pose) -> None:
        """Look at one pose; poses come in the order of time."""
        if self._analyzer is None or self._phase not in (Phase.PREPARING, Phase.ACTIVE):
            return
        at_s = pose.captured_s
        if self._done_at_s is not None:
            if at_s - self._done_at_s >= DONE_S:
                self._advance(at_s)
            return
        self._keep(self._analyzer.update(pose), at_s)
        if self._analyzer.reason is None:
            self._phase = Phase.ACTIVE
        if self._dose_done(self._analyzer):
            self._done_at_s = at_s

    def view(self, base: SessionView) -> SessionView:
        """`base` (camera, link, outbox, time) with everything that the session knows."""
        analyzer = self._analyzer
        if analyzer is None:
            plan = self._prescribed[0] if self._phase is Phase.HOME else self._plan
            return replace(base, phase=self._phase, plan=plan, position=self._position)
        measured: dict[str, Any] = {}
        if self._phase is not Phase.PAUSED and self._done_at_s is None:
            tip = self._tip[0] if self._tip and base.captured_s < self._tip[1] else None
            measured = {
                "progress": analyzer.progress,
                "reason": analyzer.reason,
                "missing": analyzer.missing,
                "correction": analyzer.correction or tip,
                "last_rep_too_small": base.captured_s < self._small_until_s,
            }
        return replace(
            base,
            phase=self._phase,
            plan=self._plan,
            position=self._position,
            reps=analyzer.reps,
            too_small=analyzer.too_small,
            hold_s=round(analyzer.held_s + analyzer.holding_s, 1),
            **measured,
        )

    @property
    def analyzer(self) -> MotionAnalyzer | None:
        """The current exercise's analysis, None outside a session."""
        return self._analyzer

    def _begin(self, position: int, at_s: float) -> None:
        self._position = position
        self._phase = Phase.PREPARING
        self._analyzer = MotionAnalyzer(self._exercises[self._plan[position].exercise])
        self._tip, self._small_until_s, self._done_at_s = None, 0.0, None
        self._note(ExerciseBegun(position, at_s))

    def _advance(self, at_s: float) -> None:
        if self._position is None:
            return
        if self._position + 1 == len(self._plan):
            self._finish(Ending.COMPLETED, at_s)
            return
        self._end_exercise(at_s)
        self._begin(self._position + 1, at_s)

    def _finish(self, ending: Ending, at_s: float) -> None:
        self._end_exercise(at_s)
        self._note(SessionEnded(ending))
        self._phase = Phase.FINISHED
        self._position = self._analyzer = self._done_at_s = None

    def _end_exercise(self, at_s: float) -> None:
        if self._analyzer is None or self._position is None:
            return
        self._keep(self._analyzer.finish(), at_s)
        self._note(ExerciseEnded(self._position, at_s))

    def _keep(self, events: Sequence[Event], at_s: float) -> None:
        if not events or self._position is None:
            return
        self._note(Observed(self._position, tuple(events)))
        for event in events:
            if isinstance(event, Deviation):
                self._tip = (event.rule, at_s + TIP_S)
            elif isinstance(event, RepEvent) and not event.counted:
                self._small_until_s = at_s + TIP_S

    def _dose_done(self, analyzer: MotionAnalyzer) -> bool:
        if self._position is None:
            return False
        dose = self._plan[self._position]
        if dose.reps is not None:
            return analyzer.reps >= dose.reps
        return dose.hold_s is not None and analyzer.held_s + analyzer.holding_s >= dose.hold_s
