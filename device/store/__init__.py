"""SQLite: sessions with their events, the clinic's plan, and the outbox of what it has not confirmed."""

from device.store.outbox import Outbox, OutboxKind, OutboxRow
from device.store.people import People
from device.store.plans import Plans, StoredPlan
from device.store.records import Absence, ExerciseRun, OpenSession, Pain, Rating, SessionRecord
from device.store.store import Store
from device.store.walks import Walk, Walks

__all__ = [
    "Absence",
    "ExerciseRun",
    "OpenSession",
    "Outbox",
    "OutboxKind",
    "OutboxRow",
    "Pain",
    "People",
    "Plans",
    "Rating",
    "SessionRecord",
    "Store",
    "StoredPlan",
    "Walk",
    "Walks",
]
