"""No session for days: noticed by the device itself, told to the clinic once and then ever less often."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Final

from device.care.profile import Profile
from device.errors import StoreError
from device.link.messages import Alert, AlertKind
from device.link.plan import Plan
from device.store import Store

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 3600.0
REST_DAYS: Final = 2
"""Days beyond the plan's own rhythm before its silence is told; engineering estimate."""


def patience_days(plan: Plan | None) -> int:
    """After how many days without a session the clinic is told: 3 for a daily plan, 9 for a weekly one."""
    if plan is None:
        return 1 + REST_DAYS
    return plan.alert_after_days or 7 // plan.days_per_week + REST_DAYS


class AbsenceWatch:
    """Looks once an hour; the first alert comes after `patience_days`, the next after twice as long each.

    Nothing is told before the first session, or while the clock is not set: then no day is known.

    Args:
        store: people, sessions and outbox.
        plan: tells the plan in force for a patient code, None for the device's own.
    """

    def __init__(self, store: Store, plan: Callable[[str], Plan | None]) -> None:
        self._store = store
        self._plan = plan

    def run(self, stop: threading.Event) -> None:
        """The worker's body: look until stopped."""
        while not stop.is_set():
            try:
                self.look()
            except StoreError as error:
                log.warning("whether sessions are missed can't be found out: %s", error)
            stop.wait(LOOK_EVERY_S)

    def look(self) -> list[Alert]:
        """Queue an alert about everyone of whom it is time for one.

        Raises:
            StoreError: the database can't be read or written; what was not queued comes the next time.
        """
        found = (self._look_at(person) for person in self._store.people.senders())
        return [alert for alert in found if alert is not None]

    def _look_at(self, person: Profile) -> Alert | None:
        absence = self._store.alerts.absence(person.id)
        if absence is None:
            return None
        plan = self._plan(person.patient_code)
        due_days = 2 * absence.told_days if absence.told_days else patience_days(plan)
        if absence.days < due_days:
            return None
        alert = Alert(
            alert_id=secrets.token_hex(16),
            patient_code=person.patient_code,
            kind=AlertKind.NO_SESSION_FOR_DAYS,
            programme_day=absence.programme_day,
            part_of_day=absence.part_of_day,
            days=absence.days,
        )
        self._store.alerts.tell_absence(alert.alert_id, alert, absence)
        return alert
