"""A wire tap between device and broker: passes everything on, and keeps every byte that the device sends."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

WILL, PASSWORD, USERNAME = 0x04, 0x40, 0x80


@dataclass(frozen=True, slots=True)
class Said:
    """One text that a device put into an MQTT packet, log-in name and password apart.

    Attributes:
        what: "client id", "topic", "payload", "will topic", "will payload" or "properties".
        topic: where a payload belongs, else empty.
    """

    what: str
    text: bytes
    topic: str = ""


class Tap:
    """Listens on a port of its own and passes on to the broker's.

    Attributes:
        port: where the device connects.
        recorded: for each connection, what came from the device.
    """

    def __init__(self, broker_port: int) -> None:
        self._broker_port = broker_port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.recorded: list[bytearray] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(10)

    def said(self) -> list[Said]:
        """Everything in all packets of all connections."""
        return [said for stream in self.recorded for said in texts(bytes(stream))]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                device, _ = self._server.accept()
                broker = socket.create_connection(("127.0.0.1", self._broker_port))
                for end in (device, broker):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                record = bytearray()
                self.recorded.append(record)
                for pair in ((device, broker, record), (broker, device, None)):
                    self._threads.append(threading.Thread(target=_pass_on, args=pair))
                    self._threads[-1].start()


def _pass_on(source: socket.socket, target: socket.socket, record: bytearray | None) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            if record is not None:
                record += data
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def tapped(broker_port: int) -> Iterator[Tap]:
    tap = Tap(broker_port)
    try:
        yield tap
    finally:
        tap.close()


class _Reader:
    """Takes an MQTT 5 packet's body apart (OASIS MQTT 5.0, 1.5 and 2.2.2)."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        assert self.at + size <= len(self.data), "a packet that was cut off"
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, form: str) -> int:
        return int(struct.unpack(f">{form}", self.take(struct.calcsize(f">{form}")))[0])

    def length(self) -> int:
        value = shift = 0
        while True:
            byte = self.number("B")
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    def field(self) -> bytes:
        return self.take(self.number("H"))

    def rest(self) -> bytes:
        return self.take(len(self.data) - self.at)


def texts(stream: bytes) -> Iterator[Said]:
    """Every text in what a client sent; a packet cut off at the end is left out."""
    reader = _Reader(stream)
    while reader.at < len(stream):
        first = reader.number("B")
        size = reader.length()
        if reader.at + size > len(stream):
            return
        body = _Reader(reader.take(size))
        match first >> 4:
            case 1:
                yield from _connect(body)
            case 3:
                topic = body.field()
                if first & 0x06:
                    body.number("H")
                yield Said("properties", body.take(body.length()))
                yield Said("topic", topic)
                yield Said("payload", body.rest(), topic.decode())
            case 8:
                body.number("H")
                yield Said("properties", body.take(body.length()))
                while body.at < len(body.data):
                    yield Said("topic", body.field())
                    body.number("B")
            case _:
                # Acknowledgements, pings, goodbyes: numbers, and perhaps properties.
                yield Said("properties", body.rest())


def _connect(body: _Reader) -> Iterator[Said]:
    assert body.field() == b"MQTT"
    assert body.number("B") == 5
    flags = body.number("B")
    body.number("H")
    yield Said("properties", body.take(body.length()))
    yield Said("client id", body.field())
    if flags & WILL:
        yield Said("properties", body.take(body.length()))
        topic = body.field()
        yield Said("will topic", topic)
        yield Said("will payload", body.field(), topic.decode())
    # Log-in name and password follow: the broker's own business, not part of any message.
    for flag in (USERNAME, PASSWORD):
        if flags & flag:
            body.field()
    assert body.rest() == b""
