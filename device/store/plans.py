"""The clinic's plan that is in force, kept until a newer one replaces it."""

from __future__ import annotations

from dataclasses import dataclass

from device.store.database import Database


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as the clinic sent it: JSON text, signature included."""

    revision: int
    body: str


class Plans:
    """One plan for each clinic and patient code; safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self, clinic: str, patient_code: str) -> StoredPlan | None:
        """The plan in force, None before the first."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT revision, body FROM plan WHERE clinic = ? AND patient_code = ?",
                (clinic, patient_code),
            ).fetchone()
        return None if row is None else StoredPlan(*row)

    def replace(self, clinic: str, patient_code: str, plan: StoredPlan, *, same_too: bool = False) -> bool:
        """Put a plan in force, whole, if its revision is newer. Returns whether it was put in force.

        `same_too`: the stored plan can't be followed; one of the same revision may take its place.
        """
        with self._database.transaction() as connection:
            changed = connection.execute(
                "INSERT INTO plan (clinic, patient_code, revision, body) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (clinic, patient_code) DO UPDATE "
                "SET revision = excluded.revision, body = excluded.body "
                "WHERE excluded.revision >= revision + ?",
                (clinic, patient_code, plan.revision, plan.body, 0 if same_too else 1),
            ).rowcount
        return changed > 0
