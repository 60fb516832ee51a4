"""Sessions while broker and device are killed again and again: every summary arrives, once, in order.

The whole run: python -m pytest tests/device/link/test_chaos.py --chaos-sessions 200 -s
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.store import Store
from tests.brokers import Mosquitto
from tests.clinics import Clinic

pytestmark = [pytest.mark.broker, pytest.mark.timeout(900)]

SESSIONS_PER_BROKER_KILL = 8
SESSIONS_PER_DEVICE_KILL = 16


class Device:
    """The process of `chaos_device`, started again after each kill."""

    def __init__(self, database: Path, port: int, sessions: int) -> None:
        self._command = [sys.executable, "-m", "tests.device.link.chaos_device"]
        self._command += [str(database), str(port), str(sessions)]
        self.sessions = 0
        self.delivered = threading.Event()
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self._listen, args=(self._process,)).start()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        with process.stdout as output:
            for line in output:
                if line == "delivered\n":
                    self.delivered.set()
                else:
                    self.sessions = int(line)


def moments(chance: random.Random, sessions: int, every: int) -> Iterator[int]:
    """After how many sessions the next kill comes: about every so many, never past the end."""
    at = 0
    while (at := at + chance.randint(every // 2, every)) < sessions:
        yield at
    yield sys.maxsize


def test_every_summary_is_stored_once_and_in_order_whoever_is_killed(
    tmp_path: Path, pytestconfig: pytest.Config, broker: Mosquitto
) -> None:
    sessions = pytestconfig.getoption("--chaos-sessions")
    chance = random.Random(sessions)
    clinic = Clinic(broker)
    began_s = time.monotonic()
    device = Device(tmp_path / "matside.db", broker.port, sessions)
    broker_kills = device_kills = 0
    next_broker_kill = moments(chance, sessions, SESSIONS_PER_BROKER_KILL)
    next_device_kill = moments(chance, sessions, SESSIONS_PER_DEVICE_KILL)
    broker_due, device_due = next(next_broker_kill), next(next_device_kill)
    try:
        while not device.delivered.wait(0.05):
            assert time.monotonic() - began_s < 60 + 3 * sessions, f"{len(clinic.stored('summary'))} arrived"
            if device.sessions >= broker_due:
                # It keeps nothing on disk: what it had acknowledged and not passed on is gone.
                broker.kill()
                time.sleep(chance.uniform(0, 0.5))
                broker.start()
                broker_kills, broker_due = broker_kills + 1, next(next_broker_kill)
            if device.sessions >= device_due:
                device.kill()
                device.start()
                device_kills, device_due = device_kills + 1, next(next_device_kill)
    finally:
        device.kill()
        clinic.close()
    store = Store.open(tmp_path / "matside.db")
    assert store.integrity() == []
    expected = [summary.session_id for summary in reversed(store.history(10 * sessions))]
    store.close()
    arrived = [payload for leaf, payload in clinic.messages if leaf == "summary"]
    took_s = time.monotonic() - began_s
    print(
        f"\n{len(expected)} sessions in {took_s:.0f} s; broker killed {broker_kills} times, device "
        f"{device_kills}; {len(arrived)} messages, {len(clinic.stored('summary'))} stored"
    )
    assert len(expected) >= sessions
    assert broker_kills >= sessions // 10
    assert device_kills >= sessions // 20
    assert clinic.stored("summary") == expected
