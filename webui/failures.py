"""What a person or a script sees when a request can't be answered: a calm page or one line of JSON."""

from __future__ import annotations

import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from webui.words import LANGUAGE, Words

log = logging.getLogger(__name__)


def calm_failures(app: Flask, words: Words) -> None:
    """Answer every failure of `app`; what went wrong inside goes to the log, never to the screen."""

    def refused(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        accepts = request.accept_mimetypes
        if accepts["text/html"] <= accepts["application/json"]:
            return {"error": error.description}, code
        texts = words["failure"].get(str(code), words["failure"]["other"])
        return render_template("failure.html", words=words, texts=texts, language=LANGUAGE), code

    def broken(error: Exception) -> ResponseReturnValue:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return refused(InternalServerError(words["failure"]["500"]["text"]))

    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, broken)
