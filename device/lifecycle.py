"""Start the workers, wait for the end, stop them in order; a worker that dies of a bug ends the process."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from types import FrameType

from device.worker import Worker, WorkerStuckError

log = logging.getLogger(__name__)

FAILED = 70  # EX_SOFTWARE of sysexits.h: the supervisor starts the process again


class Lifecycle:
    """From start to stop of the process."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._failure: BaseException | None = None

    def worker_died(self, error: BaseException) -> None:
        """For `Worker`: end the process."""
        self._failure = error
        self._ended.set()

    def end(self) -> None:
        """End the process in good order."""
        self._ended.set()

    def ends_within(self, seconds: float) -> bool:
        """Wait so long, or until the process is to end; whether it is."""
        return self._ended.wait(seconds)

    def catch_signals(self) -> None:
        """SIGTERM, SIGINT and SIGHUP end the process in good order. Only from the main thread.

        The last one comes when its terminal is closed; a process that was told to outlive it (nohup) does.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def run(self, workers: Sequence[Worker], stopping: Callable[[], None]) -> int:
        """Start `workers`, wait, call `stopping`, and stop them in their order.

        Returns:
            The process's exit code.
        """
        for worker in workers:
            worker.start()
        self._ended.wait()
        stopping()
        for worker in workers:
            try:
                worker.stop()
            except WorkerStuckError as error:
                log.exception("a worker hangs")
                self._failure = self._failure or error
        return 0 if self._failure is None else FAILED

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._ended.set()
