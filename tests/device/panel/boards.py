"""A mock Raspberry Pi's pins with a panel on them, and waiting for what they show."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.command import Command, Order
from device.config import PanelSettings
from device.panel.gpio import Pins
from device.view import CameraState, Phase, SessionView

SETTINGS = PanelSettings(long_press_s=0.5)
COUNTING = SessionView(phase=Phase.ACTIVE, position=0, camera=CameraState.LIVE)


class GroundedPin(MockPWMPin):  # type: ignore[misc]
    """A button that is down as the pins are claimed: ground is stronger than the pull-up."""

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        self.drive_low()


def ground(factory: MockFactory, pin: int) -> None:
    """Hold the button on this pin down before anybody claims it."""
    factory.pin_class = GroundedPin
    factory.pin(pin)
    factory.pin_class = MockPWMPin


class Board:
    """The pins of a mock Raspberry Pi and the commands that the panel submitted."""

    def __init__(self) -> None:
        self.factory = MockFactory(pin_class=MockPWMPin)
        self.commands: queue.SimpleQueue[Order] = queue.SimpleQueue()

    def pins(self) -> Pins:
        return Pins(self.factory)

    def pin(self, number: int) -> Any:
        return self.factory.pin(number)

    def press(self, seconds: float) -> None:
        self.pin(SETTINGS.button_pin).drive_low()
        time.sleep(seconds)
        self.pin(SETTINGS.button_pin).drive_high()

    def submitted(self) -> list[Command]:
        commands = []
        while True:
            try:
                commands.append(self.commands.get(timeout=0.1).command)
            except queue.Empty:
                return commands

    def light(self) -> tuple[float, ...]:
        return tuple(float(self.pin(pin).state) for pin in (22, 23, 24))


def soon(condition: Callable[[], bool], within_s: float = 1.5) -> bool:
    deadline_s = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline_s:
            return False
        time.sleep(0.005)
    return True
