"""Tells systemd that the service is ready, alive or stopping (sd_notify(3)): datagrams to a socket.

Alive is more than a loop that turns: `Vigil` feeds only while frames flow, or their absence has a name that
the screen shows.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from device.view import CameraState, SessionView
from inference.pose import Frame

log = logging.getLogger(__name__)


FRAMELESS_S: Final = 15.0
"""So long may a camera that is said to deliver, or to start, deliver nothing; opening one takes seconds."""
KNOWN_ABSENCES: Final = frozenset({CameraState.MISSING, CameraState.BUSY, CameraState.HUNG})


class Watchdog(Protocol):
    """The supervisor, as seen by the appliance."""

    def ready(self) -> None:
        """The screen can be reached."""
        ...

    def status(self, words: str) -> None:
        """One line for `systemctl status`."""
        ...

    def feed(self) -> None:
        """Alive. Call at least every half second, only while the analysis does its work."""
        ...

    def stopping(self) -> None:
        """The end has begun."""
        ...


class NoWatchdog:
    """Nobody supervises this process."""

    def ready(self) -> None:
        """Nobody to tell."""

    def status(self, words: str) -> None:
        """Nobody to tell."""

    def feed(self) -> None:
        """Nobody to tell."""

    def stopping(self) -> None:
        """Nobody to tell."""


class SystemdWatchdog:
    """Talks to the service manager that started this process.

    Args:
        address: $NOTIFY_SOCKET: a path, or a name in the abstract namespace after "@".
        timeout_s: $WATCHDOG_USEC in seconds, after which a silent service is killed; None: it doesn't watch.
        clock: the monotonic clock in seconds.
    """

    def __init__(
        self, address: str, timeout_s: float | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        # Four times within the timeout: often enough to survive a late thread, without a datagram per frame.
        self._pace_s = timeout_s / 4 if timeout_s else None
        self._clock = clock
        self._fed_s: float | None = None

    def ready(self) -> None:
        """The screen can be reached."""
        self._send("READY=1")

    def status(self, words: str) -> None:
        """One line for `systemctl status`; line breaks become blanks."""
        self._send("STATUS=" + " ".join(words.split()))

    def feed(self) -> None:
        """Alive; sent a few times within the timeout, however often it is called."""
        now_s = self._clock()
        if self._pace_s is not None and (self._fed_s is None or now_s - self._fed_s >= self._pace_s):
            self._fed_s = now_s
            self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The end has begun."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                # A manager that does not listen must not hold up the analysis.
                channel.setblocking(False)
                channel.sendto(message.encode(), self._address)
        except OSError as error:
            # A supervisor that restarts itself must not end what it supervises.
            log.debug("the service manager did not take %s: %s", message, error)


class Vigil:
    """Decides with every turn of the analysis whether the process deserves to be called alive.

    Args:
        supervisor: is fed.
        newest: the newest frame; None before the first.
        clock: the monotonic clock in seconds.
        stuck: whether a call of the camera does not come back: then nobody opens it again.
    """

    def __init__(
        self,
        supervisor: Watchdog,
        newest: Callable[[], Frame | None],
        clock: Callable[[], float] = time.monotonic,
        stuck: Callable[[], bool] = lambda: False,
    ) -> None:
        self._supervisor = supervisor
        self._newest = newest
        self._stuck = stuck
        self._clock = clock
        self._seen_s: float | None = None
        self._news_s = clock()

    def look(self, view: SessionView) -> None:
        """Feed, unless frames should come and don't: then a capture hangs that nobody noticed."""
        now_s, frame = self._clock(), self._newest()
        captured_s = None if frame is None else frame.captured_s
        absent = view.camera in KNOWN_ABSENCES and not self._stuck()
        if captured_s != self._seen_s or absent:
            self._seen_s, self._news_s = captured_s, now_s
        if now_s - self._news_s < FRAMELESS_S:
            self._supervisor.feed()


def watchdog(environ: Mapping[str, str]) -> Watchdog:
    """The supervisor that `environ` names (NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID), if any."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return NoWatchdog()
    watched = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    usec = environ.get("WATCHDOG_USEC", "")
    return SystemdWatchdog(address, int(usec) / 1e6 if watched and usec.isdigit() else None)
