from __future__ import annotations

import threading
import time

from device.channel import Latest
from webui.streams import QUIET_S, Streams


def test_places_are_limited_and_come_back() -> None:
    streams = Streams(limit=2)
    assert streams.open()
    assert streams.open()
    assert not streams.open()
    streams.done()
    assert streams.open()


def test_no_place_is_given_once_closed() -> None:
    streams = Streams(limit=2)
    streams.close()
    assert not streams.open()


def test_a_slow_consumer_gets_the_newest_value_only() -> None:
    channel: Latest[int] = Latest()
    channel.put(1)
    values = Streams(limit=1).newest(channel.newer)
    assert next(values) == 1
    for value in range(2, 100):
        channel.put(value)
    assert next(values) == 99


def test_silence_is_told_of() -> None:
    channel: Latest[int] = Latest()
    values = Streams(limit=1).newest(channel.newer)
    began_s = time.monotonic()
    assert next(values) is None
    assert QUIET_S * 0.9 < time.monotonic() - began_s < QUIET_S * 3


def test_an_ended_channel_does_not_spin() -> None:
    channel: Latest[int] = Latest()
    channel.close()
    values = Streams(limit=1).newest(channel.newer)
    began_s = time.monotonic()
    assert [next(values), next(values)] == [None, None]
    assert time.monotonic() - began_s > QUIET_S * 1.8


def test_closing_ends_a_waiting_stream() -> None:
    channel: Latest[int] = Latest()
    streams = Streams(limit=1)
    ended = threading.Event()

    def consume() -> None:
        for _ in streams.newest(channel.newer):
            pass
        ended.set()

    threading.Thread(target=consume, daemon=True).start()
    streams.close()
    assert ended.wait(QUIET_S * 3)
