"""SQLite: sessions with their events, the clinic's plan, and the outbox of what it has not confirmed."""

from device.store.outbox import Outbox, OutboxKind, OutboxRow
from device.store.plans import Plans, StoredPlan
from device.store.records import Absence, ExerciseRun, OpenSession, SessionRecord
from device.store.store import Store

__all__ = [
    "Absence",
    "ExerciseRun",
    "OpenSession",
    "Outbox",
    "OutboxKind",
    "OutboxRow",
    "Plans",
    "SessionRecord",
    "Store",
    "StoredPlan",
]
