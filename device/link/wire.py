"""What goes over a connection to the broker, and how it can fail."""

from __future__ import annotations

from dataclasses import dataclass

from device.errors import LinkError


class LinkRefusedError(LinkError):
    """The broker refuses, or can't be trusted: waiting alone will not help."""


class PacketTooLargeError(LinkError):
    """The broker ended the connection over the size of the message in flight."""


@dataclass(frozen=True, slots=True)
class Message:
    """To publish with QoS 1, or received."""

    topic: str
    payload: bytes
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a publish or subscribe.

    Attributes:
        token: the number that `publish` or `subscribe` gave.
        refusal: why it was not accepted, in words; None if it was.
        heard: False if the broker accepted the message but nobody subscribes to it: it is gone.
    """

    token: int
    refusal: str | None = None
    heard: bool = True


Happening = Message | Outcome
