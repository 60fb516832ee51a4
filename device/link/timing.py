"""How patient the uplink is with networks, brokers and clinics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SESSION_EXPIRY_S: Final = 7 * 24 * 3600
"""So long the broker keeps the subscriptions, and what comes for them, of a device that is away."""
LOOK_EVERY_S: Final = 0.25
STEADY_S: Final = 30.0
"""A connection that lasted so long worked: the next failure counts as a first one."""


@dataclass(frozen=True, slots=True)
class UplinkTiming:
    """How patient the uplink is, all in seconds.

    Attributes:
        first_retry_s: after the first failed connection; doubled each time, with jitter.
        longest_retry_s: between connections.
        acknowledge_s: for the broker to acknowledge a message before the connection counts as dead.
        first_repeat_s: for the clinic's receipt before a message is sent again; doubled each time.
        longest_repeat_s: between two sendings of the same message.
        status_look_s: between two looks at how the device is.
        status_every_s: between two messages of it if nothing important has changed.
    """

    first_retry_s: float = 1.0
    longest_retry_s: float = 300.0
    acknowledge_s: float = 30.0
    first_repeat_s: float = 30.0
    longest_repeat_s: float = 3600.0
    status_look_s: float = 15.0
    status_every_s: float = 900.0
