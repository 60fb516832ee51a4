"""`matside run` with a camera that gives a few frames, fails, and whose next opening never comes back."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from functools import partial

from device.__main__ import run_appliance
from device.config_file import load
from device.wiring.eyes import open_eyes
from tests.device.camera.blocking_camera import BlockingCamera


def main() -> int:
    """Run until told to end."""
    eyes_of = partial(open_eyes, choose=lambda settings, *, demo: BlockingCamera("open"))
    with ExitStack() as closing:
        return run_appliance(load(None, os.environ), (), False, closing, eyes_of=eyes_of)


if __name__ == "__main__":
    sys.exit(main())
