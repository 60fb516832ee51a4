"""The device itself: whom it is paired with, and its switch."""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO

import segno
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from webui.bodies import object_of, text_of
from webui.ports import Machine

# A pairing code holds the clinic's certificates; everything else that a page sends is short.
LONGEST_PAIRING_BYTES = 64 * 1024


def machine_blueprint(machine: Machine) -> Blueprint:
    """`/machine/link.json`, `/machine/link.svg`, `/machine/pair` and `/machine/shut-down`."""
    device = Blueprint("machine", __name__, url_prefix="/machine")

    @device.get("/link.json")
    def link() -> ResponseReturnValue:
        return asdict(machine.link()) | {"can_shut_down": machine.can_shut_down()}

    @device.get("/link.svg")
    def drawing() -> ResponseReturnValue:
        card = machine.link()
        drawn = BytesIO()
        told = f"matside:{card.patient_code}" + (f":{card.check_code}" if card.check_code else "")
        segno.make(told, error="m", micro=False).save(drawn, kind="svg", border=2, scale=8, light="#ffffff")
        return Response(drawn.getvalue(), content_type="image/svg+xml")

    @device.post("/pair")
    def pair() -> ResponseReturnValue:
        request.max_content_length = LONGEST_PAIRING_BYTES
        return asdict(machine.pair(text_of(object_of(), "code")))

    @device.post("/shut-down")
    def shut_down() -> ResponseReturnValue:
        machine.shut_down()
        return {}, 202

    return device
