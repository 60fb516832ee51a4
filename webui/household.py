"""The people of the household and what is kept of them: walks, programmes, settings, history, pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from device.care.cards import ProgrammeCard
from device.care.profile import PICTURES
from device.preferences import Preferences
from webui.bodies import number_of, object_of, text_of
from webui.ports import Appliance, Household

EXPORTS = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


def household_blueprint(appliance: Appliance, household: Household) -> Blueprint:
    """`/household/...`: what the screens beside the session show and change, as JSON.

    What a person gives that can't be used is answered with 400, trouble with the disk with 503; see
    webui.failures.
    """
    home = Blueprint("household", __name__, url_prefix="/household")

    @home.get("/people.json")
    def people() -> ResponseReturnValue:
        profiles = [asdict(profile) for profile in household.profiles()]
        return {"people": profiles, "pictures": PICTURES}

    @home.post("/people")
    def add() -> ResponseReturnValue:
        body = object_of()
        return asdict(household.add_profile(text_of(body, "name"), text_of(body, "picture"))), 201

    @home.post("/people/change")
    def change() -> ResponseReturnValue:
        body = object_of()
        changed = household.change_profile(
            text_of(body, "id"), text_of(body, "name"), text_of(body, "picture")
        )
        return asdict(changed)

    @home.post("/people/choose")
    def choose() -> ResponseReturnValue:
        household.choose_profile(text_of(object_of(), "id"))
        return {}

    @home.post("/people/remove")
    def remove() -> ResponseReturnValue:
        household.remove_profile(text_of(object_of(), "id"))
        return {}

    @home.post("/patient-code")
    def patient_code() -> ResponseReturnValue:
        body = object_of()
        return asdict(household.use_patient_code(text_of(body, "id"), text_of(body, "code")))

    @home.get("/programmes.json")
    def programmes() -> ResponseReturnValue:
        language = appliance.view().preferences.language
        return [_programme(card, language) for card in household.programmes()]

    @home.post("/programme")
    def programme() -> ResponseReturnValue:
        household.choose_programme(text_of(object_of(), "id"))
        return {}

    @home.post("/walk")
    def walk() -> ResponseReturnValue:
        household.log_walk(number_of(object_of(), "minutes"))
        return {}

    @home.post("/break")
    def took_break() -> ResponseReturnValue:
        household.took_break()
        return {}

    @home.post("/preferences")
    def preferences() -> ResponseReturnValue:
        try:
            wanted = Preferences.model_validate(object_of())
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            abort(400, f"{'.'.join(str(part) for part in first['loc'])[:40]}: {first['msg']}.")
        household.change_preferences(wanted)
        return wanted.model_dump()

    @home.get("/history.json")
    def history() -> ResponseReturnValue:
        return asdict(household.past())

    @home.get("/pages.json")
    def pages() -> ResponseReturnValue:
        return [asdict(page) for page in household.pages(appliance.view().preferences.language)]

    @home.get("/export.<kind>")
    def export(kind: str) -> ResponseReturnValue:
        if kind not in EXPORTS:
            abort(404)
        answer = Response(household.export(kind), content_type=EXPORTS[kind])
        answer.headers["Content-Disposition"] = f'attachment; filename="matside.{kind}"'
        return answer

    @home.post("/delete")
    def delete() -> ResponseReturnValue:
        household.delete_everything()
        return {}

    return home


def _programme(card: ProgrammeCard, language: str) -> dict[str, Any]:
    """The card with its words in this language, in English where they are missing."""
    told = asdict(card)
    for words in ("name", "about"):
        by_language = told[words]
        told[words] = by_language.get(language) or by_language.get("en", card.id)
    return told
