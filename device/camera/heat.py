"""Whether the processor is held back by heat: then fewer frames are looked at, and the screen says so."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from device.camera.pace import HOT_S, Pace
from device.doctor.pi_health import PiHealth, read_pi_health

log = logging.getLogger(__name__)

LOOK_S = 10.0


class HeatWatch:
    """Sets the pace by the firmware's own flags, which a Pi raises at 80 to 85 °C.

    Args:
        pace: what is slowed down.
        read: asks the board.
    """

    def __init__(self, pace: Pace, read: Callable[[], PiHealth] = read_pi_health) -> None:
        self._pace = pace
        self._read = read
        self._health = PiHealth(None, None)

    @property
    def words(self) -> str:
        """Temperature and what is done about it, in one line; empty where the board tells nothing."""
        health = self._health
        told = [f"{health.temperature_c:.0f} °C"] if health.temperature_c is not None else []
        told += health.now
        if self._pace.hot:
            told.append(f"{1 / HOT_S:.0f} pictures a second; let air to the device")
        return ", ".join(told)

    def run(self, stop: threading.Event) -> None:
        """The worker's body: look now and then until stopped."""
        while True:
            self.look()
            if stop.wait(LOOK_S):
                return

    def look(self) -> None:
        """Ask the board once."""
        self._health = self._read()
        if self._health.hot is not self._pace.hot:
            self._pace.hot = self._health.hot
            log.warning("temperature: %s", self.words)
