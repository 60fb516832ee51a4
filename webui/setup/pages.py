"""The set-up's pages, a step each, and what they ask for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webui.bodies import object_of, text_of
from webui.page import draw_page
from webui.ports import Appliance
from webui.setup.countries import likely_country, named_countries
from webui.setup.ports import SetUp
from webui.words import Languages

STEPS: Final = ("language", "picture", "country", "wifi", "clinic", "done")


def set_up_blueprint(appliance: Appliance, set_up: SetUp, languages: Languages, token: str) -> Blueprint:
    """`/set-up/STEP` and what they ask for: preferences.json, country, networks.json, join and finish.

    As long as the set-up is wanted, `/` leads to its first step. After it each step stands alone and leads
    back to the settings.

    Args:
        languages: every sentence, in the language of the preferences.
        token: what the page must send with what it changes.
    """
    pages = Blueprint("set_up", __name__, url_prefix="/set-up")

    @pages.before_app_request
    def begin() -> ResponseReturnValue | None:
        if request.path == "/" and set_up.wanted():
            return redirect(url_for("set_up.step", name=STEPS[0]))
        return None

    @pages.get("/<name>")
    def step(name: str) -> str:
        if name not in STEPS:
            abort(404, f"No step of the set-up: {name[:40]!r}; there are {', '.join(STEPS)}.")
        at = STEPS.index(name)
        language = appliance.view().preferences.language
        return draw_page(
            "setup/page.html",
            appliance.view().preferences,
            languages,
            token,
            step=name,
            alone=not set_up.wanted(),
            number=at + 1,
            steps=len(STEPS),
            back=STEPS[at - 1] if at else None,
            trouble=set_up.trouble(),
            countries=named_countries(language) if name == "country" else (),
            country=set_up.country(),
            likely=likely_country(language),
            forward=STEPS[at + 1] if at + 1 < len(STEPS) else None,
        )

    @pages.get("/preferences.json")
    def preferences() -> ResponseReturnValue:
        return appliance.view().preferences.model_dump()

    @pages.get("/networks.json")
    def networks() -> ResponseReturnValue:
        if not set_up.has_wifi():
            return {"radio": False, "on": False, "networks": []}
        on = set_up.is_wifi_on()
        networks = set_up.networks() if on else ()
        return {"radio": True, "on": on, "networks": [asdict(network) for network in networks]}

    @pages.post("/country")
    def country() -> ResponseReturnValue:
        set_up.choose_country(text_of(object_of(), "country"))
        return {}

    @pages.post("/join")
    def join() -> ResponseReturnValue:
        body = object_of()
        set_up.join(text_of(body, "ssid"), text_of(body, "password"))
        return {}

    @pages.post("/finish")
    def finish() -> ResponseReturnValue:
        set_up.finish()
        return {}

    return pages
