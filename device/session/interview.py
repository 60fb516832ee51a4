"""Questions one after another, each with the answer that is proposed to those who don't touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from device.command import BodyRegion, Command, Order
from device.link.messages import RedFlag
from device.summary import StopReason
from device.view import Question

STOP_REASONS = tuple(reason for reason in StopReason if reason is not StopReason.RED_FLAG)
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
        proposed: the number from which MORE counts.
    """

    def __init__(self, asks: Iterable[Ask], proposed: int = 0) -> None:
        self._asks = list(asks)
        self._at = 0
        self._first_proposed = proposed
        self._proposed = proposed

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
        return None if most is None else self._proposed % (most + 1)

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
        self._proposed += 1

    def next(self) -> bool:
        """To the next question; False after the last."""
        self._proposed = self._first_proposed
        if self._at + 1 == len(self._asks):
            return False
        self._at += 1
        return True

    def back(self) -> None:
        """To the question before, if there is one."""
        self._at = max(0, self._at - 1)

    def insert(self, asks: Iterable[Ask]) -> None:
        """Ask these next."""
        self._asks[self._at + 1 : self._at + 1] = asks

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
        chosen = self.proposed
        if chosen is None:
            return None
        match self.now.question:
            case Question.WHERE:
                return Order(Command.WHERE, regions=(tuple(BodyRegion)[chosen],))
            case Question.STOP_REASON:
                return Order(Command.REASON, subject=STOP_REASONS[chosen])
            case question:
                return Order(_ANSWERED_BY[question], value=chosen)
