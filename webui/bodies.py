"""What a page sends: one JSON object, looked at before anything is done with it."""

from __future__ import annotations

from typing import Any

from flask import abort, request


def object_of() -> dict[str, Any]:
    """The request's body; refused with 400 if it is no JSON object."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400, "The body must be a JSON object.")
    return body


def text_of(body: dict[str, Any], name: str) -> str:
    """One text of the body; refused with 400 if there is none."""
    value = body.get(name)
    if not isinstance(value, str):
        abort(400, f"{name} must be text.")
    return value


def number_of(body: dict[str, Any], name: str) -> int:
    """One whole number of the body; refused with 400 if there is none."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        abort(400, f"{name} must be a whole number.")
    return value
