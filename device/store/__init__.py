"""SQLite: sessions with their events, and the outbox of what the clinician has not confirmed yet."""

from device.store.outbox import Outbox, OutboxKind, OutboxRow
from device.store.store import ExerciseRun, OpenSession, SessionRecord, Store

__all__ = ["ExerciseRun", "OpenSession", "Outbox", "OutboxKind", "OutboxRow", "SessionRecord", "Store"]
