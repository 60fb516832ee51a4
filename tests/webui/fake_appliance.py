"""An appliance without camera, model or clinic that behaves: it obeys commands and counts what it is told."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from device.care.cards import ExerciseCard
from device.channel import Latest
from device.command import BodyRegion, Command, Order
from device.link.messages import RedFlag
from device.outcome import Advice, Outcome, Praise
from device.summary import Ending, ExerciseSummary, PartOfDay, SessionSummary
from device.view import CameraState, LinkState, Phase, PlannedExercise, Question, SessionView
from tests.webui.shipped import shipped_cards

# The smallest thing that starts and ends like a JPEG; tests that look at pictures play a film instead.
TINY_JPEG = b"\xff\xd8tiny\xff\xd9"

PLAN = (
    PlannedExercise("squat", reps=5),
    PlannedExercise("prone_press_up", hold_s=20.0, sets=2),
    PlannedExercise("bird_dog", reps=6, hold_s=8.0),
)
FLAGS = tuple(flag.value for flag in RedFlag)
MOVING = {Phase.INTRODUCING, Phase.PREPARING, Phase.COUNTDOWN, Phase.ACTIVE, Phase.RESTING}


class FakeAppliance:
    """Implements webui.ports.Appliance.

    What the camera would see is told by `see_person`, `rep`, `hold` and `change`; the session around it obeys
    commands as the real one does. Time stands still: rests and countdowns last until they are left.

    Args:
        plan: today's exercises.
        cards: the exercises' words; the shipped ones unless told.
    """

    def __init__(
        self, plan: tuple[PlannedExercise, ...] = PLAN, cards: Mapping[str, ExerciseCard] | None = None
    ) -> None:
        self._lock = threading.RLock()
        self._views: Latest[SessionView] = Latest()
        self._pictures: Latest[bytes] = Latest()
        self._cards = shipped_cards() if cards is None else cards
        self._first = SessionView(plan=plan, camera=CameraState.LIVE)
        self._view = self._first
        self._done: list[ExerciseSummary] = []
        self._faults: dict[str, int] = {}
        self._pain: dict[Question, int] = {}
        self._regions: tuple[BodyRegion, ...] = ()
        self.finished: list[SessionSummary] = []
        self.orders: list[Order] = []

    @property
    def commands(self) -> list[Command]:
        """Everything that was commanded, in order."""
        return [order.command for order in self.orders]

    def view(self) -> SessionView:
        with self._lock:
            return self._view

    def next_view(self, seen: int, timeout_s: float) -> tuple[int, SessionView] | None:
        return self._views.newer(seen, timeout_s)

    def next_picture(self, seen: int, timeout_s: float) -> tuple[int, bytes] | None:
        return self._pictures.newer(seen, timeout_s)

    def cards(self) -> Mapping[str, ExerciseCard]:
        return self._cards

    def history(self, limit: int) -> Sequence[SessionSummary]:
        with self._lock:
            return self.finished[::-1][:limit]

    def health(self) -> Mapping[str, str]:
        view = self.view()
        return {"camera": view.camera.value, "link": view.link.value, "version": "0.1.0"}

    def submit(self, order: Order) -> None:
        with self._lock:
            self.orders.append(order)
            match self._view.phase, order.command:
                case Phase.HOME, Command.START:
                    self._ask_flag(0)
                case Phase.SCREENING, _:
                    self._screen(order)
                case Phase.RED_FLAG, Command.ACKNOWLEDGE:
                    self.change(phase=Phase.HOME, red_flags=())
                case Phase.FINISHED, Command.HOME:
                    self.change(phase=Phase.HOME, position=None)
                case Phase.HURTING, _:
                    self._hurt(order)
                case Phase.RATING, _:
                    self._rate(order)
                case Phase.PAUSED, Command.RESUME:
                    self.change(phase=Phase.PREPARING)
                case phase, _ if phase in MOVING or phase is Phase.PAUSED:
                    self._move(order.command)

    def reset(self) -> None:
        """As it was at the very beginning."""
        with self._lock:
            self._view = self._first
            self._done, self._faults, self._pain = [], {}, {}
            self.finished.clear()
            self.orders.clear()

    def change(self, **fields: Any) -> None:
        """Publish a view that differs in these fields."""
        with self._lock:
            self._view = replace(self._view, **fields)
            self._views.put(self._view)

    def picture(self, jpeg: bytes) -> None:
        """Publish a picture."""
        self._pictures.put(jpeg)

    def begin(self) -> None:
        """Start, with no red flag and a pain of 2: the first exercise is introduced."""
        self.submit(Order(Command.START))
        for flag in FLAGS:
            self.submit(Order(Command.ANSWER, flag, 0))
        self.submit(Order(Command.PAIN, value=2))

    def see_person(self) -> None:
        """The person is in view and in position, and it was counted down: the set runs."""
        with self._lock:
            if self._view.phase in {Phase.INTRODUCING, Phase.PREPARING, Phase.COUNTDOWN}:
                self.change(phase=Phase.ACTIVE, reason=None, missing=(), move=None, ready=0.0)

    def rep(self) -> None:
        """One whole repetition was seen; nothing is counted outside ACTIVE, or beyond the dose."""
        with self._lock:
            if self._view.phase is not Phase.ACTIVE:
                return
            dose = self.planned().reps
            if dose is not None and self._view.reps < dose:
                reps = self._view.reps + 1
                self.change(reps=reps, last_rep_too_small=False, set_done=reps == dose)

    def small_rep(self) -> None:
        """A repetition was seen that did not reach its range."""
        with self._lock:
            if self._view.phase is Phase.ACTIVE:
                self.change(too_small=self._view.too_small + 1, last_rep_too_small=True)

    def fault(self, rule: str | None) -> None:
        """A posture fault begins; None: the form is right again."""
        with self._lock:
            if self._view.phase is Phase.ACTIVE and rule != self._view.correction:
                if rule is not None:
                    self._faults[rule] = self._faults.get(rule, 0) + 1
                self.change(correction=rule)

    def hold(self, seconds: float) -> None:
        """The position was held so much longer."""
        with self._lock:
            if self._view.phase is Phase.ACTIVE:
                self.change(hold_s=self._view.hold_s + seconds)

    def rest(self) -> None:
        """The set is over: a rest, or after the last one the questions."""
        with self._lock:
            if self._view.phase is Phase.ACTIVE:
                tip = next(iter(self._faults), None)
                praise = None if tip else Praise.GOOD_FORM
                self._leave_set()
                self._come_to(Phase.RESTING, seconds_left=30.0, praise=praise, tip=tip)

    def planned(self) -> PlannedExercise:
        """The current exercise's line of the plan."""
        with self._lock:
            assert self._view.position is not None
            return self._view.plan[self._view.position]

    def end(self) -> None:
        """The appliance is shutting down: nothing follows."""
        self._views.close()
        self._pictures.close()

    def _ask_flag(self, index: int) -> None:
        asked = Question.RED_FLAG if index < len(FLAGS) else Question.PAIN_BEFORE
        subject = FLAGS[index] if index < len(FLAGS) else None
        self.change(
            phase=Phase.SCREENING,
            question=asked,
            subject=subject,
            question_number=index + 1,
            questions=len(FLAGS) + 1,
            proposed=None,
        )

    def _screen(self, order: Order) -> None:
        view = self._view
        match order.command:
            case Command.ANSWER if order.subject == view.subject and order.value:
                self.change(phase=Phase.RED_FLAG, question=None, red_flags=(view.subject,))
            case Command.ANSWER if order.subject == view.subject:
                self._ask_flag(view.question_number)
            case Command.BACK:
                self._ask_flag(max(0, view.question_number - 2))
            case Command.PAIN if view.question is Question.PAIN_BEFORE and order.value is not None:
                self._pain[Question.PAIN_BEFORE] = order.value
                self._introduce(0, 1)
            case Command.HOME:
                self.change(phase=Phase.HOME, question=None)

    def _move(self, command: Command) -> None:
        match command:
            case Command.PAUSE if self._view.phase is not Phase.PAUSED:
                self.change(phase=Phase.PAUSED, correction=None, reason=None)
            case Command.RESUME if self._view.phase is Phase.INTRODUCING:
                self.change(phase=Phase.PREPARING)
            case Command.RESUME if self._view.phase is Phase.RESTING:
                self._introduce(self._view.position or 0, self._view.set_number)
            case Command.NEXT:
                self._leave_set()
                self._view = replace(self._view, set_number=self._view.sets)
                self._come_to(Phase.INTRODUCING)
            case Command.HURTS:
                self.change(phase=Phase.HURTING, question=Question.WHERE, proposed_choice="neck")
            case Command.STOP:
                self._leave_set()
                self.change(phase=Phase.RATING, question=Question.STOP_REASON, proposed_choice="pain")

    def _hurt(self, order: Order) -> None:
        match self._view.question, order.command:
            case Question.WHERE, Command.WHERE | Command.RESUME:
                self._regions = order.regions
                self.change(question=Question.HOW_MUCH, proposed=5, proposed_choice=None)
            case Question.HOW_MUCH, Command.PAIN | Command.RESUME:
                self.change(question=Question.GO_ON, proposed=None)
            case Question.GO_ON, Command.RESUME:
                self._leave_set()
                self._view = replace(self._view, set_number=self._view.sets)
                self._come_to(Phase.INTRODUCING)
            case _, Command.STOP:
                self._leave_set()
                self.change(phase=Phase.RATING, question=Question.PAIN_AFTER)

    def _rate(self, order: Order) -> None:
        match self._view.question, order.command:
            case Question.STOP_REASON, Command.REASON:
                before = self._pain.get(Question.PAIN_BEFORE)
                self.change(question=Question.PAIN_AFTER, proposed=before, proposed_choice=None)
            case Question.PAIN_AFTER, Command.PAIN if order.value is not None:
                self._pain[Question.PAIN_AFTER] = order.value
                self.change(question=Question.EXERTION, proposed=4)
            case Question.EXERTION, Command.EXERTION:
                self._finish()
            case Question.EXERTION, Command.BACK:
                self.change(question=Question.PAIN_AFTER)
            case _, Command.STOP:
                self._finish()

    def _introduce(self, position: int, set_number: int) -> None:
        self._faults = {}
        self.change(
            phase=Phase.INTRODUCING if set_number == 1 else Phase.PREPARING,
            position=position,
            set_number=set_number,
            sets=self._view.plan[position].sets,
            question=None,
            reps=0,
            too_small=0,
            hold_s=0.0,
            holding_s=0.0,
            progress=None,
            correction=None,
            last_rep_too_small=False,
            last_rep_too_far=False,
            beyond_limit=0,
            set_done=False,
            seconds_left=None,
            praise=None,
            tip=None,
            reason="no_person",
            missing=(),
        )

    def _come_to(self, phase: Phase, **fields: Any) -> None:
        """What follows the set: the next set, the next exercise, or the questions at the end."""
        view = self._view
        assert view.position is not None
        more = view.set_number < view.sets
        position = view.position if more else view.position + 1
        if position == len(view.plan):
            self.change(phase=Phase.RATING, question=Question.PAIN_AFTER, proposed=2, set_done=False)
            return
        self._introduce(position, view.set_number + 1 if more else 1)
        self.change(phase=phase, **fields)

    def _leave_set(self) -> None:
        planned = self.planned()
        self._done.append(
            ExerciseSummary(
                exercise=planned.exercise,
                set_number=self._view.set_number,
                prescribed_reps=planned.reps,
                prescribed_hold_s=planned.hold_s,
                reps=self._view.reps,
                too_small=self._view.too_small,
                hold_s=self._view.hold_s,
                deviations=self._faults,
                duration_s=60.0,
                measurable=0.9,
                pain_regions=self._regions,
            )
        )
        self._regions = ()

    def _finish(self) -> None:
        view = self._view
        whole = len(self._done) >= sum(line.sets for line in view.plan)
        before, after = (self._pain.get(asked) for asked in (Question.PAIN_BEFORE, Question.PAIN_AFTER))
        summary = SessionSummary(
            session_id=f"{len(self.finished) + 1:032x}",
            patient_code="TEST2345",
            programme_day=12,
            part_of_day=PartOfDay.MORNING,
            ended=Ending.COMPLETED if whole else Ending.STOPPED,
            duration_s=300.0,
            exercises=tuple(self._done),
            pain_before=before,
            pain_after=after,
            software="0.1.0",
            model="lightning",
        )
        tipped = next((done for done in self._done if done.deviations), None)
        change = None if before is None or after is None else after - before
        outcome = Outcome(
            praise=Praise.WHOLE_DOSE if whole else Praise.CAME_BACK,
            tip=next(iter(tipped.deviations)) if tipped else None,
            tipped=tipped.exercise if tipped else None,
            pain_change=change,
            advice=(Advice.PAIN_ROSE,) if change is not None and change >= 2 else (),
        )
        self._done = []
        self.finished.append(summary)
        waiting = 0 if view.link is LinkState.NOT_CONFIGURED else 1
        self.change(
            phase=Phase.FINISHED,
            question=None,
            summary=summary,
            outcome=outcome,
            skeleton=None,
            outbox=view.outbox + waiting,
        )
