"""`matside run` with a camera that gives a few frames, fails, and whose next opening never comes back."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from device.__main__ import run_appliance
from device.camera import Camera
from device.config import CameraSettings
from device.config_file import load
from tests.device.camera.blocking_camera import BlockingCamera


def camera(settings: CameraSettings, *, demo: bool) -> Camera:
    return BlockingCamera("open")


def main() -> int:
    """Run until told to end."""
    with ExitStack() as closing:
        return run_appliance(load(None, os.environ), (), False, closing, cameras=camera)


if __name__ == "__main__":
    sys.exit(main())
