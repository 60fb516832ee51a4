"""A client on a plain socket that reads an open stream, or doesn't."""

from __future__ import annotations

import json
import socket
from http.client import HTTPConnection, HTTPResponse
from types import TracebackType
from typing import Any

from webui.server import Server


class StreamClient:
    """One GET request that is left open.

    Attributes:
        answer: status and headers; its body is the stream.
    """

    def __init__(self, server: Server, path: str, timeout_s: float = 5.0) -> None:
        self._connection = HTTPConnection(server.host, server.port, timeout=timeout_s)
        self._connection.request("GET", path)
        self.answer: HTTPResponse = self._connection.getresponse()

    def __enter__(self) -> StreamClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave."""
        self.answer.close()
        self._connection.close()

    def event(self) -> tuple[str, Any]:
        """The next server-sent event: (name, data)."""
        name = self._line("event: ")
        data = self._line("data: ")
        assert self.answer.readline() == b"\n"
        return name, json.loads(data)

    def view(self) -> dict[str, Any]:
        """The next event's data that is a view."""
        while True:
            name, data = self.event()
            if name == "view":
                assert isinstance(data, dict)
                return data

    def picture(self) -> bytes:
        """The next part of a picture stream."""
        size = None
        while line := self.answer.readline():
            if line.startswith(b"Content-Length: "):
                size = int(line.split()[1])
            elif line == b"\r\n" and size is not None:
                return self.answer.read(size)
        raise EOFError("the stream has ended")

    def _line(self, start: str) -> str:
        line = self.answer.readline().decode()
        assert line.startswith(start), line
        return line.removeprefix(start).rstrip("\n")


def silent_socket(server: Server, said: bytes = b"") -> socket.socket:
    """A connection that says something, or nothing, and never reads."""
    sock = socket.create_connection((server.host, server.port), timeout=5)
    sock.sendall(said)
    return sock
