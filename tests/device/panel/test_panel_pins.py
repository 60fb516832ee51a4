"""Opening and closing a panel: pins in use, no pins at all, switched off."""

from __future__ import annotations

from gpiozero import Button
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.config import PanelSettings
from device.panel import NoPanel
from device.panel.gpio import GpioPanel, Pins, open_panel
from tests.device.panel.boards import COUNTING, SETTINGS, Board


def assert_pins_are_free(board: Board) -> None:
    panel = open_panel(SETTINGS, board.commands.put, board.pins)
    assert isinstance(panel, GpioPanel)
    panel.close()


def test_closing_darkens_the_light_and_frees_the_pins(board: Board) -> None:
    first = open_panel(SETTINGS, board.commands.put, board.pins)
    first.show(COUNTING)
    first.close()
    first.close()
    assert_pins_are_free(board)


def test_a_pin_in_use_gives_no_panel_and_leaves_the_other_pins_free(board: Board) -> None:
    other = Button(SETTINGS.blue_pin, pin_factory=board.factory)
    panel = open_panel(SETTINGS, board.commands.put, board.pins)
    assert isinstance(panel, NoPanel)
    assert "a pin can't be used" in panel.name
    assert "close the program that uses it or change panel.*_pin" in panel.name
    assert "\n" not in panel.name
    panel.show(COUNTING)
    panel.close()
    other.close()
    assert_pins_are_free(board)


class PinLibraryError(Exception):
    """As lgpio.error: derived from Exception alone."""


def test_the_pin_librarys_own_error_gives_no_panel(board: Board) -> None:
    class Refusing(MockFactory):  # type: ignore[misc]
        def pin(self, name: object) -> None:
            raise PinLibraryError("'GPIO busy'")

    factory = Refusing(pin_class=MockPWMPin)
    panel = open_panel(SETTINGS, board.commands.put, lambda: Pins(factory, (PinLibraryError,)))
    assert isinstance(panel, NoPanel)
    assert panel.name.startswith("a pin can't be used ('GPIO busy')")


def test_a_machine_without_pins_has_no_panel() -> None:
    panel = open_panel(PanelSettings(), lambda command: None)
    assert isinstance(panel, NoPanel)
    assert panel.name


def test_the_panel_can_be_switched_off(board: Board) -> None:
    panel = open_panel(PanelSettings(enabled="off"), board.commands.put, board.pins)
    assert isinstance(panel, NoPanel)
    assert panel.name == "switched off by panel.enabled"
