"""What the clinic prescribes to each person of the household, by patient code."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from device.link.plan import Plan
from device.link.prescription import Prescription
from device.store import Plans
from inference.exercise import Exercise


class Prescriptions:
    """One prescription for each patient code, made when it is first asked for; safe from any thread.

    Args:
        plans: where they are kept.
        library: the exercises that this device knows.
        clinic: whose plans.
        key: the clinic's; None: plans need no signature.
        avoided: exercises that the condition of the person with a patient code speaks against.
    """

    def __init__(
        self,
        plans: Plans,
        library: Mapping[str, Exercise],
        *,
        clinic: str,
        key: Ed25519PublicKey | None,
        avoided: Callable[[str], Collection[str]] = lambda patient_code: (),
    ) -> None:
        self._plans = plans
        self._library = library
        self._clinic = clinic
        self._key = key
        self._avoided = avoided
        self._follow: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._made: dict[str, Prescription] = {}

    def watch(self, follow: Callable[[], None]) -> None:
        """Call `follow` whenever a plan was put in force."""
        self._follow = follow

    def of(self, patient_code: str) -> Prescription:
        """The prescription of one person.

        Raises:
            StoreError: the database can't be read.
        """
        with self._lock:
            made = self._made.get(patient_code)
            if made is None:
                made = self._made[patient_code] = Prescription(
                    self._plans,
                    self._library,
                    clinic=self._clinic,
                    patient_code=patient_code,
                    key=self._key,
                    avoided=lambda: self._avoided(patient_code),
                )
                made.watch(lambda plan: self._follow())
            return made

    def plan(self, patient_code: str) -> Plan | None:
        """The plan in force of one person, None for the device's own."""
        return self.of(patient_code).in_force
