"""A second `matside run` while the first one is at work, or while another program has its port."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from device.store import Store
from tests.device.sessions import SQUATS
from tests.scenarios.appliance_process import ApplianceProcess, appliance


def begin_session(data_dir: Path) -> None:
    """Put a session that is under way into the database."""
    store = Store.open(data_dir / "matside.db")
    store.begin_session([SQUATS])
    store.close()


def sessions_under_way(data_dir: Path) -> int:
    store = Store.open(data_dir / "matside.db")
    found = len(store.open_sessions())
    store.close()
    return found


def refusal(data_dir: Path, port: int) -> str:
    """What a run that must not start prints."""
    second = ApplianceProcess(data_dir, "--no-demo-broker", MATSIDE_WEB__PORT=str(port))
    assert second.process.wait(20) == 2
    second.wait_for(lambda: second.lines, "message")
    assert len(second.lines) == 1, second.lines
    return second.lines[0]


@pytest.mark.parametrize("same_port", [True, False])
def test_a_second_run_is_refused_and_leaves_the_session_of_the_first_alone(tmp_path, same_port):
    with appliance(tmp_path, "--no-demo-broker") as first:
        begin_session(tmp_path)
        port = int(first.url.rstrip("/").rpartition(":")[2]) if same_port else 0
        said = refusal(tmp_path, port)
        assert f"{tmp_path}: in use by another Matside (process {first.process.pid})" in said
        assert sessions_under_way(tmp_path) == 1
        assert first.process.poll() is None


def test_whoever_cannot_have_the_port_leaves_an_interrupted_session_alone(tmp_path):
    begin_session(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "already in use" in refusal(tmp_path, taken.getsockname()[1])
    assert sessions_under_way(tmp_path) == 1
