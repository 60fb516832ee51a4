"""The people of the house: who is chosen, what they do today, what is kept of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pydantic import TypeAdapter, ValidationError

from device.care.assignment import Assignment, Planner
from device.care.cards import InfoPage, ProgrammeCard
from device.care.day import today_of
from device.care.export import as_csv, as_json
from device.care.history import History
from device.care.pages import Page, page_in
from device.care.past import history
from device.care.profile import FIRST_PROGRAMME, Profile
from device.care.programme import Programme
from device.errors import StoreError, UsageError
from device.link.plan import Plan
from device.preferences import Preferences
from device.store import Store
from device.summary import PatientCode
from device.view import SessionView
from inference.exercise import Exercise

log = logging.getLogger(__name__)

_CODE: TypeAdapter[str] = TypeAdapter(PatientCode)
EVERYTHING = 100_000
"""More sessions than anybody has."""


class Household:
    """What `webui` is handed beside the session. Every method may be called from any thread.

    Args:
        store: where everything is kept.
        planner: makes today's plan.
        programmes: those that there are, by id.
        library: the exercises that this device has.
        pages: what there is to read.
        clinic_plan: the clinic's plan in force for a patient code, None if there is none.
        idle: whether no session is under way.
        assign: told of the chosen person's plan whenever it changes.
        clinic_code: the first person's patient code if a clinic handed it out; it outlives a deletion.
        today: tells the local date.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        store: Store,
        *,
        planner: Planner,
        programmes: Mapping[str, Programme],
        library: Mapping[str, Exercise],
        pages: Sequence[Page],
        clinic_plan: Callable[[str], Plan | None],
        idle: Callable[[], bool],
        assign: Callable[[Assignment], None],
        clinic_code: str | None = None,
        today: Callable[[], date] = date.today,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._planner = planner
        self._programmes = programmes
        self._library = library
        self._pages = pages
        self._clinic_plan = clinic_plan
        self._idle = idle
        self._assign = assign
        self._clinic_code = clinic_code
        self._date = today
        self._clock = clock
        self._lock = threading.RLock()
        self._moved_s = clock()
        self._shown_on = today()
        self._base = SessionView()
        self.refresh()

    def refresh(self) -> None:
        """Something has changed: a session ended, another plan came, another day began."""
        with self._lock:
            store, profile = self._store, self._store.people.chosen()
            summaries = store.history(EVERYTHING, profile.id)
            day, _ = store.now(profile.id)
            assignment = self._planner.assign(
                profile.programme, self._clinic_plan(profile.patient_code), summaries, day
            )
            self._shown_on = self._date()
            self._base = SessionView(
                profile=profile,
                profiles=len(store.people.all()),
                preferences=store.meta.preferences(),
                today=today_of(
                    assignment,
                    summaries,
                    dates=store.dates(profile.id),
                    walks=store.walks.all(profile.id),
                    day=day,
                    on=self._shown_on,
                ),
            )
            self._assign(assignment)

    def base_view(self) -> SessionView:
        """A view that holds the person, the day and the preferences, and nothing else. Cheap."""
        if self._date() != self._shown_on and self._idle():
            self._begin_day()
        base = self._base
        every_min = base.preferences.break_reminder_min
        if not self._idle():
            self._moved_s = self._clock()
        due = every_min > 0 and self._clock() - self._moved_s >= 60 * every_min
        return replace(base, today=replace(base.today, break_due=True)) if due else base

    def _begin_day(self) -> None:
        try:
            self.refresh()
        except StoreError as error:
            # Yesterday's view is better than none; the next day tries again.
            self._shown_on = self._date()
            log.warning("the day could not be looked up: %s", error)

    @property
    def preferences(self) -> Preferences:
        """Those in force."""
        return self._base.preferences

    def past(self) -> History:
        """Calendar, pain and trends of the chosen person."""
        profile, store = self._store.people.chosen(), self._store
        summaries = store.history(EVERYTHING, profile.id)
        day, _ = store.now(profile.id)
        return history(summaries, store.dates(profile.id), store.walks.all(profile.id), day)

    def profiles(self) -> Sequence[Profile]:
        """The people of the household, in the order in which they came."""
        return self._store.people.all()

    def add_profile(self, name: str, picture: str) -> Profile:
        """Add a person and choose them."""
        with self._at_rest():
            profile = self._store.people.add(name, picture, FIRST_PROGRAMME)
            self._store.people.choose(profile.id)
            self.refresh()
        return profile

    def change_profile(self, profile_id: str, name: str, picture: str) -> Profile:
        """Another name or picture."""
        profile = self._store.people.change(profile_id, name, picture)
        self.refresh()
        return profile

    def choose_profile(self, profile_id: str) -> None:
        """From now on this person exercises."""
        with self._at_rest():
            self._store.people.choose(profile_id)
            self.refresh()

    def remove_profile(self, profile_id: str) -> None:
        """Delete a person with everything that was recorded of them."""
        with self._at_rest():
            self._store.people.remove(profile_id)
            self.refresh()

    def use_patient_code(self, profile_id: str, patient_code: str) -> Profile:
        """The clinic has handed out this code for a person: it gets the results from now on."""
        try:
            code = _CODE.validate_python(patient_code.strip().upper())
        except ValidationError:
            raise UsageError(
                "patient code: must be 4 to 16 letters and digits, as the clinic wrote it"
            ) from None
        self._store.people.use_code(profile_id, code)
        self.refresh()
        return self._store.people.find(profile_id)

    def programmes(self) -> Sequence[ProgrammeCard]:
        """The programmes that this device knows."""
        return [programme.card(self._library) for programme in self._programmes.values()]

    def choose_programme(self, programme_id: str) -> None:
        """The chosen person follows this programme where the clinic has sent no plan."""
        if programme_id not in self._programmes:
            known = ", ".join(self._programmes)
            raise UsageError(f"programme: {programme_id[:40]!r} is unknown; known: {known}")
        self._store.people.follow(self._store.people.chosen().id, programme_id)
        self.refresh()

    def log_walk(self, minutes: int) -> None:
        """The chosen person has walked so many minutes today."""
        self._store.walks.log(self._store.people.chosen().id, minutes)
        self._moved_s = self._clock()
        self.refresh()

    def took_break(self) -> None:
        """The posture-break reminder was seen."""
        self._moved_s = self._clock()

    def change_preferences(self, preferences: Preferences) -> None:
        """Put these in force and keep them."""
        self._store.meta.keep_preferences(preferences)
        self._moved_s = self._clock()
        self.refresh()

    def pages(self, language: str) -> Sequence[InfoPage]:
        """The pages to read, in this language where they are written in it, else in English."""
        return [page_in(page, language) for page in self._pages]

    def export(self, kind: str) -> bytes:
        """Everything that is stored of the chosen person."""
        store, profile = self._store, self._store.people.chosen()
        summaries, dates = store.history(EVERYTHING, profile.id), store.dates(profile.id)
        walks = store.walks.all(profile.id)
        if kind == "csv":
            return as_csv(summaries, dates, walks)
        if kind == "json":
            return as_json(profile, self.preferences, summaries, dates, walks)
        raise UsageError(f"export: {kind[:20]!r} is neither json nor csv")

    def delete_everything(self) -> None:
        """Delete all people and all that was recorded."""
        with self._at_rest():
            self._store.delete_everything()
            if self._clinic_code is not None:
                self._store.people.use_code(self._store.people.chosen().id, self._clinic_code)
            self.refresh()

    def _at_rest(self) -> threading.RLock:
        """The lock, if no session is under way."""
        if not self._idle():
            raise UsageError("a session is under way; end it first")
        return self._lock
