from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from device.errors import LinkError
from device.link.demo_broker import DemoBroker
from device.store import Store
from device.view import LinkState
from tests.device.link.uplinks import running
from tests.device.sessions import finish_session

pytestmark = pytest.mark.broker
ROOT = Path(__file__).parents[3]


def listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def eventually(condition: Callable[[], bool], timeout_s: float = 5.0) -> bool:
    deadline_s = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < deadline_s:
        time.sleep(0.02)
    return condition()


def test_it_carries_summaries_and_ends_when_told(store: Store) -> None:
    with DemoBroker.start() as broker, running(store, broker.settings) as uplink:
        port = broker.settings.port
        finish_session(store)
        uplink.wait_until(lambda status: "someone at the clinic" in status.detail)
        assert uplink.wait_for(LinkState.CONNECTED).outbox == 1, "it waits for a receipt"
    assert not listening(port)
    broker.stop()


def test_it_listens_on_loopback_alone() -> None:
    with DemoBroker.start() as broker:
        table = (
            Path("/proc/net/tcp").read_text().splitlines() + Path("/proc/net/tcp6").read_text().splitlines()
        )
        local = [line.split()[1] for line in table[1:]]
        ours = [address for address in local if address.endswith(f":{broker.settings.port:04X}")]
        assert "0100007F" in {address.split(":")[0] for address in ours}
        assert {address.split(":")[0] for address in ours} == {"0100007F"}


def test_two_demos_do_not_disturb_each_other() -> None:
    with DemoBroker.start() as one, DemoBroker.start() as other:
        assert one.settings.port != other.settings.port
        one.stop()
        assert listening(other.settings.port)


def test_without_mosquitto_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("device.link.demo_broker._SYSTEM_PATH", str(tmp_path))
    words = r"mosquitto is not installed \(sudo apt-get install mosquitto\); summaries wait here"
    with pytest.raises(LinkError, match=words):
        DemoBroker.start()


@pytest.mark.parametrize("behaviour", ["exit 1", "exec sleep 60"])
def test_a_mosquitto_that_does_not_work_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    broken = tmp_path / "mosquitto"
    broken.write_text(f"#!/bin/sh\n{behaviour}\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("device.link.demo_broker.START_TIMEOUT_S", 0.3)
    with pytest.raises(LinkError, match=f"{broken} does not start; try it by hand: {broken} -p "):
        DemoBroker.start()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_does_not_outlive_the_appliance(how: signal.Signals) -> None:
    script = (
        "import time; from device.link.demo_broker import DemoBroker; "
        "print(DemoBroker.start().settings.port, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as appliance:
        assert appliance.stdout
        port = int(appliance.stdout.readline())
        assert listening(port)
        appliance.send_signal(how)
    assert eventually(lambda: not listening(port))


def test_ctrl_c_at_the_terminal_is_for_the_appliance_alone() -> None:
    with DemoBroker.start() as broker:
        assert os.getpgid(broker._process.pid) != os.getpgid(0)
