"""What was tried with each message of the outbox since the process began, and when it may be tried again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from device.backoff import exponential_s

LOSSES_FORGIVEN: Final = 2


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before a message is sent again, in seconds, doubled each time.

    Attributes:
        first_s: after the first sending that had no effect.
        longest_s: between two sendings of the same message.
    """

    first_s: float
    longest_s: float

    def wait_s(self, doublings: int) -> float:
        """Seconds to wait after so many repeats."""
        return exponential_s(self.first_s, doublings, self.longest_s)


@dataclass(slots=True)
class _Attempt:
    repeats: int = 0
    losses: int = 0
    due_s: float = 0.0
    awaits: str | None = None
    lasting: bool = False
    refusal: str | None = None


class Attempts:
    """Message ids with their next time, on the monotonic clock; a message not in here is due at once."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._attempts: dict[str, _Attempt] = {}

    def later(self, now_s: float) -> list[str]:
        """Messages whose time has not come."""
        return [id_ for id_, attempt in self._attempts.items() if attempt.due_s > now_s]

    def lost(self, message_id: str, now_s: float, suspicion: str) -> bool:
        """The connection was lost with it in flight. Returns whether it is now held to be the cause.

        The first times it is due again at once, so that messages keep their order. One over which the
        connection is lost every time counts as refused, with `suspicion` in words, and lets the others pass.
        """
        attempt = self._attempts.setdefault(message_id, _Attempt())
        losses = attempt.losses + 1
        if losses > LOSSES_FORGIVEN:
            self.refused(message_id, now_s, suspicion, lasting=True)
        attempt.losses = losses
        return losses > LOSSES_FORGIVEN

    def at_broker(self, message_id: str, now_s: float, awaits: str, patience: Patience | None = None) -> None:
        """The broker has it; `awaits` says in words what is still missing."""
        attempt = self._outcome(message_id, now_s, patience or self._patience)
        attempt.awaits, attempt.refusal = awaits, None

    def refused(self, message_id: str, now_s: float, refusal: str, *, lasting: bool = False) -> bool:
        """It was not accepted, for a reason in words. Returns whether that is news.

        `lasting`: a new connection is no reason to try it again before its time; it would be lost over it.
        """
        attempt = self._outcome(message_id, now_s, self._patience)
        news = attempt.refusal != refusal
        attempt.awaits, attempt.refusal, attempt.lasting = None, refusal, lasting
        return news

    def delivered(self, message_ids: Iterable[str]) -> None:
        """These have arrived: forget them."""
        for message_id in message_ids:
            self._attempts.pop(message_id, None)

    def reconnected(self) -> None:
        """What the broker had may be lost, and rights may have been corrected: such messages are due."""
        for attempt in self._attempts.values():
            if attempt.awaits is not None or (attempt.refusal is not None and not attempt.lasting):
                attempt.due_s = 0.0

    def refusal(self) -> str | None:
        """Why a message is not accepted, None if all are."""
        return next((attempt.refusal for attempt in self._attempts.values() if attempt.refusal), None)

    def awaited(self) -> str:
        """What messages at the broker are waiting for, empty if nothing."""
        waiting = [attempt.awaits for attempt in self._attempts.values() if attempt.awaits]
        return f"{len(waiting)} sent, waiting for {waiting[0]}" if waiting else ""

    def _outcome(self, message_id: str, now_s: float, patience: Patience) -> _Attempt:
        attempt = self._attempts.setdefault(message_id, _Attempt())
        attempt.losses = 0
        attempt.due_s = now_s + patience.wait_s(attempt.repeats)
        attempt.repeats += 1
        return attempt
