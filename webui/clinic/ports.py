"""What the clinic's pages need; the composition root hands it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from device.clinic.view import (
    AuditLine,
    LibraryExercise,
    PatientLine,
    PatientRecord,
    SetAside,
    StoredAlert,
    User,
)
from device.link.plan import Plan


class Records(Protocol):
    """What devices sent. Methods may be called from any thread; while it is away they raise StoreError."""

    def lines(self, search: str, offset: int, limit: int) -> tuple[list[PatientLine], int]:
        """Patients whose code contains `search`, and how many; with alerts first, then the latest heard."""
        ...

    def open_alerts(self, limit: int) -> list[StoredAlert]:
        """Alerts that nobody has confirmed to have seen, the newest first."""
        ...

    def patient(self, patient_code: str) -> PatientRecord | None:
        """Everything about one patient, None if nothing was ever heard of them."""
        ...

    def see_alert(self, patient_code: str, alert_id: str, user_name: str) -> bool:
        """Someone has seen an alert. Returns False if there is none such, or somebody has already."""
        ...

    def set_aside(self, limit: int) -> list[SetAside]:
        """Messages that could not be read, the latest first."""
        ...


class People(Protocol):
    """Who may sign in, and the audit log. As for Records."""

    def sign_in(self, name: str, password: str) -> str | None:
        """A token that stands for this user from now on, None if name and password don't belong together."""
        ...

    def signed_in(self, token: str) -> User | None:
        """Whose token it is, None if it is nobody's any more."""
        ...

    def sign_out(self, token: str) -> None:
        """The token stands for nobody any more."""
        ...

    def note(
        self,
        user_name: str,
        action: str,
        *,
        patient_code: str | None = None,
        detail: str = "",
        address: str = "",
    ) -> None:
        """Write into the audit log, before what is noted is shown or done."""
        ...

    def audit_log(self, limit: int, patient_code: str | None = None) -> list[AuditLine]:
        """Who saw and did what, the latest first."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The clinic's side as its pages see it.

    Attributes:
        clinic: its id.
        records: what devices sent.
        people: who may sign in.
        exercises: the exercise library, by id.
        send_plan: keep and publish a plan that this user composed; False if its revision is taken already.
        export: a record, cut to some programme days (first, last), as the text of one FHIR R4 bundle.
        trouble: what is wrong with the link or the database, in one line; empty while it works.
        secret_key: signs cookies; the same for all servers of the clinic.
        now_s: the clock, UTC seconds since 1970.
    """

    clinic: str
    records: Records
    people: People
    exercises: Mapping[str, LibraryExercise]
    send_plan: Callable[[Plan, str], bool]
    export: Callable[[PatientRecord, int, int], str]
    trouble: Callable[[], str]
    secret_key: bytes
    now_s: Callable[[], float]
