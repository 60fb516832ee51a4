"""What the light beside the mat tells of a session, and how: a colour and a rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from device.view import CameraState, Phase, SessionView

Colour = tuple[float, float, float]


class Signal(StrEnum):
    """What the light tells."""

    IDLE = "idle"
    READY = "ready"
    COUNTING = "counting"
    PAUSED = "paused"
    ATTENTION = "attention"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the light shows a signal. Each has a rhythm of its own, for those who can't tell the colours.

    None is faster than three flashes a second (WCAG 2.2, 2.3.1: seizures).

    Attributes:
        colour: red, green, blue, each 0 to 1.
        on_s: how long it is lit; 0 with `off_s` 0 is steady.
        off_s: how long it is dark.
        fade_s: how long it takes to come and to go.
    """

    colour: Colour
    on_s: float = 0.0
    off_s: float = 0.0
    fade_s: float = 0.0


RHYTHMS = {
    Signal.IDLE: Rhythm((0.3, 0.3, 0.3), fade_s=2.0),
    Signal.READY: Rhythm((0.0, 0.0, 1.0), on_s=0.5, off_s=0.5),
    Signal.COUNTING: Rhythm((0.0, 1.0, 0.0)),
    Signal.PAUSED: Rhythm((0.0, 0.6, 1.0), on_s=0.1, off_s=1.9),
    Signal.ATTENTION: Rhythm((1.0, 0.5, 0.0), on_s=0.2, off_s=0.3),
    Signal.FAULT: Rhythm((1.0, 0.0, 0.0), on_s=1.5, off_s=0.5),
}


def signal_of(view: SessionView) -> Signal:
    """What the light tells of a moment of the session."""
    if not view.camera.sees and view.camera is not CameraState.STARTING:
        return Signal.FAULT
    if view.phase in (Phase.PAUSED, Phase.RESTING):
        return Signal.PAUSED
    if view.phase in (Phase.RED_FLAG, Phase.HURTING):
        return Signal.ATTENTION
    if view.question is not None or view.phase in (Phase.INTRODUCING, Phase.PREPARING, Phase.COUNTDOWN):
        return Signal.READY
    if view.phase is Phase.ACTIVE:
        return Signal.ATTENTION if view.correction or view.reason else Signal.COUNTING
    return Signal.IDLE
