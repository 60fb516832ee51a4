"""What the person tells of pain and effort, noted as it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from device.command import Order
from device.session.interview import Ask
from device.session.notes import Hurt, Note, Rated
from device.summary import StopReason
from device.view import Question


class Account:
    """Takes answers one by one.

    Args:
        note: takes what must not be lost.

    Attributes:
        pain: told last, 0–10.
    """

    def __init__(self, note: Callable[[Note], None]) -> None:
        self._note = note
        self._hurt: Hurt | None = None
        self.pain = 0

    def hurts(self, run: int) -> None:
        """Set number `run` was stopped for pain; where and how much may follow."""
        self._mark(Hurt(run))

    def gave_up_for_pain(self) -> None:
        """The session ends because of the pain."""
        self._note(Rated(stop_reason=StopReason.PAIN))

    def take(self, ask: Ask, answer: Order) -> None:
        """Keep the answer to a question about pain, effort or the reason for stopping."""
        match ask.question:
            case Question.PAIN_BEFORE:
                self.pain = answer.value or 0
            case Question.WHERE if self._hurt is not None:
                self._mark(replace(self._hurt, regions=answer.regions))
            case Question.HOW_MUCH if self._hurt is not None:
                self.pain = answer.value or 0
                self._mark(replace(self._hurt, pain=answer.value))
            case Question.STOP_REASON:
                self._note(Rated(stop_reason=StopReason(answer.subject or "")))
            case Question.PAIN_AFTER:
                self.pain = answer.value or 0
                self._note(Rated(pain_after=answer.value))
            case Question.EXERTION:
                self._note(Rated(exertion=answer.value))

    def told(self) -> None:
        """Nothing more will be told of the pain that stopped a set."""
        if self._hurt is not None:
            self._mark(replace(self._hurt, told=True))
            self._hurt = None

    def _mark(self, hurt: Hurt) -> None:
        self._hurt = hurt
        self._note(hurt)
