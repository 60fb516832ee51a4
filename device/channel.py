"""Latest-wins channel: one slot, the newest value, never a queue of old ones."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """One slot from any number of writers to any number of readers.

    A reader keeps the version that it saw last and gets the newest value after it; what came in between
    is gone, by design. Closing wakes every waiting reader.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._value: T | None = None
        self._version = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        """True once no value will follow."""
        return self._closed

    def put(self, value: T) -> None:
        """Replace the value."""
        with self._changed:
            self._value = value
            self._version += 1
            self._changed.notify_all()

    def forget(self) -> None:
        """Let go of the value; who asks gets the next one."""
        with self._changed:
            self._value = None

    def close(self) -> None:
        """Wake all readers; they get no further value."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def peek(self) -> T | None:
        """The newest value, None before the first and after `forget`."""
        with self._changed:
            return self._value

    def newer(self, seen: int, timeout_s: float) -> tuple[int, T] | None:
        """Wait for a value newer than version `seen` (0 for any).

        Returns:
            (version, value), or None after `timeout_s` seconds or when the channel was closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._is_newer(seen), timeout_s)
            if self._closed or self._value is None or not self._is_newer(seen):
                return None
            return self._version, self._value

    def _is_newer(self, seen: int) -> bool:
        return self._version > seen and self._value is not None
