"""The recorder: the session's notes into the database, in order, none lost while the disk allows it."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Mapping

from device.errors import StoreError
from device.session import ExerciseBegun, ExerciseEnded, Note, Observed, SessionBegun, SessionEnded
from device.store import SessionRecord, Store
from device.summarise import summarise_session
from device.summary import Ending, SessionSummary

log = logging.getLogger(__name__)

POLL_S = 0.25
RETRY_S = 1.0  # after trouble with the disk


def close_interrupted(store: Store, identity: Mapping[str, str]) -> list[SessionSummary]:
    """Close the sessions that a crash or a power cut left open, with what is known of them."""
    summaries = []
    for left in store.open_sessions():
        summary = summarise_session(left.record, left.runs, Ending.INTERRUPTED, identity)
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
        trouble: one line while the disk refuses, else empty.
    """

    def __init__(self, store: Store, identity: Mapping[str, str]) -> None:
        self._store = store
        self._identity = identity
        self._notes: queue.SimpleQueue[Note] = queue.SimpleQueue()
        self._record: SessionRecord | None = None
        self.summary: SessionSummary | None = None
        self.trouble = ""

    def note(self, note: Note) -> None:
        """Take a note; returns at once. Any thread may call it."""
        if isinstance(note, SessionBegun):
            self.summary = None
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
        try:
            self._write(note)
        except StoreError as error:
            if str(error) != self.trouble:
                log.warning("%s; trying again", error)
            self.trouble = str(error)
            return False
        self.trouble = ""
        return True

    def _write(self, note: Note) -> None:
        if isinstance(note, SessionBegun):
            self._record = self._store.begin_session(note.plan, note.plan_revision)
            return
        if self._record is None:
            return
        session = self._record.id
        match note:
            case ExerciseBegun(position, at_s):
                self._store.begin_exercise(session, position, at_s)
            case ExerciseEnded(position, at_s):
                self._store.end_exercise(session, position, at_s)
            case Observed(position, events):
                self._store.append_events(session, position, events)
            case SessionEnded(ending):
                runs = self._store.runs(session)
                summary = summarise_session(self._record, runs, ending, self._identity)
                self._store.close_session(summary)
                self._record = None
                self.summary = summary
