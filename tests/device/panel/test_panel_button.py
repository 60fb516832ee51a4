"""What a press says at each moment, short and long."""

from __future__ import annotations

import pytest

from device.command import Command, Order
from device.panel import Panel
from device.view import Phase, Question, SessionView
from tests.device.panel.boards import COUNTING, SETTINGS, Board


@pytest.mark.parametrize(
    ("phase", "command"),
    [
        (Phase.HOME, Command.START),
        (Phase.INTRODUCING, Command.RESUME),
        (Phase.RESTING, Command.PAUSE),
        (Phase.PREPARING, Command.PAUSE),
        (Phase.ACTIVE, Command.PAUSE),
        (Phase.PAUSED, Command.RESUME),
        (Phase.FINISHED, Command.HOME),
    ],
)
def test_a_short_press_does_what_the_moment_asks_for(
    board: Board, panel: Panel, phase: Phase, command: Command
) -> None:
    panel.show(SessionView(phase=phase))
    board.press(0.05)
    assert board.submitted() == [command]


def test_questions_are_answered_with_the_button_alone(board: Board, panel: Panel) -> None:
    panel.show(SessionView(phase=Phase.SCREENING, question=Question.RED_FLAG, subject="fever"))
    board.press(0.05)
    assert board.commands.get(timeout=1.0) == Order(Command.ANSWER, subject="fever", value=0)
    panel.show(SessionView(phase=Phase.SCREENING, question=Question.PAIN_BEFORE))
    board.press(0.05)
    board.press(SETTINGS.long_press_s + 0.2)
    assert board.submitted() == [Command.MORE, Command.ACCEPT]


def test_a_long_press_stops_while_it_is_held_and_its_release_says_nothing(board: Board, panel: Panel) -> None:
    panel.show(COUNTING)
    board.pin(SETTINGS.button_pin).drive_low()
    assert board.commands.get(timeout=1.0) == Order(Command.STOP)
    board.pin(SETTINGS.button_pin).drive_high()
    assert board.submitted() == []
    board.press(0.05)
    assert board.submitted() == [Command.PAUSE]
