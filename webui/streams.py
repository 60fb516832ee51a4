"""Open streams: how many there may be, how they end, and why a slow one never gets a backlog."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")

# Longest silence of a stream. It bounds how late a closed browser tab is noticed (only a write can tell), how
# late the page sees that the appliance is gone, and how long stopping takes.
QUIET_S = 0.5


class Streams:
    """Counts the open streams of one application.

    Args:
        limit: how many may be open at the same time.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._free = threading.BoundedSemaphore(limit)
        self._closing = threading.Event()

    def open(self) -> bool:
        """Take a place; False if all are taken or the server is stopping."""
        return not self._closing.is_set() and self._free.acquire(blocking=False)

    def done(self) -> None:
        """Give a place back, once for each `open` that was granted."""
        self._free.release()

    def close(self) -> None:
        """End every open stream within `QUIET_S` seconds and grant no further one."""
        self._closing.set()

    def newest(self, wait_for: Callable[[int, float], tuple[int, T] | None]) -> Iterator[T | None]:
        """The newest value whenever the consumer is ready for one, until `close`.

        Nothing is queued: what a slow consumer missed meanwhile is gone.

        Args:
            wait_for: (version seen, timeout in seconds) to (version, value), None if there is none newer.

        Yields:
            a value, or None after `QUIET_S` seconds without a new one.
        """
        seen = 0
        while not self._closing.is_set():
            asked_s = time.monotonic()
            got = wait_for(seen, QUIET_S)
            if got is None:
                # A channel that has ended answers None at once: without this wait the loop would spin.
                self._closing.wait(QUIET_S - (time.monotonic() - asked_s))
                yield None
            else:
                seen, value = got
                yield value
