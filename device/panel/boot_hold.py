"""The button held from the start on: the way into the set-up for who can't reach the settings page."""

from __future__ import annotations

import time
from collections.abc import Callable

HELD_S = 8.0


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

    @property
    def is_under_way(self) -> bool:
        """Whether the button has not been let go since: until then a press means nothing else."""
        return self._since_s is not None

    def is_complete(self, pressed: bool) -> bool:
        """True once, when it has been held for 8 s; look often."""
        if self._since_s is None:
            return False
        if not pressed:
            self._since_s = None
            return False
        if self._told or self._clock() - self._since_s < HELD_S:
            return False
        self._told = True
        return True
