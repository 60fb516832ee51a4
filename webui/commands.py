"""What a person tells the session by touch."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from device.view import Command
from webui.ports import Appliance


def commands_blueprint(appliance: Appliance) -> Blueprint:
    """`POST /session/command` with the JSON body {"command": NAME}."""
    commands = Blueprint("commands", __name__, url_prefix="/session")

    @commands.post("/command")
    def command() -> ResponseReturnValue:
        body = request.get_json(silent=True)
        name = body.get("command") if isinstance(body, dict) else None
        if not isinstance(name, str):
            abort(400, 'The body must be JSON like {"command": "start"}.')
        try:
            known = Command(name)
        except ValueError:
            abort(400, f"Unknown command {name[:40]!r}; known: {', '.join(Command)}.")
        appliance.submit(known)
        return {"accepted": known}, 202

    return commands
