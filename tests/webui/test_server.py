from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from flask import Flask

from device.errors import UsageError
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.stream_client import StreamClient, silent_socket
from tests.webui.touchscreen import touchscreen
from webui.server import Server, take_port


def test_a_free_port_is_taken_and_told(server: Server) -> None:
    assert server.port > 0
    assert server.url == f"http://127.0.0.1:{server.port}/"
    with StreamClient(server, "/") as page:
        assert page.answer.status == 200


def test_ipv6_loopback_works(app: Flask) -> None:
    server = Server(app, take_port("::1"))
    server.start()
    assert server.url == f"http://[::1]:{server.port}/"
    with StreamClient(server, "/") as page:
        assert page.answer.status == 200
    server.stop()


def test_port_in_use_is_one_clear_line(server: Server) -> None:
    with pytest.raises(UsageError) as refused:
        take_port(port=server.port)
    message = str(refused.value)
    assert message.startswith(f"127.0.0.1:{server.port} is already in use")
    assert "set another web.port" in message
    assert "\n" not in message
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(UsageError, match=f"web.host is {host}: .* loopback only"):
        take_port(host)


def test_a_port_is_held_from_when_it_was_taken_on(app: Flask) -> None:
    with take_port() as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UsageError, match="already in use"):
            take_port(port=port)
        server = Server(app, listener)
        assert server.port == port
        server.stop()


def test_stop_ends_open_and_stalled_streams_within_a_second(server: Server, appliance: FakeAppliance) -> None:
    request = f"GET /live/picture HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n\r\n".encode()
    stalled = [silent_socket(server, request) for _ in range(3)]
    streams = [StreamClient(server, "/live/events") for _ in range(5)]
    for _ in range(5):
        appliance.picture(bytes(4_000_000))
        time.sleep(0.05)
    began_s = time.monotonic()
    server.stop()
    assert time.monotonic() - began_s < 1
    for stream in streams:
        assert stream.answer.read().startswith(b"event: hello")
        stream.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=1)
    for sock in stalled:
        sock.close()


def test_stop_leaves_no_thread_behind(app: Flask) -> None:
    before = set(threading.enumerate())
    server = Server(app, take_port())
    server.start()
    with StreamClient(server, "/live/events") as stream:
        stream.view()
        server.stop()
    server.stop()
    deadline_s = time.monotonic() + 2
    while (left := set(threading.enumerate()) - before) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert not left


def test_a_program_that_forgets_to_stop_still_ends() -> None:
    program = """
        from tests.webui.fake_appliance import FakeAppliance
        from tests.webui.stream_client import StreamClient
        from tests.webui.touchscreen import touchscreen
        from webui.server import Server, take_port
        server = Server(touchscreen(FakeAppliance()), take_port())
        server.start()
        print(StreamClient(server, "/live/events").answer.status)
    """
    command = [sys.executable, "-c", dedent(program)]
    root = Path(__file__).parents[2]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=20, check=True)
    assert ended.stdout == "200\n"


def test_a_restart_gets_the_port_back_from_its_own_old_connections(
    appliance: FakeAppliance, start_server: Callable[..., Server], free_port: int
) -> None:
    for _ in range(2):
        server = start_server(touchscreen(appliance), port=free_port)
        with StreamClient(server, "/live/events") as stream:
            stream.view()
            server.stop()


def test_stop_before_start_frees_the_port(app: Flask, start_server: Callable[..., Server]) -> None:
    unused = Server(app, take_port())
    unused.stop()
    assert start_server(app, port=unused.port).port == unused.port


def test_one_huge_header_is_refused(server: Server) -> None:
    start = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Filler: "
    sock = silent_socket(server, start + b"x" * 100_000 + b"\r\n\r\n")
    assert sock.recv(100).startswith(b"HTTP/1.1 413")
    sock.close()
