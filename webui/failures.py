"""What a person or a script sees when a request can't be answered: a calm page or one line of JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, ServiceUnavailable

from device.errors import StoreError, UsageError
from webui.words import Words

TOLD = ("403", "404", "421", "500")

log = logging.getLogger(__name__)


def calm_failures(app: Flask, words: Callable[[], Words]) -> None:
    """Answer every failure of `app`; what went wrong inside goes to the log, never to the screen.

    Args:
        words: the language that the screen is in now.
    """

    def refused(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        accepts = request.accept_mimetypes
        if accepts["text/html"] <= accepts["application/json"]:
            return {"error": error.description}, code
        kind = str(code) if str(code) in TOLD else "other"
        return render_template("failure.html", say=words().say, language=words().language, kind=kind), code

    def unusable(error: UsageError) -> ResponseReturnValue:
        return refused(BadRequest(str(error)))

    def no_disk(error: StoreError) -> ResponseReturnValue:
        log.warning("%s %s: %s", request.method, request.path, error)
        return refused(ServiceUnavailable(str(error)))

    def broken(error: Exception) -> ResponseReturnValue:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return refused(InternalServerError(words().say("failure.500.text")))

    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(UsageError, unusable)
    app.register_error_handler(StoreError, no_disk)
    app.register_error_handler(Exception, broken)
