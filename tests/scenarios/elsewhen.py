"""`matside run` under libfaketime, whose version 0.9.10 makes sleeps endless: it shifts the wrong clock."""

from __future__ import annotations

import threading
import time


def sleep(seconds: float) -> None:
    """As time.sleep, by a call that libfaketime leaves alone."""
    threading.Event().wait(seconds)


if __name__ == "__main__":
    time.sleep = sleep

    from device.__main__ import cli
    from device.console import answer

    answer(cli)
