"""An event that a thread can wait for together with a socket."""

from __future__ import annotations

import os
import select


class Wake:
    """Set from any thread, waited for and cleared by one. Setting it twice is the same as once."""

    def __init__(self) -> None:
        self._fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def fileno(self) -> int:
        """Readable while the event is set."""
        return self._fd

    def set(self) -> None:
        """Let the waiting thread go on."""
        os.eventfd_write(self._fd, 1)

    def clear(self) -> None:
        """Wait for the next `set`."""
        try:
            os.eventfd_read(self._fd)
        except BlockingIOError:
            return

    def wait(self, timeout_s: float) -> bool:
        """Wait until it is set, at most `timeout_s` seconds; clear it. Returns whether it was set."""
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        woken = bool(poll.poll(max(0.0, timeout_s) * 1000))
        self.clear()
        return woken

    def __del__(self) -> None:
        os.close(self._fd)
