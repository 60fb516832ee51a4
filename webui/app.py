"""The application factory."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from flask import Flask
from jinja2 import StrictUndefined

from webui.commands import commands_blueprint
from webui.failures import calm_failures
from webui.guard import Guard
from webui.household import household_blueprint
from webui.live import live_blueprint
from webui.machine import machine_blueprint
from webui.ports import Appliance, Household, Machine
from webui.screen import screen_blueprint
from webui.setup.pages import set_up_blueprint
from webui.setup.ports import SetUp
from webui.stick.news import StickNews
from webui.stick.pages import stick_blueprint
from webui.stick.ports import Stick
from webui.streams import Streams
from webui.words import Languages

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
LONGEST_BODY_BYTES = 1024


def create_app(
    appliance: Appliance,
    household: Household,
    machine: Machine,
    set_up: SetUp | None = None,
    stick: Stick | None = None,
    *,
    allowed_hosts: Collection[str] = LOOPBACK_HOSTS,
    max_streams: int = 24,
) -> Flask:
    """The touchscreen's application; `webui.server.serve` runs it.

    Args:
        appliance: the session that is shown and commanded.
        household: the people and what is kept of them.
        machine: the device's pairing and switch.
        set_up: the guided set-up and the network; None: there is none here.
        stick: backups and new versions on a USB stick; None: there is none here.
        allowed_hosts: what may stand in a request's Host header, without port and brackets.
        max_streams: how many event and picture streams may be open at once; a screen needs two.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY_BYTES
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}

    languages = Languages()
    guard = Guard(allowed_hosts)
    streams = Streams(max_streams)
    boot = secrets.token_hex(8)
    app.extensions["matside_streams"] = streams

    guard.protect(app)
    calm_failures(app, lambda: languages.words(appliance.view().preferences.language))
    app.register_blueprint(screen_blueprint(appliance, languages, guard.token, boot))
    news = StickNews(appliance, stick) if stick else None
    leads_on = [*([set_up.wanted] if set_up else []), *([news.have_come] if news else [])]
    app.register_blueprint(live_blueprint(appliance, streams, boot, lambda: any(lead() for lead in leads_on)))
    app.register_blueprint(commands_blueprint(appliance))
    app.register_blueprint(household_blueprint(appliance, household))
    app.register_blueprint(machine_blueprint(machine))
    app.jinja_env.globals["has_set_up"] = set_up is not None
    app.jinja_env.globals["offers_stick"] = stick.is_offered if stick else lambda: False
    if set_up is not None:
        app.register_blueprint(set_up_blueprint(appliance, set_up, languages, guard.token))
    if stick is not None and news is not None:
        app.register_blueprint(
            stick_blueprint(appliance, stick, news, languages=languages, token=guard.token, boot=boot)
        )
    return app
