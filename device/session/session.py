"""The session's state machine: how are you, the exercises, how was it; the screen only shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from device.command import Command, Order
from device.link.messages import RedFlag
from device.session.account import Account
from device.session.interview import SCREENING, Ask, Interview
from device.session.notes import (
    ExercisesEnded,
    Note,
    RedFlagRead,
    RedFlagTold,
    SessionBegun,
    SessionEnded,
)
from device.session.timing import SessionTiming
from device.session.workout import Workout
from device.summary import Ending, StopReason
from device.view import Phase, PlannedExercise, Question, SessionView
from inference.exercise import Exercise
from inference.motion import MotionAnalyzer
from inference.pose import Pose

WHERE_AND_HOW_MUCH = (Ask(Question.WHERE), Ask(Question.HOW_MUCH))
HOW_IT_WAS = (Ask(Question.PAIN_AFTER), Ask(Question.EXERTION))


class Session:
    """Where the person is between home and the end of today's plan. Used by the analysis thread alone.

    It reads no clock: the frames' time drives it.

    Args:
        plan: today's exercises, all in `exercises`; see `prescribe`.
        exercises: the library by id.
        note: takes everything that must not be lost, in order.
        timing: how long the steps take.
        red_flags: told before the device was switched off, and not read yet.
    """

    def __init__(
        self,
        plan: Sequence[PlannedExercise],
        exercises: Mapping[str, Exercise],
        note: Callable[[Note], None],
        timing: SessionTiming | None = None,
        red_flags: Sequence[RedFlag] = (),
    ) -> None:
        self._prescribed = (tuple(plan), 0)
        self._plan = tuple(plan)
        self._exercises = exercises
        self._note = note
        self._timing = timing or SessionTiming()
        self._red_flags = tuple(red_flags)
        self._phase = Phase.RED_FLAG if red_flags else Phase.HOME
        self._interview: Interview | None = None
        self._workout: Workout | None = None
        self._account = Account(note)
        self._last_run = 0
        self._ending = Ending.COMPLETED

    @property
    def phase(self) -> Phase:
        """Where the session is."""
        if self._workout is None or self._interview is not None:
            return self._phase
        return self._workout.phase

    @property
    def exercise(self) -> Exercise | None:
        """The exercise that is introduced, done or rested for; None outside a session."""
        return None if self._workout is None else self._workout.exercise

    @property
    def set_number(self) -> int:
        """Which set of that exercise, from 1."""
        return 1 if self._workout is None else self._workout.set.number

    @property
    def analyzer(self) -> MotionAnalyzer | None:
        """What watches the person now, None while nobody is watched for an exercise."""
        return None if self._workout is None or self._interview is not None else self._workout.analyzer

    @property
    def idle(self) -> bool:
        """Whether nothing is under way: another person may be chosen."""
        return self.phase in (Phase.HOME, Phase.FINISHED)

    def prescribe(self, plan: Sequence[PlannedExercise], revision: int) -> None:
        """Follow this plan from the next start on; a session that runs keeps its own.

        Any thread may call it. `plan` is as for the constructor; `revision` is the clinic's number for it.
        """
        self._prescribed = (tuple(plan), revision)

    def handle(self, order: Order, at_s: float) -> None:
        """Obey an order given at `at_s` seconds; ignore one that makes no sense in this phase."""
        self.tick(at_s)
        if self._interview is not None:
            self._reply(self._interview, order, at_s)
        elif self._workout is not None:
            self._steer(self._workout, order.command)
        elif self._phase is Phase.RED_FLAG:
            if order.command is Command.ACKNOWLEDGE:
                self._note(RedFlagRead())
                self._red_flags, self._phase = (), Phase.HOME
        elif order.command is Command.START and self._prescribed[0]:
            self._ask(Phase.SCREENING, Interview(SCREENING, self._account.pain))
        elif order.command is Command.HOME:
            self._phase = Phase.HOME

    def tick(self, at_s: float) -> None:
        """Time passes, with or without pictures."""
        if self._workout is not None and self._interview is None:
            self._workout.tick(at_s)

    def observe(self, pose: Pose) -> None:
        """Look at one pose; poses come in the order of time."""
        if self._workout is None or self._interview is not None:
            return
        self._workout.observe(pose)
        if self._workout.over:
            self._rate(self._workout, Ending.COMPLETED, HOW_IT_WAS)

    def close(self, at_s: float) -> None:
        """The device is switched off: keep what was done, ask nothing."""
        self.tick(at_s)
        if self._workout is not None:
            self._rate(self._workout, Ending.STOPPED, HOW_IT_WAS)
        if self._phase is Phase.RATING:
            self._finish()

    def view(self, base: SessionView, **also: Any) -> SessionView:
        """`base` (camera, link, outbox, time) with all that the session knows, and the fields `also`."""
        shown: dict[str, Any] = also | {"phase": self.phase, "red_flags": self._red_flags}
        shown["plan"] = self._prescribed[0] if self._phase in (Phase.HOME, Phase.RED_FLAG) else self._plan
        if self._workout is not None:
            shown |= {"plan": self._plan} | self._workout.shown(base.captured_s)
        if self._interview is not None:
            shown |= self._interview.shown()
        return base.with_fields(shown)

    def _steer(self, workout: Workout, command: Command) -> None:
        match command:
            case Command.PAUSE:
                workout.pause()
            case Command.RESUME | Command.START:
                workout.resume()
            case Command.NEXT:
                workout.next_exercise()
                if workout.over:
                    self._rate(workout, Ending.COMPLETED, HOW_IT_WAS)
            case Command.HURTS:
                self._stop_for_pain(workout)
            case Command.STOP:
                self._rate(workout, Ending.STOPPED, (Ask(Question.STOP_REASON), *HOW_IT_WAS))
            case _:
                pass

    def _reply(self, interview: Interview, order: Order, at_s: float) -> None:
        screening = self._phase is Phase.SCREENING
        match order.command:
            case Command.MORE:
                interview.more()
            case Command.BACK if screening:
                interview.back()
            case Command.HOME | Command.STOP if screening:
                self._phase, self._interview = Phase.HOME, None
            case Command.STOP if self._phase is Phase.HURTING:
                self._stop_after_pain()
            case Command.STOP:
                self._finish()
            case Command.RESUME if not screening:
                self._ask_next(interview, at_s)
            case _:
                answer = interview.answer(order)
                if answer is not None and self._take(interview, answer):
                    self._ask_next(interview, at_s)

    def _take(self, interview: Interview, answer: Order) -> bool:
        """Keep an answer; False if it ends the questions."""
        match interview.now:
            case Ask(Question.RED_FLAG, flag) if flag is not None and answer.value:
                self._red_flags = (flag,)
                self._note(RedFlagTold(self._red_flags))
                self._phase, self._interview = Phase.RED_FLAG, None
                return False
            case Ask(Question.STOP_REASON) if answer.subject == StopReason.PAIN:
                self._account.take(interview.now, answer)
                self._account.hurts(self._last_run)
                interview.insert(WHERE_AND_HOW_MUCH)
            case ask:
                self._account.take(ask, answer)
        return True

    def _ask_next(self, interview: Interview, at_s: float) -> None:
        if interview.next():
            return
        if self._phase is Phase.SCREENING:
            self._begin(at_s)
        elif self._phase is Phase.HURTING:
            self._go_on_after_pain(at_s)
        else:
            self._finish()

    def _ask(self, phase: Phase, interview: Interview) -> None:
        self._phase, self._interview = phase, interview

    def _begin(self, at_s: float) -> None:
        self._plan, revision = self._prescribed
        self._note(SessionBegun(self._plan, revision, self._account.pain))
        self._interview = None
        self._workout = Workout(self._plan, self._exercises, self._note, self._timing, at_s)

    def _stop_for_pain(self, workout: Workout) -> None:
        workout.break_off()
        self._account.hurts(workout.last_run)
        self._ask(Phase.HURTING, Interview((*WHERE_AND_HOW_MUCH, Ask(Question.GO_ON)), self._account.pain))

    def _go_on_after_pain(self, at_s: float) -> None:
        self._account.told()
        self._interview = None
        if self._workout is not None:
            self._workout.tick(at_s)
            self._workout.next_exercise()
            if self._workout.over:
                self._rate(self._workout, Ending.COMPLETED, HOW_IT_WAS)

    def _stop_after_pain(self) -> None:
        self._account.told()
        self._account.gave_up_for_pain()
        if self._workout is not None:
            self._rate(self._workout, Ending.STOPPED, HOW_IT_WAS)

    def _rate(self, workout: Workout, ending: Ending, asks: Sequence[Ask]) -> None:
        workout.break_off()
        self._last_run, self._workout = workout.last_run, None
        self._ending = ending
        self._note(ExercisesEnded(ending))
        self._ask(Phase.RATING, Interview(asks, self._account.pain))

    def _finish(self) -> None:
        self._account.told()
        self._note(SessionEnded(self._ending))
        self._phase, self._interview = Phase.FINISHED, None
