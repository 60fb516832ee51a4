from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

import pytest
from flask import Flask

from device.command import Command, Order
from device.view import Phase
from tests.webui.fake_appliance import PLAN, TINY_JPEG, FakeAppliance
from tests.webui.stream_client import StreamClient, silent_socket
from tests.webui.touchscreen import touchscreen
from webui.server import Server


@contextmanager
def publishing(publish: Callable[[int], None], every_s: float) -> Iterator[None]:
    """Call `publish` with 0, 1, 2, ... in a thread of its own."""
    stopping = threading.Event()

    def run() -> None:
        number = 0
        while not stopping.wait(every_s):
            publish(number)
            number += 1

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield
    stopping.set()
    thread.join()


def test_first_message_is_the_whole_view(server: Server, appliance: FakeAppliance) -> None:
    appliance.begin()
    appliance.see_person()
    appliance.change(reps=3, skeleton=((0.123456, 0.5, 0.9),) * 17, missing=("left_ankle",))
    with StreamClient(server, "/live/events") as stream:
        assert stream.answer.headers["Content-Type"].startswith("text/event-stream")
        assert stream.answer.headers["Cache-Control"] == "no-store"
        assert stream.event()[0] == "hello"
        name, view = stream.event()
    assert name == "view"
    assert (view["phase"], view["reps"], view["position"]) == (Phase.ACTIVE, 3, 0)
    assert view["plan"][0] == asdict(PLAN[0]) | {"notes": []}
    assert view["skeleton"] == [[0.1235, 0.5, 0.9]] * 17
    assert view["missing"] == ["left_ankle"]


def test_summary_travels_whole(server: Server, appliance: FakeAppliance) -> None:
    appliance.begin()
    for _ in range(2):
        appliance.submit(Order(Command.STOP))
    with StreamClient(server, "/live/events") as stream:
        view = stream.view()
    assert view["summary"] == appliance.finished[0].model_dump(mode="json")


def test_views_arrive_at_the_rate_of_the_analysis(server: Server, appliance: FakeAppliance) -> None:
    with (
        StreamClient(server, "/live/events") as stream,
        publishing(lambda number: appliance.change(captured_s=float(number)), every_s=1 / 30),
    ):
        stream.view()
        began_s = time.monotonic()
        captured = [stream.view()["captured_s"] for _ in range(30)]
        took_s = time.monotonic() - began_s
    assert captured == sorted(captured)
    assert 30 / took_s >= 10


def test_a_quiet_appliance_still_beats(server: Server) -> None:
    with StreamClient(server, "/live/events") as stream:
        names = [stream.event()[0] for _ in range(5)]
    assert names == ["hello", "view", "view", "beat", "beat"]


def test_picture_stream_is_motion_jpeg(server: Server, appliance: FakeAppliance) -> None:
    appliance.picture(TINY_JPEG)
    with StreamClient(server, "/live/picture") as stream:
        assert stream.answer.headers["Content-Type"].startswith("multipart/x-mixed-replace; boundary=")
        assert stream.answer.headers["Cache-Control"] == "no-store"
        assert stream.picture() == TINY_JPEG
        appliance.picture(TINY_JPEG + b"2")
        assert stream.picture() == TINY_JPEG + b"2"


def test_picture_stream_waits_for_a_camera(server: Server, appliance: FakeAppliance) -> None:
    with StreamClient(server, "/live/picture") as stream:
        time.sleep(0.7)
        appliance.picture(TINY_JPEG)
        assert stream.picture() == TINY_JPEG


def test_a_stalled_client_finds_no_backlog(server: Server, appliance: FakeAppliance) -> None:
    filler = bytes(60_000)
    newest = 0

    def publish(number: int) -> None:
        nonlocal newest
        appliance.picture(number.to_bytes(4, "big") + filler)
        newest = number

    with StreamClient(server, "/live/picture") as stream, publishing(publish, every_s=0.01):
        stream.picture()
        before = newest
        time.sleep(1.5)
        goal = newest
        old_bytes = 0
        while int.from_bytes((picture := stream.picture())[:4], "big") < goal:
            old_bytes += len(picture)
    published_bytes = (goal - before) * len(filler)
    assert published_bytes > 3_000_000
    assert old_bytes < 1_000_000


def test_too_many_streams_are_asked_to_wait(
    appliance: FakeAppliance, start_server: Callable[..., Server]
) -> None:
    server = start_server(touchscreen(appliance, max_streams=2))
    with StreamClient(server, "/live/events"), StreamClient(server, "/live/picture"):
        with StreamClient(server, "/live/events") as third:
            assert third.answer.status == 503
            assert int(third.answer.headers["Retry-After"]) > 0
            assert b"Too many screens" in third.answer.read()
        with StreamClient(server, "/") as page:
            assert page.answer.status == 200
    assert becomes_free(server)


def becomes_free(server: Server, within_s: float = 4.0) -> bool:
    """Whether a stream is granted before long."""
    deadline_s = time.monotonic() + within_s
    while time.monotonic() < deadline_s:
        with StreamClient(server, "/live/events") as stream:
            if stream.answer.status == 200:
                return True
        time.sleep(0.05)
    return False


def test_fifty_streams_are_served_or_refused(app: Flask, server: Server, appliance: FakeAppliance) -> None:
    streams = [StreamClient(server, f"/live/{('events', 'picture')[i % 2]}") for i in range(50)]
    statuses = [stream.answer.status for stream in streams]
    assert (statuses.count(200), statuses.count(503)) == (24, 26)
    appliance.change(reps=4)
    assert streams[0].view()["reps"] in {0, 4}
    with StreamClient(server, "/health.json") as health:
        assert health.answer.status == 200
    for stream in streams:
        stream.close()
    assert becomes_free(server)


@pytest.mark.parametrize("said", [b"", b"GET /live/events HTTP/1.1\r\nHost: local"], ids=["mute", "halting"])
def test_connections_that_say_nothing_keep_nobody_waiting(server: Server, said: bytes) -> None:
    began_s = time.monotonic()
    sockets = [silent_socket(server, said) for _ in range(25)]
    with StreamClient(server, "/health.json") as health:
        assert health.answer.status == 200
    assert time.monotonic() - began_s < 2
    for sock in sockets:
        sock.close()


def test_a_client_that_never_reads_is_dropped(
    appliance: FakeAppliance, start_server: Callable[..., Server]
) -> None:
    server = start_server(touchscreen(appliance, max_streams=1), stalled_s=0.5)
    request = f"GET /live/picture HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n\r\n".encode()
    with publishing(lambda _: appliance.picture(bytes(300_000)), every_s=0.02):
        stalled = silent_socket(server, request)
        time.sleep(0.3)
        with StreamClient(server, "/live/events") as second:
            assert second.answer.status == 503
        assert becomes_free(server)
    stalled.close()
