"""Who may see the clinic's pages: signed-in people, through its own names, from its own forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Flask, Response, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from device.clinic.view import User
from webui.clinic.ports import Desk

# No scripts at all; nothing is fetched, framed or sent anywhere else.
CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "font-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
OPEN_TO_ALL: Final = frozenset({"static", "shared.static", "sign_in.form", "sign_in.enter"})


class Gate:
    """Looks at every request and response.

    Args:
        app: configured; its SECRET_KEY signs the cookie, TRUSTED_HOSTS are the names that it answers to.
        desk: knows who is signed in.
    """

    def __init__(self, app: Flask, desk: Desk) -> None:
        self._desk = desk
        CSRFProtect(app)
        app.before_request(self._ask_who)
        app.after_request(_harden)

    def _ask_who(self) -> ResponseReturnValue | None:
        # Reading it refuses a name that is not ours: another site's, made to point here (DNS rebinding).
        request.host  # noqa: B018
        if request.endpoint in OPEN_TO_ALL:
            return None
        token = session.get("token")
        g.user = self._desk.people.signed_in(token) if isinstance(token, str) else None
        if g.user is None:
            # Where they wanted to go is lost on purpose: no address of a patient in a query or a log.
            return redirect(url_for("sign_in.form"))
        return None


def user() -> User:
    """Who is signed in; only while answering a request that the gate let through."""
    who: User = g.user
    return who


def noting(desk: Desk) -> Callable[..., None]:
    """Writes into the audit log in the name of whoever is signed in."""

    def note(action: str, patient_code: str | None = None, detail: str = "") -> None:
        desk.people.note(
            user().name,
            action,
            patient_code=patient_code,
            detail=detail,
            address=request.remote_addr or "",
        )

    return note


def _harden(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    # Not even the own address: it names a patient. Forms of this site still need it under TLS.
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    headers.setdefault("Cache-Control", "no-store")
    return response
