"""Serves the clinic's pages: cheroot, with TLS wherever it listens beyond loopback."""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from flask import Flask

from device.errors import ConfigError, UsageError

THREADS = 12
WAITING_CONNECTIONS = 64
STALLED_S = 10


class _Cheroot(wsgi.Server):  # type: ignore[misc, unused-ignore]
    """cheroot that leaves no socket behind when the port is taken."""

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: tuple[str, int]) -> socket.socket:
        """Take the port."""
        try:
            socket_.bind(bind_addr)
        except OSError:
            socket_.close()
            raise
        return socket_


class ClinicServer:
    """The port is taken on construction; answering begins with `start`.

    Args:
        app: of `create_clinic_app`.
        host: where to listen.
        port: TCP port; 0 takes any free one.
        certificate: PEM files of the certificate with its chain and of its key; None: plain text.

    Raises:
        ConfigError: the certificate or key can't be used.
        UsageError: the port can't be taken.
    """

    def __init__(
        self, app: Flask, host: str, port: int, certificate: tuple[Path, Path] | None = None
    ) -> None:
        self._scheme = "http" if certificate is None else "https"
        self._server = _Cheroot(
            (host, port),
            app,
            numthreads=THREADS,
            timeout=STALLED_S,
            request_queue_size=WAITING_CONNECTIONS,
            shutdown_timeout=1,
        )
        if certificate is not None:
            self._server.ssl_adapter = _tls(*certificate)
        try:
            self._server.prepare()
        except OSError as error:
            raise UsageError(
                f"{host}:{port}: the pages can't be served there ({error.strerror or error}); "
                "end the other program or set another clinic.port"
            ) from error
        self.host, self.port = self._server.bind_addr[:2]
        self._thread = threading.Thread(target=self._server.serve, name="clinic web", daemon=True)

    @property
    def url(self) -> str:
        """The pages' address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self._scheme}://{host}:{self.port}/"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End; safe to call twice and before `start`."""
        self._server.stop()
        if self._thread.ident is not None:
            self._thread.join(5)


def _tls(certificate: Path, key: Path) -> BuiltinSSLAdapter:
    try:
        adapter = BuiltinSSLAdapter(str(certificate), str(key))
        adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"clinic.cert_file = {certificate}, clinic.key_file = {key}: can't be used "
            f"({error.strerror or error}); give PEM files that this user may read and that belong together"
        ) from error
    return adapter
