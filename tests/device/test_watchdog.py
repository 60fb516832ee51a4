from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.watchdog import NoWatchdog, SystemdWatchdog, watchdog
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
