"""gpiozero's mock pins, as the appliance asks for the real ones."""

from __future__ import annotations

from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.panel.gpio import Pins


def mock_pins() -> Pins:
    return Pins(MockFactory(pin_class=MockPWMPin))
