"""`matside run` on mock pins; each line of its standard input, in seconds, is a press of the button.

With the argument `held` the button is down from before the start until the first line's press ends.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import ExitStack

from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.__main__ import run_appliance
from device.care.assignment import planned_by
from device.config import Config
from device.config_file import load
from device.panel.gpio import Pins
from inference.exercise import load_library
from tests.device.panel.boards import ground


def press(config: Config, factory: MockFactory) -> None:
    """Press and release the button as often as told."""
    for line in sys.stdin:
        button = factory.pin(config.panel.button_pin)
        button.drive_low()
        time.sleep(float(line))
        button.drive_high()


def main() -> int:
    """Run until told to end."""
    config = load(None, os.environ)
    factory = MockFactory(pin_class=MockPWMPin)
    if "held" in sys.argv:
        ground(factory, config.panel.button_pin)
    threading.Thread(target=press, args=(config, factory), daemon=True).start()
    with ExitStack() as closing:
        plan = planned_by(config.plan, load_library())
        return run_appliance(config, plan, False, closing, pins=lambda: Pins(factory))


if __name__ == "__main__":
    sys.exit(main())
