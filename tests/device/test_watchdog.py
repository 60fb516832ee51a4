from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from device.view import CameraState, SessionView
from device.watchdog import FRAMELESS_S, KNOWN_ABSENCES, NoWatchdog, SystemdWatchdog, Vigil, watchdog
from inference.pose import Frame
from tests.device.fake_clock import FakeClock


class Manager:
    """The service manager's end: a bound datagram socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        messages = []
        while True:
            try:
                messages.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return messages

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    abstract = f"@matside-test-{os.getpid()}-{time.monotonic_ns()}"
    manager = Manager(abstract if request.param == "abstract" else str(tmp_path / "notify"))
    yield manager
    manager.close()


def test_the_life_of_a_service_is_told(manager: Manager) -> None:
    service = watchdog({"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "10000000"})
    service.ready()
    service.status("counting squat\nrep 3")
    service.feed()
    service.stopping()
    assert manager.heard() == ["READY=1", "STATUS=counting squat rep 3", "WATCHDOG=1", "STOPPING=1"]


def test_it_is_fed_a_few_times_within_the_timeout_however_often_the_loop_turns(manager: Manager) -> None:
    clock = FakeClock()
    service = SystemdWatchdog(manager.address, 8.0, clock)
    for _ in range(160):
        service.feed()
        clock.sleep(0.05)
    assert manager.heard() == ["WATCHDOG=1"] * 4


@pytest.mark.parametrize(
    "environ", [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}]
)
def test_an_unwatched_service_is_not_fed(manager: Manager, environ: dict[str, str]) -> None:
    service = watchdog({"NOTIFY_SOCKET": manager.address, **environ})
    service.feed()
    service.ready()
    assert manager.heard() == ["READY=1"]


def test_a_service_watched_by_its_own_number_is_fed(manager: Manager) -> None:
    service = watchdog(
        {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "5000000", "WATCHDOG_PID": str(os.getpid())}
    )
    service.feed()
    assert manager.heard() == ["WATCHDOG=1"]


def test_a_manager_that_went_away_ends_nothing(manager: Manager) -> None:
    service = watchdog({"NOTIFY_SOCKET": manager.address})
    manager.close()
    service.ready()
    service.stopping()


def test_a_manager_that_does_not_listen_blocks_nothing(manager: Manager) -> None:
    service = watchdog({"NOTIFY_SOCKET": manager.address})
    began_s = time.monotonic()
    for _ in range(2000):
        service.status("x" * 100)
    assert time.monotonic() - began_s < 2.0
    assert 0 < len(manager.heard()) < 2000


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1234"}])
def test_without_a_manager_everything_is_quiet(environ: dict[str, str]) -> None:
    service = watchdog(environ)
    assert isinstance(service, NoWatchdog)
    service.ready()
    service.status("words")
    service.feed()
    service.stopping()


class Turns:
    """An analysis loop under a vigil: how often it was fed in so many seconds of ten turns each."""

    def __init__(self, manager: Manager) -> None:
        self.manager = manager
        self.clock = FakeClock()
        self.frame: Frame | None = None
        supervisor = SystemdWatchdog(manager.address, 4.0, self.clock)
        self.stuck = False
        self._vigil = Vigil(supervisor, lambda: self.frame, self.clock, lambda: self.stuck)

    def fed(self, seconds: float, state: CameraState, frames: bool) -> int:
        heard = 0
        for turn in range(int(seconds * 10)):
            self.clock.sleep(0.1)
            if frames:
                self.frame = Frame(turn, self.clock(), np.zeros((2, 2, 3), np.uint8))
            self._vigil.look(SessionView(camera=state))
            heard += len(self.manager.heard())
        return heard


@pytest.mark.parametrize("state", [CameraState.LIVE, CameraState.COVERED, CameraState.OVEREXPOSED])
def test_a_loop_is_alive_only_while_the_frames_that_it_claims_come(
    manager: Manager, state: CameraState
) -> None:
    turns = Turns(manager)
    assert turns.fed(100, state, frames=True) >= 90
    assert turns.fed(FRAMELESS_S, state, frames=False) > 0
    assert turns.fed(100, state, frames=False) == 0


def test_a_camera_whose_read_never_comes_back_needs_a_new_process(manager: Manager) -> None:
    turns = Turns(manager)
    assert turns.fed(100, CameraState.LIVE, frames=True) >= 90
    turns.stuck = True
    assert turns.fed(FRAMELESS_S, CameraState.HUNG, frames=False) > 0
    assert turns.fed(100, CameraState.HUNG, frames=False) == 0


def test_a_camera_that_never_starts_is_not_waited_for_for_ever(manager: Manager) -> None:
    turns = Turns(manager)
    assert turns.fed(FRAMELESS_S, CameraState.STARTING, frames=False) > 0
    assert turns.fed(100, CameraState.STARTING, frames=False) == 0


@pytest.mark.parametrize("state", sorted(KNOWN_ABSENCES))
def test_an_absence_with_a_name_is_no_reason_to_start_again(manager: Manager, state: CameraState) -> None:
    turns = Turns(manager)
    assert turns.fed(200, state, frames=False) >= 180
    assert turns.fed(FRAMELESS_S / 2, CameraState.LIVE, frames=False) > 0
