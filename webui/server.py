"""The web server: cheroot with a thread for each stream, on loopback only."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import socket
import threading
import weakref
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from cheroot import server as cheroot_server
from cheroot import wsgi
from flask import Flask

from device.errors import UsageError
from webui.streams import Streams

log = logging.getLogger(__name__)

# Threads beyond the streams: pages and commands are answered while every stream is taken.
SPARE_THREADS = 8
STALLED_S = 5.0
# What the kernel may hold for one client (it doubles the number), about two pictures: a slow screen lags by
# as long as it takes to drain this, and it is the appliance's memory.
SEND_BUFFER_BYTES = 64 * 1024
# Beyond so many unaccepted connections the kernel drops requests, and a client tries again after a second.
WAITING_CONNECTIONS = 64
LONGEST_HEADER_BYTES = 32 * 1024
# Within this the streams have ended by themselves; then their connections are cut.
GRACE_S = 0.6
LAST_S = 1.0


class _Connection(cheroot_server.HTTPConnection):  # type: ignore[misc, unused-ignore]
    """A connection that can be cut by the server when it stops, even in the middle of a blocked write."""

    def __init__(self, server: _Cheroot, sock: socket.socket, *args: Any) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        server.watch(sock)
        super().__init__(server, sock, *args)

    def close(self) -> None:
        """Drop what a client that is gone did not take; the garbage collector would try to write it again."""
        super().close()
        with suppress(OSError):
            self.wfile.close()


class _Cheroot(wsgi.Server):  # type: ignore[misc, unused-ignore]
    """cheroot with a log, clear errors and bounded waits."""

    ConnectionClass = _Connection
    max_request_header_size = LONGEST_HEADER_BYTES
    expiration_interval = 0.1  # in seconds; also how long the accepting thread takes to notice `stop`

    def __init__(self, listener: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(listener.getsockname()[:2], *args, **options)
        self._listener = listener
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._sockets_lock = threading.Lock()

    def bind(self, family: int, kind: int, proto: int = 0) -> socket.socket:
        """Serve where `take_port` listens."""
        self.socket = self._listener
        return self._listener

    def process_conn(self, conn: Any) -> None:
        """Give a connection a thread, but only once it has said something.

        Browsers open connections ahead of need; each would block a thread until its timeout.
        """
        if conn.last_used is None:
            self.put_conn(conn)
        else:
            super().process_conn(conn)

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Write to the program's log."""
        log.log(level, "%s", msg, exc_info=traceback)

    def watch(self, sock: socket.socket) -> None:
        """Remember an open connection for `cut`."""
        with self._sockets_lock:
            self._sockets.add(sock)

    def cut(self) -> None:
        """End all connections, whatever their threads are doing."""
        with self._sockets_lock:
            sockets = tuple(self._sockets)
        for sock in sockets:
            # One that is gone already needs no cutting.
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


class Server:
    """Serves one application; answering begins with `start`.

    Args:
        app: of `create_app`.
        listener: of `take_port`; it is closed by `stop`.
        stalled_s: a client that takes nothing for so many seconds is dropped; its thread serves the next.

    Attributes:
        host: the loopback address.
        port: the port that was taken, also where 0 was asked for.
    """

    def __init__(self, app: Flask, listener: socket.socket, stalled_s: float = STALLED_S) -> None:
        self._streams: Streams = app.extensions["matside_streams"]
        self._cheroot = _Cheroot(
            listener,
            app,
            numthreads=self._streams.limit + SPARE_THREADS,
            timeout=stalled_s,
            request_queue_size=WAITING_CONNECTIONS,
            shutdown_timeout=GRACE_S,
        )
        self._started = threading.Event()
        # Threads inherit being daemons: prepared in this one, cheroot's own can't keep a dying process alive.
        bound: Future[tuple[str, int]] = Future()
        self._thread = threading.Thread(target=self._run, args=(bound,), name="web", daemon=True)
        self._thread.start()
        self.host, self.port = bound.result()

    @property
    def url(self) -> str:
        """The screen's address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    def start(self) -> None:
        """Begin to answer."""
        self._started.set()

    def stop(self) -> None:
        """End all streams, then the server, within a second; safe to call twice and before `start`."""
        self._streams.close()
        cut = threading.Timer(GRACE_S, self._cheroot.cut)
        cut.start()
        self._cheroot.stop()
        cut.cancel()
        self._started.set()
        # It is a daemon: one that can't be ended must not keep the process from ending.
        self._thread.join(LAST_S)

    def _run(self, bound: Future[tuple[str, int]]) -> None:
        try:
            self._cheroot.prepare()
        except OSError as error:
            bound.set_exception(error)
            return
        bound.set_result(self._cheroot.bind_addr)
        self._started.wait()
        self._cheroot.serve()


def take_port(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """Take a port for a `Server`; whoever connects waits until it answers.

    Args:
        host: a loopback address.
        port: TCP port; 0 takes any free one.

    Raises:
        UsageError: the host is not this machine's loopback, or the port is taken, or not for this user.
    """
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise UsageError(f"web.host is {host}: the screen is served on loopback only; use 127.0.0.1")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=WAITING_CONNECTIONS)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "is already in use" if taken else f"can't be used ({os.strerror(error.errno or 0)})"
        raise UsageError(
            f"{host}:{port} {reason}: the screen can't be served there; "
            "end the other program or set another web.port (0 takes any free one)"
        ) from error
    # Connections inherit it: a view must not wait for the one after it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
