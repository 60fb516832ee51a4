"""What the touchscreen needs of the appliance; the composition root hands it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from device.summary import SessionSummary
from device.view import Command, ExerciseCard, SessionView


class Appliance(Protocol):
    """The appliance as the screen sees it. Every method may be called from any number of threads at once."""

    def view(self) -> SessionView:
        """The newest view, at once; the initial one before the session has made any."""
        ...

    def next_view(self, seen: int, timeout_s: float) -> tuple[int, SessionView] | None:
        """Wait for a view newer than version `seen` (0 for any): (version, newest view).

        None after `timeout_s` seconds without one, at once when the appliance is ending.
        """
        ...

    def next_picture(self, seen: int, timeout_s: float) -> tuple[int, bytes] | None:
        """Like `next_view`, for the camera's picture: the bytes of one JPEG file."""
        ...

    def submit(self, command: Command) -> None:
        """Hand the session a command; it is obeyed, or ignored where it makes no sense, in a later view."""
        ...

    def cards(self) -> Mapping[str, ExerciseCard]:
        """What to tell about every exercise that a plan can name, by exercise id."""
        ...

    def history(self, limit: int) -> Sequence[SessionSummary]:
        """At most `limit` finished sessions, the newest first."""
        ...

    def health(self) -> Mapping[str, str]:
        """One line of plain text for each part of the appliance, by the part's name."""
        ...
