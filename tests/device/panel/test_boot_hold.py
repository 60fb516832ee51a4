"""The button held from the start on asks for the set-up, once, and gives no order."""

from __future__ import annotations

import pytest
from gpiozero.pins.mock import MockPWMPin

from device.command import Command
from device.panel.boot_hold import HELD_S, BootHold
from device.panel.gpio import open_panel
from device.view import CameraState, Phase, SessionView
from tests.device.fake_clock import FakeClock
from tests.device.panel.boards import SETTINGS, Board, soon


def test_the_button_held_for_eight_seconds_from_the_start_on_asks_once_for_the_set_up() -> None:
    clock = FakeClock()
    hold = BootHold(True, clock)
    asked = []
    for tenth in range(120):
        clock.sleep(0.1)
        if hold.is_complete(True):
            asked.append(tenth)
    assert len(asked) == 1
    assert (asked[0] + 1) / 10 == pytest.approx(HELD_S, abs=0.15)
    assert hold.is_under_way
    assert not hold.is_complete(False)
    assert not hold.is_under_way


@pytest.mark.parametrize(("at_start", "held_s"), [(True, 7.5), (False, 20.0)])
def test_let_go_too_early_or_pressed_later_it_asks_for_nothing(at_start: bool, held_s: float) -> None:
    clock = FakeClock()
    hold = BootHold(at_start, clock)
    clock.sleep(held_s)
    assert not hold.is_complete(at_start)
    assert not hold.is_complete(False)
    clock.sleep(20)
    assert not hold.is_complete(True)


class GroundedPin(MockPWMPin):  # type: ignore[misc]
    """A button that is down as the pins are claimed: ground is stronger than the pull-up."""

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        self.drive_low()


def test_on_the_pins_the_held_button_gives_no_order_until_it_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("device.panel.boot_hold.HELD_S", 0.8)
    board = Board()
    board.factory.pin_class = GroundedPin
    board.factory.pin(SETTINGS.button_pin)
    board.factory.pin_class = MockPWMPin
    asked: list[bool] = []
    panel = open_panel(SETTINGS, board.commands.put, board.pins, lambda: asked.append(True))
    view = SessionView(phase=Phase.RED_FLAG, camera=CameraState.LIVE)
    told = soon(lambda: (panel.show(view), bool(asked))[1])
    board.pin(SETTINGS.button_pin).drive_high()
    panel.show(view)
    during = board.submitted()
    board.press(SETTINGS.long_press_s + 0.2)
    after = board.submitted()
    panel.close()
    board.factory.close()
    assert (told, during, after, asked) == (True, [], [Command.ACKNOWLEDGE], [True])
