"""The clinic's own store while broker, device and its workers are killed at random moments.

The whole run: python -m pytest tests/device/clinic/test_clinic_chaos.py --chaos-sessions 200 -s
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from device.clinic.store.database import Database
from device.store import Store
from tests.brokers import Mosquitto
from tests.device.clinic.readings import rows
from tests.device.link.test_chaos import Device

pytestmark = [pytest.mark.broker, pytest.mark.timeout(900)]
# CI asks for fewer than the device's own chaos: starting a worker takes seconds there.
SHARE = 4
SESSIONS_PER_BROKER_KILL, SESSIONS_PER_DEVICE_KILL, SESSIONS_PER_WORKER_KILL = 8, 16, 10


class Worker:
    """`matside clinic ingest`, started again after each kill."""

    def __init__(self, folder: Path, broker_port: int, database: str | None) -> None:
        self._environ = {name: value for name, value in os.environ.items() if not name.startswith("MATSIDE_")}
        self._environ |= {
            "MATSIDE_LINK__HOST": "127.0.0.1",
            "MATSIDE_LINK__PORT": str(broker_port),
            "MATSIDE_LINK__TLS": "false",
            "MATSIDE_STORE__DATA_DIR": str(folder),
        }
        if database is not None:
            self._environ["MATSIDE_CLINIC__DATABASE"] = database
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "device", "clinic", "ingest"]
        self._process = subprocess.Popen(command, env=self._environ, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)


def test_every_summary_is_stored_once_and_in_order_whoever_is_killed(
    tmp_path: Path,
    pytestconfig: pytest.Config,
    broker: Mosquitto,
    database: Database,
    address: str | None,
) -> None:
    asked = pytestconfig.getoption("--chaos-sessions")
    sessions = asked if asked >= 200 else asked // SHARE
    chance = random.Random(sessions)
    workers = [Worker(tmp_path, broker.port, address) for _ in range(2)]
    began_s = time.monotonic()
    device = Device(tmp_path / "matside.db", broker.port, sessions)
    kills = {"broker": 0, "device": 0, "worker": 0}
    try:
        while not device.delivered.wait(0.05):
            assert time.monotonic() - began_s < 90 + 3 * sessions, len(rows(database, "summaries"))
            if device.sessions >= SESSIONS_PER_BROKER_KILL * (kills["broker"] + 1):
                kills["broker"] += 1
                time.sleep(chance.uniform(0, 0.3))
                broker.kill()
                time.sleep(chance.uniform(0, 0.5))
                broker.start()
            if device.sessions >= SESSIONS_PER_DEVICE_KILL * (kills["device"] + 1):
                kills["device"] += 1
                time.sleep(chance.uniform(0, 0.3))
                device.kill()
                device.start()
            if device.sessions >= SESSIONS_PER_WORKER_KILL * (kills["worker"] + 1):
                kills["worker"] += 1
                time.sleep(chance.uniform(0, 0.3))
                worker = chance.choice(workers)
                worker.kill()
                worker.start()
    finally:
        device.kill()
        for worker in workers:
            worker.kill()
    store = Store.open(tmp_path / "matside.db")
    expected = [summary.session_id for summary in reversed(store.history(10 * sessions))]
    store.close()
    print(f"\n{len(expected)} sessions in {time.monotonic() - began_s:.0f} s; killed: {kills}")
    assert len(expected) >= sessions
    assert all(kills.values())
    assert [row["session_id"] for row in rows(database, "summaries")] == expected
