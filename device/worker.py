"""Threads that end. One worker, one stage; a worker that dies of a bug takes the process with it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class WorkerStuckError(RuntimeError):
    """A worker did not end in time."""


class Worker(threading.Thread):
    """Runs `work(stop)` until it returns or `stop` is set.

    Args:
        name: shown in logs and stack dumps.
        work: the stage's loop; it looks at `stop` at least every half second.
        on_death: called from the dying thread with the exception when `work` raises: a bug,
            which ends the process so that the supervisor starts it afresh.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[threading.Event], None],
        on_death: Callable[[BaseException], None],
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._on_death = on_death
        self._stopping = threading.Event()

    def run(self) -> None:
        """The thread's body."""
        try:
            self._work(self._stopping)
        except Exception as error:
            log.exception("%s died", self.name)
            self._on_death(error)

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the thread and wait for it; safe to call twice and before it was started.

        Raises:
            WorkerStuckError: it is still running after `timeout_s` seconds.
        """
        self._stopping.set()
        if self.ident is None or self is threading.current_thread():
            return
        self.join(timeout_s)
        if self.is_alive():
            raise WorkerStuckError(f"{self.name} did not end within {timeout_s:g} s")
