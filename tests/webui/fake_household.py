"""A household without a disk that behaves: it knows its people, and what it is told shows in the view."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from device.care.cards import InfoPage, ProgrammeCard
from device.care.history import DayDone, ExerciseTrend, History, PainPoint, TrendPoint
from device.care.profile import MOST_PROFILES, Profile, checked_name, checked_picture
from device.errors import UsageError
from device.preferences import Preferences
from device.view import Phase
from tests.webui.fake_appliance import FakeAppliance

FIRST = Profile("p1", "", "sun", "TEST2345", "general_back_care")

PROGRAMMES = (
    ProgrammeCard(
        "general_back_care",
        {"en": "General back care", "de": "Rückenpflege"},
        {
            "en": "Keeps a healthy back strong and supple.",
            "de": "Hält einen gesunden Rücken kräftig und beweglich.",
        },
        ("squat", "glute_bridge", "bird_dog"),
        (),
        ("NICE guideline NG59 (2016, updated 2020): Low back pain and sciatica in over 16s",),
    ),
    ProgrammeCard(
        "herniated_disc",
        {"en": "Herniated disc", "de": "Bandscheibenvorfall"},
        {"en": "Extension first, gently.", "de": "Zuerst sanftes Strecken."},
        ("prone_press_up", "glute_bridge"),
        ("squat",),
        ("McKenzie and May 2003, The Lumbar Spine: Mechanical Diagnosis and Therapy",),
    ),
)

PAGES = {
    "en": (
        InfoPage(
            "seek_care",
            "When to seek care",
            ("Most back pain is harmless and passes. Some signs need a doctor.",),
            (
                "New numbness around the seat, or trouble with bladder or bowel: call the emergency number.",
                "A leg that gets weak, fever, a bad fall: at once.",
                "Pain that gets worse, or lasts more than a few weeks: your clinician.",
            ),
            ("AHCPR 1994, Acute Low Back Problems in Adults, Clinical Practice Guideline 14",),
        ),
        InfoPage(
            "desk",
            "A desk that suits you",
            ("The best posture is the next one: change it often.",),
            ("Screen at eye level.", "Feet on the floor.", "Stand up every half hour."),
            ("OSHA, Computer Workstations eTool",),
        ),
    ),
    "de": (
        InfoPage(
            "seek_care",
            "Wann Hilfe holen",
            ("Meist sind Rückenschmerzen harmlos und vergehen.",),
            ("Neue Taubheit um das Gesäß: Notruf.",),
            ("AHCPR 1994, Acute Low Back Problems in Adults",),
        ),
    ),
}


def three_weeks() -> History:
    """Somebody who has trained for three weeks, with a weekend off."""
    active = [day for day in range(1, 20) if day % 7 not in {6, 0}]
    days = tuple(
        DayDone(day, f"2026-03-{day + 1:02d}", 1, 0 if day == 9 else 1, 20 if day % 2 else 0)
        for day in active
    )
    pain = tuple(
        PainPoint(day, max(1, 6 - day // 4), None if day == 9 else max(0, 5 - day // 4)) for day in active
    )
    bends = tuple(TrendPoint(day, 58.0 + 1.4 * day) for day in active)
    holds = tuple(TrendPoint(day, 10.0 + day) for day in active)
    reps = tuple(TrendPoint(day, 10.0 + day // 5) for day in active)
    return History(
        19,
        days,
        pain,
        (
            ExerciseTrend("squat", "deg", bends, (), reps),
            ExerciseTrend("prone_press_up", None, (), holds, ()),
        ),
    )


class FakeHousehold:
    """Implements webui.ports.Household on a FakeAppliance, whose view shows what is changed here.

    Attributes:
        walked_min: minutes of every walk that was told.
        past_days: what `past` answers.
    """

    def __init__(self, appliance: FakeAppliance) -> None:
        self._appliance = appliance
        self._people = [FIRST]
        self._made = 1
        self.walked_min: list[int] = []
        self.past_days = History()
        appliance.change(profile=FIRST, profiles=1)

    def past(self) -> History:
        return self.past_days

    def profiles(self) -> Sequence[Profile]:
        return tuple(self._people)

    def add_profile(self, name: str, picture: str) -> Profile:
        if len(self._people) == MOST_PROFILES:
            raise UsageError(f"people: there are {MOST_PROFILES} already; remove one first")
        self._made += 1
        code = f"TEST{self._made:04d}"
        new = Profile(
            f"p{self._made}", checked_name(name), checked_picture(picture), code, "general_back_care"
        )
        self._people.append(new)
        self._show(new)
        return new

    def change_profile(self, profile_id: str, name: str, picture: str) -> Profile:
        old = self._find(profile_id)
        new = replace(old, name=checked_name(name), picture=checked_picture(picture))
        self._people[self._people.index(old)] = new
        if self._chosen().id == profile_id:
            self._show(new)
        return new

    def choose_profile(self, profile_id: str) -> None:
        self._refuse_in_session()
        self._show(self._find(profile_id))

    def remove_profile(self, profile_id: str) -> None:
        if len(self._people) == 1:
            raise UsageError("people: the last one can't be removed")
        gone = self._find(profile_id)
        self._people.remove(gone)
        self._show(self._people[0] if self._chosen().id == profile_id else self._chosen())

    def use_patient_code(self, profile_id: str, patient_code: str) -> Profile:
        code = patient_code.strip().upper()
        if not (4 <= len(code) <= 16 and code.isascii() and code.isalnum()):
            raise UsageError("patient code: must be 4 to 16 letters and digits")
        changed = replace(self._find(profile_id), patient_code=code)
        self._people[self._people.index(self._find(profile_id))] = changed
        self._show(changed)
        return changed

    def programmes(self) -> Sequence[ProgrammeCard]:
        return PROGRAMMES

    def choose_programme(self, programme_id: str) -> None:
        if programme_id not in {card.id for card in PROGRAMMES}:
            raise UsageError(f"programme: {programme_id[:20]!r} is not known")
        chosen = replace(self._chosen(), programme=programme_id)
        self._people[self._people.index(self._chosen())] = chosen
        self._show(chosen)

    def log_walk(self, minutes: int) -> None:
        if not 1 <= minutes <= 600:
            raise UsageError(f"minutes: is {minutes}; give 1 to 600")
        self.walked_min.append(minutes)
        today = self._appliance.view().today
        self._appliance.change(today=replace(today, walked_min=today.walked_min + minutes))

    def took_break(self) -> None:
        self._appliance.change(today=replace(self._appliance.view().today, break_due=False))

    def change_preferences(self, preferences: Preferences) -> None:
        self._appliance.change(preferences=preferences)

    def pages(self, language: str) -> Sequence[InfoPage]:
        return PAGES.get(language, PAGES["en"])

    def export(self, kind: str) -> bytes:
        rows = [summary.model_dump(mode="json") for summary in self._appliance.history(100)]
        return json.dumps(rows).encode() if kind == "json" else b"session,day\r\n"

    def delete_everything(self) -> None:
        self._refuse_in_session()
        self._people = [FIRST]
        self.past_days = History()
        self._appliance.finished.clear()
        self._appliance.change(preferences=Preferences(), profile=FIRST, profiles=1)

    def _find(self, profile_id: str) -> Profile:
        for person in self._people:
            if person.id == profile_id:
                return person
        raise UsageError("id: there is no such person")

    def _chosen(self) -> Profile:
        chosen = self._appliance.view().profile
        assert chosen is not None
        return chosen

    def _show(self, chosen: Profile) -> None:
        today = replace(self._appliance.view().today, programme=chosen.programme)
        self._appliance.change(profile=chosen, profiles=len(self._people), today=today)

    def _refuse_in_session(self) -> None:
        if self._appliance.view().phase is not Phase.HOME:
            raise UsageError("a session runs; end it first")
