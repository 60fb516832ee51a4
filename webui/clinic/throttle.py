"""How often a sign-in may fail."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

WINDOW_S: Final = 15 * 60.0
FAILURES_OF_ONE_ADDRESS: Final = 10
FAILURES_OF_ONE_NAME: Final = 20
MOST_KEPT: Final = 10_000


class Throttle:
    """Counts failures of the last 15 minutes, by address and by name, in this process.

    Args:
        now_s: the clock, in seconds.
    """

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._failures: deque[tuple[float, str, str]] = deque(maxlen=MOST_KEPT)
        self._lock = threading.Lock()

    def allows(self, name: str, address: str) -> bool:
        """Whether another attempt may be made."""
        with self._lock:
            while self._failures and self._failures[0][0] < self._now_s() - WINDOW_S:
                self._failures.popleft()
            of_name = sum(failed == name for _, failed, _ in self._failures)
            of_address = sum(where == address for _, _, where in self._failures)
        return of_name < FAILURES_OF_ONE_NAME and of_address < FAILURES_OF_ONE_ADDRESS

    def failed(self, name: str, address: str) -> None:
        """An attempt failed."""
        with self._lock:
            self._failures.append((self._now_s(), name, address))
