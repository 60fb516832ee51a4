from __future__ import annotations

import threading
import time

from device.link.wake import Wake


def test_setting_it_ends_the_wait_and_is_remembered_once() -> None:
    wake = Wake()
    threading.Timer(0.05, wake.set).start()
    began_s = time.monotonic()
    assert wake.wait(5.0)
    assert time.monotonic() - began_s < 2.0
    wake.set()
    wake.set()
    assert wake.wait(0.0)
    assert not wake.wait(0.0)


def test_it_gives_up_after_the_time() -> None:
    began_s = time.monotonic()
    assert not Wake().wait(0.1)
    assert time.monotonic() - began_s >= 0.1
