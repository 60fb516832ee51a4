"""Button, light and buzzer beside the mat."""

from __future__ import annotations

from typing import Protocol

from device.errors import MatsideError
from device.view import SessionView


class PanelError(MatsideError):
    """Button, light and buzzer can't be used."""


class NoPinsError(PanelError):
    """This machine has no pins at all: most have none, and nothing is wrong."""


class Panel(Protocol):
    """Shows the session to someone on the mat, and takes presses of the button."""

    @property
    def name(self) -> str:
        """What it is, or why there is none: one line for the log and `matside doctor`."""
        ...

    def show(self, view: SessionView) -> None:
        """Tell this moment. Cheap when nothing changed; called by one thread."""
        ...

    def close(self) -> None:
        """Light and buzzer off, pins released; safe to call twice."""
        ...


class NoPanel:
    """The panel of a machine that has none.

    Args:
        reason: why, in one line.
        refused: whether there are pins, and they can't be used.
    """

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        self.name = reason
        self.refused = refused

    def show(self, view: SessionView) -> None:
        """Nothing to show it on."""

    def close(self) -> None:
        """Nothing to release."""
