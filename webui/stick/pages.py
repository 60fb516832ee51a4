"""The page of the USB stick, and what it asks for."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from device.backup.sealed import SHORTEST
from device.errors import UsageError
from device.stick.state import StickState
from device.view import Phase
from webui.bodies import object_of, text_of
from webui.page import draw_page
from webui.ports import Appliance
from webui.stick.news import StickNews
from webui.stick.ports import Stick
from webui.words import Languages

LONGEST: Final = 200
"""Letters of a passphrase."""


def stick_blueprint(
    appliance: Appliance, stick: Stick, news: StickNews, *, languages: Languages, token: str, boot: str
) -> Blueprint:
    """`/stick` and what it asks for: state.json, look, backup, restore, update and seen.

    Args:
        news: what is to be told first.
        languages: every sentence, in the language of the preferences.
        token: what the page must send with what it changes.
        boot: identifies this process, so that the page of an earlier one loads itself again.
    """
    pages = Blueprint("stick", __name__, url_prefix="/stick")

    def exercising() -> bool:
        return appliance.view().phase is not Phase.HOME

    @pages.before_app_request
    def tell_first() -> ResponseReturnValue | None:
        return redirect(url_for("stick.page")) if request.path == "/" and news.wait() else None

    @pages.before_request
    def offer() -> None:
        if not stick.is_offered():
            abort(404, "This device can do nothing with a USB stick.")

    @pages.get("")
    def page() -> ResponseReturnValue:
        if exercising():
            return redirect(url_for("screen.page"))
        preferences = appliance.view().preferences
        limits = {"shortest": SHORTEST, "longest": LONGEST}
        return draw_page("stick/page.html", preferences, languages, token, boot=boot, **limits)

    @pages.get("/state.json")
    def state() -> ResponseReturnValue:
        now = stick.state()
        told = {
            "boot": boot,
            "exercising": exercising(),
            "seen": news.is_told(now.outcome),
            "unsent": appliance.view().outbox,
        }
        return told | _payload(now)

    @pages.post("/seen")
    def seen() -> ResponseReturnValue:
        news.tell(stick.state().outcome)
        return {}

    @pages.post("/look")
    def look() -> ResponseReturnValue:
        stick.look()
        news.tell(None)
        return {}, 202

    @pages.post("/backup")
    def backup() -> ResponseReturnValue:
        stick.backup(_passphrase_of(object_of()))
        news.tell(None)
        return {}, 202

    @pages.post("/restore")
    def restore() -> ResponseReturnValue:
        body = object_of()
        kept = stick.state().contents
        name = _one_of({backup.name for backup in kept.backups} if kept else set(), body)
        passphrase = _passphrase_of(body)
        if exercising():
            raise UsageError("restore: somebody is exercising")
        stick.restore(name, passphrase)
        news.tell(None)
        return {}, 202

    @pages.post("/update")
    def update() -> ResponseReturnValue:
        kept = stick.state().contents
        name = _one_of({kept.update.name} if kept and kept.update else set(), object_of())
        if exercising():
            raise UsageError("update: somebody is exercising")
        stick.update(name)
        news.tell(None)
        return {}, 202

    return pages


def _passphrase_of(body: dict[str, Any]) -> str:
    """The body's passphrase. It is looked at here, in words that never repeat it."""
    passphrase = text_of(body, "passphrase")
    if not SHORTEST <= len(passphrase) <= LONGEST:
        abort(400, f"passphrase must have {SHORTEST} to {LONGEST} letters; this one has {len(passphrase)}.")
    return passphrase


def _one_of(names: set[str], body: dict[str, Any]) -> str:
    """The body's name of a file that is on the stick."""
    name = text_of(body, "name")
    if name not in names:
        abort(400, f"name is {name[:40]!r}; the stick has no such file, or was pulled out.")
    return name


def _payload(state: StickState) -> dict[str, Any]:
    return {
        "plugged_in": state.plugged_in,
        "doing": state.doing,
        "step": state.step,
        "contents": state.contents.model_dump() if state.contents else None,
        "outcome": state.outcome.model_dump(exclude={"contents"}) if state.outcome else None,
    }
