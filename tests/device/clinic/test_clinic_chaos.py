"""Broker, devices and workers are killed at random moments: every summary is stored, once, in order.

The broker has TLS, passwords and the generated rights, and keeps nothing on disk. In full: make test-chaos
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from device.clinic.store.database import Database
from device.store import Store
from tests.device.clinic.readings import OTHER, PATIENT, rows
from tests.guarded import GuardedBroker

pytestmark = [pytest.mark.broker, pytest.mark.timeout(900)]

PATIENTS = (PATIENT, OTHER)
SESSIONS_PER_KILL = {"broker": 8, "device": 16, "worker": 10}


class Victim:
    """A process that is started again after each kill."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self._command = [sys.executable, "-m", *command]
        others = {name: value for name, value in os.environ.items() if not name.startswith("MATSIDE_")}
        self._environment = others | environment
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdout=subprocess.PIPE, text=True
        )
        threading.Thread(target=self._listen, args=(self._process,)).start()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def heard(self, line: str) -> None:
        """The process has said this."""

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        with process.stdout as output:
            for line in output:
                self.heard(line.strip())


class Device(Victim):
    """The process of `chaos_device`.

    Attributes:
        sessions: how many it has had.
    """

    def __init__(self, database: Path, patient: str, sessions: int, environment: dict[str, str]) -> None:
        self.sessions = 0
        self.delivered = threading.Event()
        command = ("tests.device.link.chaos_device", str(database), patient, str(sessions))
        super().__init__(command, environment)

    def heard(self, line: str) -> None:
        if line == "delivered":
            self.delivered.set()
        else:
            self.sessions = int(line)


def moments(chance: random.Random, sessions: int, every: int) -> Iterator[int]:
    """After how many sessions the next kill comes: about every so many, never past the end."""
    at = 0
    while (at := at + chance.randint(every // 2, every)) < sessions:
        yield at
    yield sys.maxsize


class Chaos:
    """Kills whatever is due after so many sessions."""

    def __init__(self, sessions: int, killers: dict[str, Callable[[], None]]) -> None:
        self._chance = random.Random(sessions)
        self._killers = killers
        self._moments = {
            name: moments(self._chance, sessions, SESSIONS_PER_KILL[name]) for name in SESSIONS_PER_KILL
        }
        self._due = {name: next(times) for name, times in self._moments.items()}
        self.kills = dict.fromkeys(SESSIONS_PER_KILL, 0)

    def strike(self, sessions: int) -> None:
        for name, due in self._due.items():
            if sessions >= due:
                time.sleep(self._chance.uniform(0, 0.3))
                self._killers[name]()
                self._due[name] = next(self._moments[name])
                self.kills[name] += 1


def test_every_summary_is_stored_once_and_in_order_whoever_is_killed(
    tmp_path: Path, pytestconfig: pytest.Config, database: Database, address: str | None
) -> None:
    sessions = pytestconfig.getoption("--chaos-sessions")
    broker = GuardedBroker(tmp_path / "broker", PATIENTS)
    broker.start()
    clinic = broker.environment() | {"MATSIDE_STORE__DATA_DIR": str(tmp_path)}
    if address is not None:
        clinic["MATSIDE_CLINIC__DATABASE"] = address
    workers = [Victim(("device", "clinic", "ingest"), clinic) for _ in range(2)]
    began_s = time.monotonic()
    devices = {
        code: Device(tmp_path / f"{code}.db", code, sessions // 2, broker.environment(code))
        for code in PATIENTS
    }
    chance = random.Random()

    def kill_broker() -> None:
        broker.kill()
        time.sleep(chance.uniform(0, 0.5))
        broker.start()

    def kill_one_of(victims: Sequence[Victim]) -> None:
        victim = chance.choice(victims)
        victim.kill()
        victim.start()

    killers = {"broker": kill_broker, "device": lambda: kill_one_of([*devices.values()])}
    chaos = Chaos(sessions, killers | {"worker": lambda: kill_one_of(workers)})
    try:
        while not all(device.delivered.wait(0.05) for device in devices.values()):
            assert time.monotonic() - began_s < 90 + 3 * sessions, len(rows(database, "summaries"))
            chaos.strike(sum(device.sessions for device in devices.values()))
    finally:
        for victim in (*devices.values(), *workers):
            victim.kill()
        broker.stop()
    kept = rows(database, "summaries")
    for code in PATIENTS:
        store = Store.open(tmp_path / f"{code}.db")
        assert store.integrity() == []
        had = [summary.session_id for summary in reversed(store.history(10 * sessions))]
        store.close()
        assert len(had) >= sessions // 2
        assert [row["session_id"] for row in kept if row["patient_code"] == code] == had
    print(f"\n{len(kept)} sessions in {time.monotonic() - began_s:.0f} s; killed: {chaos.kills}")
    assert chaos.kills["broker"] >= sessions // 10
    assert chaos.kills["device"] >= sessions // 20
    assert chaos.kills["worker"] >= sessions // 20
