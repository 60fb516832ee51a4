"""The button held from the start on asks for the set-up once it is let go, and gives no order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from device.command import Command
from device.config import PanelSettings
from device.panel.boot_hold import HELD_S, JAMMED_S, BootHold, Moment
from device.panel.gpio import open_panel
from device.view import CameraState, Phase, SessionView
from tests.device.fake_clock import FakeClock
from tests.device.panel.boards import SETTINGS, Board, ground, soon

SILENT = SETTINGS.model_copy(update={"muted": True})


def hold(held_s: float, pressed: bool = True) -> list[tuple[Moment, float]]:
    """What is told of a press from the start on, and of another one later, each moment with its second."""
    clock = FakeClock()
    began_s, boot, told = clock(), BootHold(pressed, clock), []
    for _ in range(600):
        clock.sleep(0.1)
        at_s = clock() - began_s
        later = 50 < at_s < 59
        if moment := boot.look((pressed and at_s < held_s) or later):
            told.append((moment, at_s))
    return told


@pytest.mark.parametrize("held_s", [HELD_S + 0.5, 20.0, JAMMED_S - 1])
def test_held_for_eight_seconds_from_the_start_on_it_asks_once_it_is_let_go(held_s: float) -> None:
    (enough, enough_s), (let_go, let_go_s) = hold(held_s)
    assert (enough, let_go) == (Moment.LONG_ENOUGH, Moment.LET_GO)
    assert enough_s == pytest.approx(HELD_S, abs=0.15)
    assert let_go_s == pytest.approx(held_s, abs=0.15)


def test_let_go_too_early_or_pressed_later_it_asks_for_nothing() -> None:
    assert hold(HELD_S - 0.5) == []
    assert hold(0, pressed=False) == []


@pytest.mark.parametrize("held_s", [JAMMED_S + 0.5, 1e6])
def test_a_jammed_button_asks_for_nothing(held_s: float) -> None:
    assert [moment for moment, _ in hold(held_s)] == [Moment.LONG_ENOUGH]


@pytest.fixture
def grounded() -> Iterator[Board]:
    board = Board()
    ground(board.factory, SETTINGS.button_pin)
    yield board
    board.factory.close()


def beeped(board: Board, settings: PanelSettings) -> bool:
    return any(state.state == 1 for state in board.pin(settings.buzzer_pin).states)


@pytest.mark.parametrize("settings", [SETTINGS, SILENT], ids=["loud", "muted"])
def test_on_the_pins_it_beeps_muted_or_not_and_gives_no_order_until_it_is_pressed_again(
    grounded: Board, monkeypatch: pytest.MonkeyPatch, settings: PanelSettings
) -> None:
    monkeypatch.setattr("device.panel.boot_hold.HELD_S", 0.8)
    asked: list[bool] = []
    panel = open_panel(settings, grounded.commands.put, grounded.pins, lambda: asked.append(True))
    view = SessionView(phase=Phase.HOME, camera=CameraState.LIVE)
    panel.show(view)
    assert soon(lambda: (panel.show(view), beeped(grounded, settings))[1])
    assert asked == []
    # The panel may see it let go before gpiozero tells so, or after.
    panel.show(view)
    grounded.pin(settings.button_pin).drive_high()
    panel.show(view)
    panel.show(view)
    assert asked == [True]
    assert grounded.submitted() == []
    grounded.press(0.05)
    assert grounded.submitted() == [Command.START]
    panel.close()
