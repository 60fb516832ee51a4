"""What the button and raised hands mean at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from device.command import Command, Order
from device.gesture import Gesture
from device.view import Phase, Question, SessionView


class Press(StrEnum):
    """What the button says."""

    SHORT = "short"
    LONG = "long"


Sign = Press | Gesture

_GETTING_READY: Final[Mapping[Sign, Command]] = {
    Press.SHORT: Command.PAUSE,
    Press.LONG: Command.STOP,
    Gesture.ONE_HAND: Command.PAUSE,
    Gesture.ONE_HAND_LONG: Command.HURTS,
}
_GO_ON: Final[Mapping[Sign, Command]] = {Gesture.BOTH_HANDS: Command.RESUME}
_BY_PHASE: Final[Mapping[Phase, Mapping[Sign, Command]]] = {
    Phase.HOME: {Press.SHORT: Command.START, Gesture.BOTH_HANDS: Command.START},
    Phase.RED_FLAG: {Press.LONG: Command.ACKNOWLEDGE, Gesture.BOTH_HANDS: Command.ACKNOWLEDGE},
    Phase.INTRODUCING: {**_GETTING_READY, **_GO_ON, Press.SHORT: Command.RESUME},
    Phase.PREPARING: _GETTING_READY,
    Phase.COUNTDOWN: _GETTING_READY,
    Phase.ACTIVE: _GETTING_READY,
    Phase.RESTING: {**_GETTING_READY, **_GO_ON},
    Phase.PAUSED: {**_GETTING_READY, **_GO_ON, Press.SHORT: Command.RESUME},
    Phase.FINISHED: {
        Press.SHORT: Command.HOME,
        Press.LONG: Command.HOME,
        Gesture.BOTH_HANDS: Command.HOME,
    },
}
_CHOOSING: Final[Mapping[Sign, Command]] = {
    Press.SHORT: Command.MORE,
    Press.LONG: Command.ACCEPT,
    Gesture.ONE_HAND: Command.MORE,
    Gesture.BOTH_HANDS: Command.ACCEPT,
}
_AFTER_PAIN: Final[Mapping[Sign, Command]] = {
    Press.SHORT: Command.RESUME,
    Press.LONG: Command.STOP,
    Gesture.BOTH_HANDS: Command.RESUME,
    Gesture.ONE_HAND: Command.STOP,
}
_YES: Final = {Press.LONG, Gesture.BOTH_HANDS}
_NO: Final = {Press.SHORT, Gesture.ONE_HAND}


def meaning(sign: Sign, view: SessionView) -> Order | None:
    """The order that a press or a gesture gives at this moment; None: nothing."""
    if view.question is Question.RED_FLAG:
        if sign not in _YES | _NO:
            return None
        return Order(Command.ANSWER, subject=view.subject, value=int(sign in _YES))
    if view.question is Question.GO_ON:
        command = _AFTER_PAIN.get(sign)
    elif view.question is not None:
        command = _CHOOSING.get(sign)
    else:
        command = _BY_PHASE.get(view.phase, {}).get(sign)
    return None if command is None else Order(command)
