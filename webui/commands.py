"""What a person tells the session by touch."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from device.command import BodyRegion, Command, Order
from webui.ports import Appliance


def commands_blueprint(appliance: Appliance) -> Blueprint:
    """`POST /session/command` with the JSON body {"command": NAME}; some take subject, value or regions."""
    commands = Blueprint("commands", __name__, url_prefix="/session")

    @commands.post("/command")
    def command() -> ResponseReturnValue:
        body = request.get_json(silent=True)
        name = body.get("command") if isinstance(body, dict) else None
        if not isinstance(body, dict) or not isinstance(name, str):
            abort(400, 'The body must be JSON like {"command": "start"}.')
        try:
            known = Command(name)
        except ValueError:
            abort(400, f"Unknown command {name[:40]!r}; known: {', '.join(Command)}.")
        try:
            order = _order(known, body)
        except ValueError as error:
            abort(400, f"{error}.")
        appliance.submit(order)
        return {"accepted": known}, 202

    return commands


def _order(command: Command, body: dict[str, Any]) -> Order:
    """The order of a request's body; ValueError says what of it can't be used."""
    subject, value, regions = body.get("subject"), body.get("value"), body.get("regions", [])
    if subject is not None and not isinstance(subject, str):
        raise ValueError("subject must be text")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise ValueError("value must be a whole number")
    if not isinstance(regions, list) or not all(isinstance(region, str) for region in regions):
        raise ValueError("regions must be a list of ids")
    unknown = [region for region in regions if region not in set(BodyRegion)]
    if unknown:
        raise ValueError(f"unknown region {unknown[0][:40]!r}; known: {', '.join(BodyRegion)}")
    return Order(command, subject, value, tuple(dict.fromkeys(BodyRegion(region) for region in regions)))
