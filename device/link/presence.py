"""The retained status: who is here, and how it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from device.link.messages import Health, Presence, Status
from device.link.timing import UplinkTiming

_SLOW = {"disk_free_mb", "temperature_c", "outbox"}
"""Numbers that always change a little: told from time to time, not at each change."""


class StatusReport:
    """When the status is told anew. Used by the uplink's thread.

    Args:
        software: this program's version.
        health: tells how the device is; None: it is not told.
        timing: how often.
    """

    def __init__(self, software: str, health: Callable[[], Health] | None, timing: UplinkTiming) -> None:
        self._software = software
        self._health = health
        self._timing = timing
        self._told: dict[str, Any] | None = None
        self._told_s = 0.0
        self._look_s = 0.0

    def offline(self) -> bytes:
        """The last will."""
        return Status(state=Presence.OFFLINE, software=self._software).model_dump_json().encode()

    def online(self, now_s: float) -> bytes:
        """The status at the beginning of a connection."""
        return self._tell(now_s, self._health() if self._health else None)

    def news(self, now_s: float) -> bytes | None:
        """The status if it should be told again at `now_s` (monotonic seconds), else None."""
        if self._health is None or now_s < self._look_s:
            return None
        self._look_s = now_s + self._timing.status_look_s
        health = self._health()
        unchanged = self._told == health.model_dump(exclude=_SLOW)
        if unchanged and now_s < self._told_s + self._timing.status_every_s:
            return None
        return self._tell(now_s, health)

    def _tell(self, now_s: float, health: Health | None) -> bytes:
        self._told = health.model_dump(exclude=_SLOW) if health else None
        self._told_s = now_s
        self._look_s = now_s + self._timing.status_look_s
        status = Status(state=Presence.ONLINE, software=self._software, health=health)
        return status.model_dump_json().encode()
