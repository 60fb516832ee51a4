"""`matside run` on a machine where another program has the camera, or the pins, as long as a file is there.

Usage: python -m tests.scenarios.busy camera|pins FILE
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.__main__ import run_appliance
from device.camera import Camera
from device.camera.demo import DemoCamera
from device.camera.detect import bundled_clips
from device.care.assignment import planned_by
from device.config import CameraSettings
from device.config_file import load
from device.errors import CameraBusyError
from device.panel.gpio import Pins
from inference.exercise import load_library


class LineBusyError(Exception):
    """As lgpio's error, which is none of gpiozero's."""


class BusyCamera(DemoCamera):
    """Refuses to open, and sends nothing more, as long as the file is there."""

    def __init__(self, file: Path) -> None:
        super().__init__(bundled_clips())
        self._file = file

    def open(self) -> None:
        self._look()
        super().open()

    def read(self, timeout_s: float) -> Any:
        self._look()
        return super().read(timeout_s)

    def _look(self) -> None:
        if self._file.exists():
            raise CameraBusyError("Pi camera: another program has it; close that program")


class BusyFactory(MockFactory):  # type: ignore[misc]
    """The line of the buzzer is another program's, as the kernel tells it at a claim."""

    def __init__(self, file: Path) -> None:
        super().__init__(pin_class=MockPWMPin)
        self._file = file

    def pin(self, name: Any) -> Any:
        if name == 25 and self._file.exists():
            raise LineBusyError("GPIO busy")
        return super().pin(name)


def main() -> int:
    """Run until told to end."""
    part, file = sys.argv[1], Path(sys.argv[2])
    config = load(None, os.environ)
    more: dict[str, Any] = {}
    if part == "pins":
        more["pins"] = lambda: Pins(BusyFactory(file), (LineBusyError,))
    else:

        def cameras(settings: CameraSettings, *, demo: bool) -> Camera:
            return BusyCamera(file)

        more["cameras"] = cameras
    with ExitStack() as closing:
        plan = planned_by(config.plan, load_library())
        return run_appliance(config, plan, False, closing, **more)


if __name__ == "__main__":
    sys.exit(main())
