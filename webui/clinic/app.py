"""The application factory of the clinic's pages."""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import Path

from flask import Blueprint, Flask, g, render_template
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from device.errors import StoreError
from webui.clinic.gate import Gate
from webui.clinic.logbook import logbook_blueprint
from webui.clinic.patients import patients_blueprint
from webui.clinic.plans import plans_blueprint
from webui.clinic.ports import Desk
from webui.clinic.sign_in import sign_in_blueprint
from webui.clinic.throttle import Throttle
from webui.clinic.words import ago, alert_title, date_time, note_words, plan_reasons, plan_state, sentence

log = logging.getLogger(__name__)

LONGEST_BODY_BYTES = 64 * 1024
TOUCHSCREEN_STATIC = Path(__file__).parents[1] / "static"


def create_clinic_app(
    desk: Desk, *, hosts: Collection[str], secure: bool, behind_proxy: bool = False
) -> Flask:
    """The clinic's application; `webui.clinic.server` serves it.

    Args:
        desk: what is shown and done.
        hosts: names and addresses that may stand in a request's Host header, without port.
        secure: browsers reach it over TLS only.
        behind_proxy: one reverse proxy stands before it and says who asks.
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=desk.secret_key,
        TRUSTED_HOSTS=list(hosts),
        MAX_CONTENT_LENGTH=LONGEST_BODY_BYTES,
        SESSION_COOKIE_NAME="__Host-matside" if secure else "matside_clinic",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]

    Gate(app, desk)
    # The touchscreen's colours are the clinic's too.
    app.register_blueprint(
        Blueprint("shared", __name__, static_folder=TOUCHSCREEN_STATIC, static_url_path="/shared")
    )
    app.register_blueprint(sign_in_blueprint(desk, Throttle(desk.now_s)))
    app.register_blueprint(patients_blueprint(desk))
    app.register_blueprint(plans_blueprint(desk))
    app.register_blueprint(logbook_blueprint(desk))
    for words in (alert_title, date_time, note_words, plan_reasons, plan_state, sentence):
        app.add_template_filter(words)
    app.add_template_filter(lambda at_s: ago(at_s, desk.now_s()), "ago")
    app.context_processor(
        lambda: {
            "clinic": desk.clinic,
            "user": g.get("user"),
            "trouble": desk.trouble() if g.get("user") else "",
            "library_names": {one.id: one.name for one in desk.exercises.values()},
        }
    )
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(StoreError, _store_is_away)
    return app


def _refuse(error: HTTPException) -> tuple[str, int]:
    if isinstance(error, SecurityError):
        # No page of ours for a name that is not ours.
        return "This is not one of the server's names.", 400
    page = render_template("said.html", title=error.name, said=error.description or "")
    return page, error.code or 500


def _store_is_away(error: StoreError) -> tuple[str, int]:
    log.warning("%s", error)
    said = "The records can't be read now. Nothing is lost: devices keep what they have. Try again soon."
    # Without whoever is signed in: that is in the records too.
    g.user = None
    return render_template("said.html", title="Records are away", said=said), 503
