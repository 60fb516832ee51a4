"""The page of an appliance that can't begin yet: its disk is full or read-only, and nothing could be kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from socket import socket

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined

from webui.app import LOOPBACK_HOSTS
from webui.guard import Guard
from webui.server import Server
from webui.streams import Streams
from webui.words import Languages


class WaitingScreen:
    """Serves that page from the first trouble on, on a port that the appliance takes over afterwards.

    Args:
        port: takes the port; called once there is something to show.
    """

    def __init__(self, port: Callable[[], socket]) -> None:
        self._port = port
        self._server: Server | None = None
        self._trouble = ""

    @property
    def url(self) -> str:
        """The page's address; empty while nothing is shown."""
        return self._server.url if self._server else ""

    def show(self, trouble: str) -> bool:
        """Show this trouble; whether it is another than before."""
        new, self._trouble = trouble != self._trouble, trouble
        if self._server is None:
            # The server closes what it listens on, the port stays taken.
            self._server = Server(create_waiting_app(lambda: self._trouble), self._port().dup())
            self._server.start()
        return new

    def close(self) -> None:
        """End the page; safe to call if there was none."""
        if self._server is not None:
            self._server.stop()


def create_waiting_app(trouble: Callable[[], str]) -> Flask:
    """Says what is wrong in every language: which one the person wants is on the disk.

    A page asks again by itself, so the touchscreen goes on as soon as the appliance does.

    Args:
        trouble: what is wrong now: "full" or "read_only".
    """
    app = Flask(__name__)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions["matside_streams"] = Streams(1)
    languages = Languages()
    Guard(LOOPBACK_HOSTS).protect(app)

    @app.before_request
    def wait() -> ResponseReturnValue | None:
        if request.endpoint == "static":
            return None
        if request.path == "/live/events":
            # A page of an earlier process is still open: another one answers now, so it loads itself again.
            hello = f"event: hello\ndata: {json.dumps({'boot': 'waiting'})}\n\n"
            return Response(hello, content_type="text/event-stream")
        if request.path == "/":
            # With status 200: the kiosk shows nothing else.
            return render_template("waiting.html", language="en", languages=languages, trouble=trouble())
        return {"error": f"The disk can't be written: {trouble()}."}, 503

    return app
