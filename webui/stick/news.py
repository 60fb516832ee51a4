"""How a restore or an update went, for whoever stands at the screen when the device has started again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from device.stick.order import Outcome
from device.view import Phase
from webui.ports import Appliance
from webui.stick.ports import Stick

STARTS_AGAIN: Final = ("restore", "update")
EVERY_S: Final = 1.0


class StickNews:
    """Leads the touchscreen to what there is to tell. It is told once in the life of this process.

    Args:
        clock: tells seconds.
    """

    def __init__(
        self, appliance: Appliance, stick: Stick, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._appliance = appliance
        self._stick = stick
        self._clock = clock
        self._looked_s = -EVERY_S
        self._told: Outcome | None = None

    def wait(self) -> bool:
        """Whether the touchscreen should lead there; never while somebody exercises."""
        if self._appliance.view().phase is not Phase.HOME or not self._stick.is_offered():
            return False
        outcome = self._stick.state().outcome
        return outcome is not None and outcome.of in STARTS_AGAIN and not self.is_told(outcome)

    def have_come(self) -> bool:
        """Like `wait`, for those that ask with every view: looks at the device once a second."""
        now_s = self._clock()
        if now_s - self._looked_s < EVERY_S:
            return False
        self._looked_s = now_s
        return self.wait()

    def is_told(self, outcome: Outcome | None) -> bool:
        """Whether a person has read it."""
        return outcome is not None and outcome == self._told

    def tell(self, outcome: Outcome | None) -> None:
        """A person has read it; None: the next one is a new one, whatever it is like."""
        self._told = outcome
