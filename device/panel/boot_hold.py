"""The button held from the start on: the way into the set-up for who can't reach the settings page."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

HELD_S = 8.0
JAMMED_S = 30.0
"""Nobody holds a button for so long: it is stuck, and must not ask for the set-up at every start."""


class Moment(Enum):
    """What is to be told of that press."""

    LONG_ENOUGH = "long enough"
    """It may be let go."""
    LET_GO = "let go"
    """It was held long enough, and was let go: the set-up is wanted."""


class BootHold:
    """Watches one press that began before the panel did.

    Args:
        pressed: whether the button is down as the panel begins.
        clock: the monotonic clock in seconds.
    """

    def __init__(self, pressed: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since_s: float | None = clock() if pressed else None
        self._told = False

    def look(self, pressed: bool) -> Moment | None:
        """Each moment once, as it comes; look often."""
        if self._since_s is None:
            return None
        held_s = self._clock() - self._since_s
        if not pressed or held_s >= JAMMED_S:
            self._since_s = None
            return Moment.LET_GO if self._told and held_s < JAMMED_S else None
        if self._told or held_s < HELD_S:
            return None
        self._told = True
        return Moment.LONG_ENOUGH
