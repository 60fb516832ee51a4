"""What the buzzer says: a repetition, a finished set, a warning; told apart by length and number."""

from __future__ import annotations

from enum import Enum

from device.panel.light import Signal, signal_of
from device.view import Phase, SessionView


class Beeps(Enum):
    """A pattern: seconds on, seconds off, how often."""

    REP = (0.08, 0.08, 1)
    SET = (0.25, 0.15, 2)
    WARNING = (0.12, 0.1, 4)
    SET_UP = (0.6, 0.2, 1)

    @property
    def on_s(self) -> float:
        """How long each beep is."""
        return self.value[0]

    @property
    def off_s(self) -> float:
        """How long the silence after it."""
        return self.value[1]

    @property
    def times(self) -> int:
        """How many."""
        return self.value[2]


class Listener:
    """Hears from view to view what is to be beeped."""

    def __init__(self) -> None:
        self._place: tuple[int | None, int] = (None, 1)
        self._reps = 0
        self._done = self._warned = False

    def hear(self, view: SessionView) -> Beeps | None:
        """What this view brings; a warning goes before a set, a set before a repetition."""
        place, warns = (view.position, view.set_number), _warns(view)
        counted = place == self._place and view.reps > self._reps
        done, warned = view.set_done and not self._done, warns and not self._warned
        self._place, self._reps = place, view.reps
        self._done, self._warned = view.set_done, warns
        if warned:
            return Beeps.WARNING
        if done:
            return Beeps.SET
        return Beeps.REP if counted else None


def _warns(view: SessionView) -> bool:
    """In a session: nobody can be seen, or a red flag was told. At home the light alone says so."""
    if view.phase is Phase.RED_FLAG:
        return True
    return view.phase not in (Phase.HOME, Phase.FINISHED) and signal_of(view) is Signal.FAULT
