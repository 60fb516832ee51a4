"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webui.clinic.gate import noting
from webui.clinic.ports import Desk
from webui.clinic.throttle import Throttle


def sign_in_blueprint(desk: Desk, throttle: Throttle) -> Blueprint:
    """`/sign-in` and `/sign-out`."""
    blueprint = Blueprint("sign_in", __name__)
    note = noting(desk)

    @blueprint.get("/sign-in")
    def form() -> str:
        return render_template("sign_in.html", problem="")

    @blueprint.post("/sign-in")
    def enter() -> ResponseReturnValue:
        name, address = request.form.get("name", "").strip().lower()[:40], request.remote_addr or ""
        if not throttle.allows(name, address):
            desk.people.note(name, "sign-in blocked", address=address)
            problem = "Too many failed attempts. Wait a quarter of an hour."
            return render_template("sign_in.html", problem=problem), 429
        token = desk.people.sign_in(name, request.form.get("password", ""))
        if token is None:
            throttle.failed(name, address)
            desk.people.note(name, "sign-in failed", address=address)
            problem = "Name and password don't belong together."
            return render_template("sign_in.html", problem=problem), 403
        # A new cookie: nobody can have prepared this one.
        session.clear()
        session["token"] = token
        desk.people.note(name, "signed in", address=address)
        return redirect(url_for("patients.overview"))

    @blueprint.post("/sign-out")
    def leave() -> ResponseReturnValue:
        note("signed out")
        desk.people.sign_out(session["token"])
        session.clear()
        return redirect(url_for("sign_in.form"))

    return blueprint
