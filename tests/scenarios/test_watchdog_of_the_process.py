"""What the service manager hears of a whole appliance whose camera fails in one way or another."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from device.capture import CALL_S
from device.watchdog import FRAMELESS_S
from tests.scenarios.appliance_process import RUN, ApplianceProcess, appliance

BLOCKED = ("tests.scenarios.blocked",)
TIMEOUT_S = 4.0
STARVED_S = CALL_S + FRAMELESS_S
NAMED_BY_S = STARVED_S + 20
"""The start, and a machine that is busy with other tests."""


class Manager:
    """The service manager's socket; remembers when it was told last that the process lives."""

    def __init__(self, path: Path) -> None:
        self.environ = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": str(round(TIMEOUT_S * 1e6))}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)
        self.first_s = self.last_s = 0.0

    def listen(self) -> None:
        while True:
            try:
                message = self._socket.recv(4096)
            except BlockingIOError:
                return
            if message == b"WATCHDOG=1":
                self.last_s = time.monotonic()
                self.first_s = self.first_s or self.last_s

    @property
    def would_kill(self) -> bool:
        return self.first_s > 0 and time.monotonic() - self.last_s > TIMEOUT_S

    def close(self) -> None:
        self._socket.close()


def camera_of(running: ApplianceProcess) -> str:
    return str(running.view_where(lambda view: view["camera"] != "starting")["camera"])


def test_a_camera_that_blocks_the_process_starves_the_watchdog_and_one_that_is_missing_does_not(
    tmp_path: Path,
) -> None:
    blocked, missing = Manager(tmp_path / "blocked"), Manager(tmp_path / "missing")
    no_camera = missing.environ | {"MATSIDE_CAMERA__SOURCE": "v4l2:/dev/video77"}
    with (
        appliance(tmp_path / "a", program=BLOCKED, **blocked.environ) as without_answer,
        appliance(tmp_path / "b", "--no-demo-broker", program=RUN, **no_camera) as without_camera,
    ):
        began_s = time.monotonic()
        while not blocked.would_kill:
            assert time.monotonic() - began_s < NAMED_BY_S + TIMEOUT_S, "it is fed for ever"
            time.sleep(0.1)
            blocked.listen()
            missing.listen()
            assert not missing.would_kill
        assert blocked.last_s - blocked.first_s > CALL_S, "a failure with a name is no reason to end"
        assert missing.last_s - missing.first_s > STARVED_S
        assert camera_of(without_answer) == "hung"
        assert camera_of(without_camera) == "missing"
    blocked.close()
    missing.close()
