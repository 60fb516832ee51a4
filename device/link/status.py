"""What the screen shows of the link to the clinician."""

from __future__ import annotations

from dataclasses import dataclass

from device.view import LinkState


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """One moment of the link.

    Attributes:
        state: connected or not; REFUSED needs a person.
        detail: what is wrong or awaited, in one line; empty if all is well.
        outbox: messages not known to have arrived.
        ignored_receipts: malformed messages on the receipt topic so far.
    """

    state: LinkState
    detail: str = ""
    outbox: int = 0
    ignored_receipts: int = 0
