"""Questions one after another, each with the answer that is proposed to those who don't touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from device.command import BodyRegion, Command, Order
from device.link.messages import RedFlag
from device.summary import StopReason
from device.view import Question

STOP_REASONS = tuple(reason for reason in StopReason if reason is not StopReason.RED_FLAG)
MODERATE = 3
"""Of exertion from 0 to 10, in the words of Borg's CR10 scale: where the counting begins."""
_ANSWERED_BY = {
    Question.RED_FLAG: Command.ANSWER,
    Question.PAIN_BEFORE: Command.PAIN,
    Question.WHERE: Command.WHERE,
    Question.HOW_MUCH: Command.PAIN,
    Question.STOP_REASON: Command.REASON,
    Question.PAIN_AFTER: Command.PAIN,
    Question.EXERTION: Command.EXERTION,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One question; `red_flag` is what RED_FLAG asks about."""

    question: Question
    red_flag: RedFlag | None = None


SCREENING = (*(Ask(Question.RED_FLAG, flag) for flag in RedFlag), Ask(Question.PAIN_BEFORE))


def all_well() -> Iterator[Order]:
    """The orders of someone who starts, has no red flag and no pain."""
    yield Order(Command.START)
    for flag in RedFlag:
        yield Order(Command.ANSWER, subject=flag, value=0)
    yield Order(Command.PAIN, value=0)


class Interview:
    """Where in a row of questions the person is.

    Args:
        asks: the questions, at least one.
        pain: the pain that was told last, from which MORE counts on where pain is asked.
    """

    def __init__(self, asks: Iterable[Ask], pain: int = 0) -> None:
        self._asks = list(asks)
        self._at = 0
        self._pain = pain
        self._more = 0

    @property
    def now(self) -> Ask:
        """The question that is asked."""
        return self._asks[self._at]

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self._at + 1

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self._asks)

    @property
    def proposed(self) -> int | None:
        """The number, or the index of the choice, that ACCEPT takes; None where yes or no is asked."""
        most = self._most()
        return None if most is None else (self._first() + self._more) % (most + 1)

    @property
    def proposed_choice(self) -> BodyRegion | StopReason | None:
        """The choice that ACCEPT takes; None where a number, or yes or no, is asked."""
        match self.now.question:
            case Question.WHERE:
                return tuple(BodyRegion)[self.proposed or 0]
            case Question.STOP_REASON:
                return STOP_REASONS[self.proposed or 0]
            case _:
                return None

    def shown(self) -> dict[str, object]:
        """The fields of the view that are about the question."""
        return {
            "question": self.now.question,
            "subject": self.now.red_flag,
            "question_number": self.number,
            "questions": self.count,
            "proposed": self.proposed,
            "proposed_choice": self.proposed_choice,
        }

    def answer(self, order: Order) -> Order | None:
        """The order as an answer to the present question (ACCEPT as what it accepts); None: it is none."""
        question, command = self.now.question, order.command
        if command is Command.ACCEPT:
            return self._accepted()
        if command is not _ANSWERED_BY.get(question):
            return None
        if question is Question.RED_FLAG and order.subject != self.now.red_flag:
            return None
        if question is Question.STOP_REASON and order.subject not in STOP_REASONS:
            return None
        return order

    def more(self) -> None:
        """Propose the next number or choice."""
        self._more += 1

    def next(self) -> bool:
        """To the next question; False after the last."""
        self._more = 0
        if self._at + 1 == len(self._asks):
            return False
        self._at += 1
        return True

    def back(self) -> None:
        """To the question before, if there is one."""
        self._at = max(0, self._at - 1)
        self._more = 0

    def insert(self, asks: Iterable[Ask]) -> None:
        """Ask these next."""
        self._asks[self._at + 1 : self._at + 1] = asks

    def _first(self) -> int:
        match self.now.question:
            case Question.EXERTION:
                return MODERATE
            case Question.WHERE | Question.STOP_REASON:
                return 0
            case _:
                return self._pain

    def _most(self) -> int | None:
        match self.now.question:
            case Question.WHERE:
                return len(BodyRegion) - 1
            case Question.STOP_REASON:
                return len(STOP_REASONS) - 1
            case Question.PAIN_BEFORE | Question.HOW_MUCH | Question.PAIN_AFTER | Question.EXERTION:
                return 10
            case _:
                return None

    def _accepted(self) -> Order | None:
        match self.proposed_choice:
            case BodyRegion() as region:
                return Order(Command.WHERE, regions=(region,))
            case StopReason() as reason:
                return Order(Command.REASON, subject=reason)
            case None:
                number = self.proposed
        return None if number is None else Order(_ANSWERED_BY[self.now.question], value=number)
