"""gpiozero's mock pins, as the appliance asks for the real ones."""

from __future__ import annotations

from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.panel.gpio import Pins


class MockBoard:
    """The pins of one board, which remember every state that they were in until they are told to forget."""

    def __init__(self) -> None:
        self._factory = MockFactory(pin_class=MockPWMPin)

    def pins(self) -> Pins:
        return Pins(self._factory)

    def forget(self) -> None:
        for pin in self._factory.pins.values():
            pin.clear_states()
