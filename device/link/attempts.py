"""What was tried with each message of the outbox since the process began, and when it may be tried again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from device.link.backoff import exponential_s

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
    """Message ids with their next time, on the monotonic clock; a message not in here is due at once.

    Args:
        patience: between repeats of a message that the broker has or refuses.
        patience_unheard: between repeats of one that reached nobody.
    """

    def __init__(self, patience: Patience, patience_unheard: Patience) -> None:
        self._patience = patience
        self._patience_unheard = patience_unheard
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

    def at_broker(self, message_id: str, now_s: float, awaits: str) -> float:
        """The broker has it; `awaits` says in words what is still missing.

        Returns:
            Until when later messages should wait for it, to keep the order: its first repeat, at the latest.
            A message that the clinic never confirms holds up nobody after that.
        """
        attempt = self._outcome(message_id, now_s, self._patience, awaits)
        return attempt.due_s if attempt.repeats == 1 else now_s

    def unheard(self, message_id: str, now_s: float, awaits: str) -> float:
        """The broker took it, for nobody. Returns when it is due again; others would fare no better."""
        return self._outcome(message_id, now_s, self._patience_unheard, awaits).due_s

    def refused(self, message_id: str, now_s: float, refusal: str, *, lasting: bool = False) -> bool:
        """It was not accepted, for a reason in words. Returns whether that is news.

        `lasting`: a new connection is no reason to try it again before its time; it would be lost over it.
        """
        known = self._attempts.get(message_id)
        news = known is None or known.refusal != refusal
        attempt = self._outcome(message_id, now_s, self._patience, None)
        attempt.refusal, attempt.lasting = refusal, lasting
        return news

    def delivered(self, message_ids: Iterable[str]) -> None:
        """These have arrived: forget them."""
        for message_id in message_ids:
            self._attempts.pop(message_id, None)

    def reconnected(self) -> None:
        """What the broker had may be lost, and rights may have been corrected: such messages are due."""
        for attempt in self._attempts.values():
            if attempt.awaits is not None or (attempt.refusal is not None and not attempt.lasting):
                attempt.due_s, attempt.repeats = 0.0, 0

    def refusal(self) -> str | None:
        """Why a message is not accepted, None if all are."""
        return next((attempt.refusal for attempt in self._attempts.values() if attempt.refusal), None)

    def awaited(self) -> str:
        """What messages at the broker are waiting for, empty if nothing."""
        waiting = [attempt.awaits for attempt in self._attempts.values() if attempt.awaits]
        return f"{len(waiting)} sent, waiting for {waiting[0]}" if waiting else ""

    def _outcome(self, message_id: str, now_s: float, patience: Patience, awaits: str | None) -> _Attempt:
        attempt = self._attempts.setdefault(message_id, _Attempt())
        if attempt.awaits != awaits:
            # It waits for something else now: patience begins anew.
            attempt.repeats = 0
        attempt.awaits, attempt.refusal, attempt.lasting, attempt.losses = awaits, None, False, 0
        attempt.due_s = now_s + patience.wait_s(attempt.repeats)
        attempt.repeats += 1
        return attempt
