"""The page and the facts that it asks for once: sentences, exercise cards, past sessions, health."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from webui.demos import Demos
from webui.page import draw_page
from webui.payload import card_payload, summary_payload
from webui.ports import Appliance
from webui.words import Languages

LONGEST_HISTORY = 100


def screen_blueprint(appliance: Appliance, languages: Languages, token: str, boot: str) -> Blueprint:
    """`/`, `/words.json`, `/cards.json`, `/history.json` and `/health.json`.

    Args:
        languages: every sentence, in the language of the preferences.
        token: what the page must send with each command.
        boot: identifies this process.
    """
    screen = Blueprint("screen", __name__)
    demos = Demos()

    @screen.get("/")
    def page() -> str:
        return draw_page("page.html", appliance.view().preferences, languages, token, boot=boot)

    @screen.get("/words.json")
    def words() -> ResponseReturnValue:
        return dict(languages.words(appliance.view().preferences.language).sentences)

    @screen.get("/cards.json")
    def cards() -> ResponseReturnValue:
        told = languages.words(appliance.view().preferences.language)
        payload = {name: card_payload(card, told) for name, card in appliance.cards().items()}
        for name, card in payload.items():
            card["still"] = demos.still(name) and url_for("static", filename=demos.still(name))
            card["film"] = demos.film(name) and url_for("static", filename=demos.film(name))
        return payload

    @screen.get("/history.json")
    def history() -> ResponseReturnValue:
        given = request.args.get("limit", "10")
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= LONGEST_HISTORY):
            abort(400, f"limit is {given[:20]!r}; it must be a number from 1 to {LONGEST_HISTORY}.")
        return [summary_payload(summary) for summary in appliance.history(int(given))]

    @screen.get("/health.json")
    def health() -> ResponseReturnValue:
        return dict(appliance.health())

    return screen
