"""Root's end of the line, as its socket unit has it: a service for each connection, one at a time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from device.commands.stick import read_line
from device.stick.answers import Answers
from device.stick.devices import Partition
from device.stick.reception import received
from device.stick.service import Service


class RootsEnd:
    """The real service behind a real socket in `folder`; systemd is played.

    Args:
        folder: in the place of /run/matside-stick.
        find: tells which sticks are plugged in.
        updates: in the place of /var/lib/matside-update.
    """

    def __init__(self, folder: Path, find: Callable[[], tuple[Partition, ...]], updates: Path) -> None:
        self._folder, self._find, self._updates = folder, find, updates
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / "socket"))
        self._listening.listen()
        self._serving = threading.Lock()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Nobody is served any more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            if not self._serving.acquire(blocking=False):
                line.close()  # MaxConnections=1
                continue
            self._threads.append(threading.Thread(target=self._serve, args=(line,)))
            self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with line:
                answers = Answers(line.fileno(), self._folder)
                order = received(read_line(line.fileno()), answers)
                if order is not None:
                    Service(answers, self._find, self._updates).do(order)
        finally:
            self._serving.release()


@contextmanager
def roots_end(folder: Path, find: Callable[[], tuple[Partition, ...]], updates: Path) -> Iterator[RootsEnd]:
    """Root's end for as long as the block lasts."""
    folder.mkdir(exist_ok=True)
    end = RootsEnd(folder, find, updates)
    try:
        yield end
    finally:
        end.close()
