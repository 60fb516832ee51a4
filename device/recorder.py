"""The recorder: the session's notes into the database, in order, none lost while the disk allows it."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping

from device.alarm import Alarm
from device.care.debrief import debrief
from device.errors import SessionClosedError, StoreError
from device.outcome import Outcome
from device.session import (
    ExercisesEnded,
    Hurt,
    Note,
    Observed,
    Rated,
    RedFlagRead,
    RedFlagTold,
    SessionBegun,
    SessionEnded,
    SetBegun,
    SetEnded,
)
from device.store import Pain, Rating, SessionRecord, Store
from device.summarise import summarise_session
from device.summary import Ending, SessionSummary

log = logging.getLogger(__name__)

POLL_S = 0.25
RETRY_S = 1.0  # after trouble with the disk
LOOK_BACK = 60
"""Sessions that the rules about pain and progression look at."""


def close_interrupted(store: Store, identity: Mapping[str, str]) -> list[SessionSummary]:
    """Close the sessions that a crash or a power cut left open, with what is known of them."""
    summaries = []
    for left in store.open_sessions():
        ending = left.rating.exercises_ending or Ending.INTERRUPTED
        summary = summarise_session(left.record, left.runs, left.rating, ending, identity)
        Alarm(store, identity["patient_code"]).hurt(left.record, left.runs)
        store.close_session(summary)
        summaries.append(summary)
    return summaries


class Recorder:
    """Writes notes as they come; after trouble with the disk it tries the same note again, and says so.

    Args:
        store: the database.
        identity: see `summarise_session`.

    Attributes:
        summary: what the session came to that ended last; None from the beginning of the next one on.
        outcome: what is told of it.
        trouble: one line while the disk refuses, else empty.
    """

    def __init__(self, store: Store, identity: Mapping[str, str]) -> None:
        self._store = store
        self._identity = identity
        self._watchers: list[Callable[[], None]] = []
        self._alarm = Alarm(store, identity["patient_code"])
        self._notes: queue.SimpleQueue[Note] = queue.SimpleQueue()
        self._record: SessionRecord | None = None
        self.summary: SessionSummary | None = None
        self.outcome: Outcome | None = None
        self.trouble = ""

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher`, from the recorder's thread, whenever a session was closed; before `run`."""
        self._watchers.append(watcher)

    def note(self, note: Note) -> None:
        """Take a note; returns at once. Any thread may call it."""
        if isinstance(note, SessionBegun):
            self.summary = self.outcome = None
        self._notes.put(note)

    def run(self, stop: threading.Event) -> None:
        """The worker's body: write until stopped, then write what is left."""
        while True:
            try:
                note = self._notes.get(timeout=POLL_S)
            except queue.Empty:
                if stop.is_set():
                    return
                continue
            while not self._try(note):
                if stop.is_set():
                    # A full disk must not hold up the stop. Nothing later is written without this note:
                    # the session stays open, and the next start closes it with what is there.
                    log.error("%d notes were not stored: %s", 1 + self._notes.qsize(), self.trouble)
                    return
                stop.wait(RETRY_S)

    def _try(self, note: Note) -> bool:
        if self._record is None and not isinstance(note, SessionBegun | RedFlagTold | RedFlagRead):
            return True
        try:
            self._write(note)
        except SessionClosedError as error:
            # Trying again can't help, and what follows of this session can't be stored either.
            log.error("%s", error)  # noqa: TRY400
            self._record, self.trouble = None, str(error)
            return True
        except StoreError as error:
            if str(error) != self.trouble:
                log.warning("%s; trying again", error)
            self.trouble = str(error)
            return False
        self.trouble = ""
        return True

    def _write(self, note: Note) -> None:
        match note:
            case RedFlagTold(red_flags):
                self._alarm.red_flags(red_flags)
            case RedFlagRead():
                self._store.alerts.read_red_flags(self._store.people.chosen().id)
            case SessionBegun(plan, revision, pain_before):
                self._record = self._store.begin_session(plan, revision, pain_before=pain_before)
            case _ if self._record is not None:
                self._write_of(self._record, note)

    def _write_of(self, record: SessionRecord, note: Note) -> None:
        store, session = self._store, record.id
        match note:
            case SetBegun(run, at_s):
                store.begin_exercise(session, run, at_s)
            case SetEnded(run, at_s):
                store.end_exercise(session, run, at_s)
            case Observed(run, events):
                store.append_events(session, run, events)
            case Hurt(run, pain, regions, told):
                store.mark_hurt(session, run, Pain(pain, regions))
                if told:
                    self._alarm.hurt(record, store.runs(session))
            case Rated(reason, pain_after, exertion):
                store.rate(session, Rating(None, pain_after, exertion, reason))
            case ExercisesEnded(ending):
                store.rate(session, Rating(exercises_ending=ending))
            case SessionEnded(ending):
                self._close(record, ending)

    def _close(self, record: SessionRecord, ending: Ending) -> None:
        store = self._store
        runs, rating = store.runs(record.id), store.rating(record.id)
        summary = summarise_session(record, runs, rating, ending, self._identity)
        earlier = store.history(LOOK_BACK, record.profile)
        self._alarm.rising(record, summary, earlier)
        store.close_session(summary)
        self._record = None
        self.summary, self.outcome = summary, debrief(summary, earlier)
        for watcher in self._watchers:
            watcher()
