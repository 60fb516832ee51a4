"""The live streams: the view as server-sent events, the picture as motion JPEG."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response

from webui.payload import view_payload
from webui.ports import Appliance
from webui.streams import Streams

BOUNDARY = "matside-picture"
RETRY_AFTER_S = 2


def live_blueprint(
    appliance: Appliance, streams: Streams, boot: str, leads_on: Callable[[], bool]
) -> Blueprint:
    """`/live/events` and `/live/picture`.

    Args:
        boot: identifies this process, so that a page of an earlier one knows that it must load itself again.
        leads_on: whether another page comes first now, such as the set-up.
    """
    live = Blueprint("live", __name__, url_prefix="/live")

    @live.get("/events")
    def events() -> Response:
        return _stream(streams, _events(appliance, streams, boot, leads_on), "text/event-stream")

    @live.get("/picture")
    def picture() -> Response:
        kind = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
        return _stream(streams, _pictures(appliance, streams), kind)

    return live


def _stream(streams: Streams, body: Iterator[bytes], kind: str) -> Response:
    if not streams.open():
        busy = json.dumps({"error": "Too many screens are open."})
        return Response(busy, 503, {"Retry-After": str(RETRY_AFTER_S)}, mimetype="application/json")
    response = Response(body, content_type=kind)
    # Not in the generator's own `finally`: one that was never started would keep its place for ever.
    response.call_on_close(streams.done)
    return response


def _event(name: str, data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def _events(
    appliance: Appliance, streams: Streams, boot: str, leads_on: Callable[[], bool]
) -> Iterator[bytes]:
    """`hello` with the process, then a `view` each time, `beat` in silence, `elsewhere` to another page."""
    yield _event("hello", {"boot": boot})
    yield _event("view", view_payload(appliance.view()))
    for view in streams.newest(appliance.next_view):
        if leads_on():
            yield _event("elsewhere", {})
        yield _event("beat", {}) if view is None else _event("view", view_payload(view))


def _pictures(appliance: Appliance, streams: Streams) -> Iterator[bytes]:
    """One part for each picture, sent with the boundary after it: browsers show a part once it has ended."""
    # Text before the first boundary is ignored. Writing it sends the headers at once and, as long as there is
    # no camera, finds out whether anybody still listens.
    preamble = b"\r\n"
    yield preamble
    opening = f"--{BOUNDARY}\r\n".encode()
    last: bytes | None = None
    for jpeg in streams.newest(appliance.next_picture):
        last = jpeg or last
        if last is None:
            yield preamble
            continue
        head = f"Content-Type: image/jpeg\r\nContent-Length: {len(last)}\r\n\r\n".encode()
        yield opening + head + last + f"\r\n--{BOUNDARY}\r\n".encode()
        opening = b""
