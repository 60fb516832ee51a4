"""The page and the facts that it asks for once: exercise words, past sessions, the appliance's health."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from webui.payload import card_payload, summary_payload
from webui.ports import Appliance
from webui.words import LANGUAGE, Words

LONGEST_HISTORY = 100


def screen_blueprint(appliance: Appliance, words: Words, token: str, boot: str) -> Blueprint:
    """`/`, `/cards.json`, `/history.json` and `/health.json`.

    Args:
        token: what the page must send with each command.
        boot: identifies this process.
    """
    screen = Blueprint("screen", __name__)

    @screen.get("/")
    def page() -> str:
        return render_template("page.html", words=words, language=LANGUAGE, token=token, boot=boot)

    @screen.get("/cards.json")
    def cards() -> ResponseReturnValue:
        return {name: card_payload(card) for name, card in appliance.cards().items()}

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
