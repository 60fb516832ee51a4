"""The real appliance in mid-set while all at hand is thrown at its screen: no repetition is lost."""

from __future__ import annotations

import json
import socket
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

from tests.scenarios.appliance_process import ApplianceProcess, appliance

PLAN = '[{"exercise": "squat", "reps": 5}]'
CLIP_S = 18.0
"""Within this the clip's five squats are done; a lost one would come again a whole clip later."""
STREAMS = 50
ORDER = json.dumps({"command": "stop"}).encode()


def visitor(running: ApplianceProcess, said: bytes) -> socket.socket:
    """A connection that says this and never reads."""
    address = urlsplit(running.url)
    sock = socket.create_connection((address.hostname or "", address.port or 0), timeout=10)
    sock.sendall(said)
    return sock


def refusal(running: ApplianceProcess, path: str, body: bytes | None, **headers: str) -> int:
    """The status with which a request is refused."""
    request = urllib.request.Request(
        running.url + path, body, {k.replace("_", "-"): v for k, v in headers.items()}
    )
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    refused.value.close()
    return refused.value.code


def test_hostile_visitors_cost_no_repetition(tmp_path: Path) -> None:
    with appliance(tmp_path, "--no-demo-broker", MATSIDE_PLAN=PLAN) as running, ExitStack() as open_ones:
        running.begin()
        running.view_where(lambda view: view["phase"] == "active")
        host = urlsplit(running.url).netloc
        for number in range(STREAMS):
            stream = ("events", "picture")[number % 2]
            whole = f"GET /live/{stream} HTTP/1.1\r\nHost: {host}\r\n\r\n"
            said = whole if number % 5 else whole[:20]
            open_ones.enter_context(visitor(running, said.encode()))
        json_body = {"Content_Type": "application/json"}
        assert refusal(running, "session/command", ORDER, **json_body, X_Matside_Token="stale") == 403
        assert refusal(running, "session/command", ORDER, **json_body, Origin="http://evil.example") == 403
        assert refusal(running, "", None, Host="evil.example") == 421
        assert refusal(running, "live/picture", None, Sec_Fetch_Site="cross-site") == 403
        assert refusal(running, "session/command", ORDER * 10_000, **json_body) in {400, 403, 413}
        assert refusal(running, "history.json?limit=" + "9" * 3000, None) == 400
        assert refusal(running, "live/events", None) == 503
        open_ones.close()
        (squats,) = running.rate()["exercises"]
        assert (squats["reps"], squats["too_small"]) == (5, 0)
        assert squats["duration_s"] < CLIP_S
        assert running.end() == 0
    assert not [line for line in running.lines if "Traceback" in line]
