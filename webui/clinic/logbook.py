"""Who saw what, and what could not be read: for administrators."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from webui.clinic.gate import noting, user
from webui.clinic.ports import Desk

LINES = 500


def logbook_blueprint(desk: Desk) -> Blueprint:
    """`/log`."""
    blueprint = Blueprint("logbook", __name__)
    note = noting(desk)

    @blueprint.get("/log")
    def log() -> str:
        if not user().administrator:
            abort(403, "Only administrators see the log.")
        patient = request.args.get("code", "").strip().upper()[:16] or None
        note("saw the log", patient)
        return render_template(
            "log.html",
            lines=desk.people.audit_log(LINES, patient),
            set_aside=desk.records.set_aside(LINES),
            patient=patient or "",
        )

    return blueprint
