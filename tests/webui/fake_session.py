"""A session that behaves without seeing anything: it asks, introduces, rests and ends as it is ordered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from device.channel import Latest
from device.command import Command, Order
from device.link.messages import RedFlag
from device.summary import SessionSummary
from device.view import LinkState, Phase, PlannedExercise, Question, SessionView
from tests.webui.fake_diary import FakeDiary

FLAGS = tuple(flag.value for flag in RedFlag)
MOVING = {Phase.INTRODUCING, Phase.PREPARING, Phase.COUNTDOWN, Phase.ACTIVE, Phase.RESTING}


class FakeSession:
    """Obeys orders as the real session does; whoever calls it sees to it that they come one at a time.

    Args:
        first: the view before anything has happened.
        views: where every later view is put.

    Attributes:
        view: the newest view.
        diary: what was done and told.
        finished: the summaries, the oldest first.
    """

    def __init__(self, first: SessionView, views: Latest[SessionView]) -> None:
        self._first = first
        self._views = views
        self.view = first
        self.diary = FakeDiary()
        self.finished: list[SessionSummary] = []

    def reset(self) -> None:
        """As it was at the very beginning."""
        self.view = self._first
        self.diary = FakeDiary()
        self.finished.clear()

    def change(self, **fields: Any) -> None:
        """Publish a view that differs in these fields."""
        self.view = replace(self.view, **fields)
        self._views.put(self.view)

    def planned(self) -> PlannedExercise:
        """The current exercise's line of the plan."""
        assert self.view.position is not None
        return self.view.plan[self.view.position]

    def end_set(self, phase: Phase, **fields: Any) -> None:
        """What follows the set: the next set, the next exercise, or the questions at the end."""
        self.diary.leave_set(self.view)
        self._come_to(phase, **fields)

    def obey(self, order: Order) -> None:
        """Do what the order asks for; nothing, where it makes no sense."""
        match self.view.phase, order.command:
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
        view = self.view
        match order.command:
            case Command.ANSWER if order.subject == view.subject and order.value:
                self.change(phase=Phase.RED_FLAG, question=None, red_flags=(view.subject,))
            case Command.ANSWER if order.subject == view.subject:
                self._ask_flag(view.question_number)
            case Command.BACK:
                self._ask_flag(max(0, view.question_number - 2))
            case Command.PAIN if view.question is Question.PAIN_BEFORE and order.value is not None:
                self.diary.pain[Question.PAIN_BEFORE] = order.value
                self._introduce(0, 1)
            case Command.HOME:
                self.change(phase=Phase.HOME, question=None)

    def _move(self, command: Command) -> None:
        match command:
            case Command.PAUSE if self.view.phase is not Phase.PAUSED:
                self.change(phase=Phase.PAUSED, correction=None, reason=None)
            case Command.RESUME if self.view.phase is Phase.INTRODUCING:
                self.change(phase=Phase.PREPARING)
            case Command.RESUME if self.view.phase is Phase.RESTING:
                self._introduce(self.view.position or 0, self.view.set_number)
            case Command.NEXT:
                self._leave_exercise()
            case Command.HURTS:
                self.change(phase=Phase.HURTING, question=Question.WHERE, proposed_choice="neck")
            case Command.STOP:
                self.diary.leave_set(self.view)
                self.change(phase=Phase.RATING, question=Question.STOP_REASON, proposed_choice="pain")

    def _hurt(self, order: Order) -> None:
        match self.view.question, order.command:
            case Question.WHERE, Command.WHERE | Command.RESUME:
                self.diary.regions = order.regions
                self.change(question=Question.HOW_MUCH, proposed=5, proposed_choice=None)
            case Question.HOW_MUCH, Command.PAIN | Command.RESUME:
                self.change(question=Question.GO_ON, proposed=None)
            case Question.GO_ON, Command.RESUME:
                self._leave_exercise()
            case _, Command.STOP:
                self.diary.leave_set(self.view)
                self.change(phase=Phase.RATING, question=Question.PAIN_AFTER)

    def _rate(self, order: Order) -> None:
        match self.view.question, order.command:
            case Question.STOP_REASON, Command.REASON:
                before = self.diary.pain.get(Question.PAIN_BEFORE)
                self.change(question=Question.PAIN_AFTER, proposed=before, proposed_choice=None)
            case Question.PAIN_AFTER, Command.PAIN if order.value is not None:
                self.diary.pain[Question.PAIN_AFTER] = order.value
                self.change(question=Question.EXERTION, proposed=4)
            case Question.EXERTION, Command.EXERTION:
                self._finish()
            case Question.EXERTION, Command.BACK:
                self.change(question=Question.PAIN_AFTER)
            case _, Command.STOP:
                self._finish()

    def _introduce(self, position: int, set_number: int) -> None:
        self.diary.faults = {}
        self.change(
            phase=Phase.INTRODUCING if set_number == 1 else Phase.PREPARING,
            position=position,
            set_number=set_number,
            sets=self.view.plan[position].sets,
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

    def _leave_exercise(self) -> None:
        """This set and all that would follow it."""
        self.diary.leave_set(self.view)
        self.view = replace(self.view, set_number=self.view.sets)
        self._come_to(Phase.INTRODUCING)

    def _come_to(self, phase: Phase, **fields: Any) -> None:
        view = self.view
        assert view.position is not None
        more = view.set_number < view.sets
        position = view.position if more else view.position + 1
        if position == len(view.plan):
            self.change(phase=Phase.RATING, question=Question.PAIN_AFTER, proposed=2, set_done=False)
            return
        self._introduce(position, view.set_number + 1 if more else 1)
        self.change(phase=phase, **fields)

    def _finish(self) -> None:
        summary, outcome = self.diary.close_session(self.view, len(self.finished) + 1)
        self.finished.append(summary)
        waiting = 0 if self.view.link is LinkState.NOT_CONFIGURED else 1
        self.change(
            phase=Phase.FINISHED,
            question=None,
            summary=summary,
            outcome=outcome,
            skeleton=None,
            outbox=self.view.outbox + waiting,
        )
