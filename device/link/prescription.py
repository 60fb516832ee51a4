"""What the clinic prescribes: received, judged, kept, answered, handed to the session."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from device.errors import StoreError
from device.link.judgement import contraindications, judge
from device.link.plan import Fault, Objection, Plan, PlanAck, PlanExercise, Verdict
from device.store import Plans, StoredPlan
from device.view import PlannedExercise
from inference.exercise import Exercise

log = logging.getLogger(__name__)


class Prescription:
    """The plan in force; used by the uplink's thread, read by any.

    Args:
        plans: where it is kept.
        library: the exercises that this device knows.
        clinic: whose plans.
        patient_code: for whom.
        key: the clinic's; None: plans need no signature.
        avoided: exercises that the person's condition speaks against, as it is now.

    Raises:
        StoreError: the database can't be read.
    """

    def __init__(
        self,
        plans: Plans,
        library: Mapping[str, Exercise],
        *,
        clinic: str,
        patient_code: str,
        key: Ed25519PublicKey | None,
        avoided: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._plans = plans
        self._library = library
        self._clinic = clinic
        self._patient_code = patient_code
        self._key = key
        self._avoided = avoided
        self._follow: Callable[[Plan], None] = lambda plan: None
        self._in_force: Plan | None = None
        stored = plans.current(clinic, patient_code)
        if stored is not None:
            # Judged again: the library or the key may have changed since it was accepted.
            judgement = judge(stored.body.encode(), patient_code, library, key)
            self._in_force = judgement.plan
            for objection in judgement.objections:
                log.warning("the clinic's plan %d is not followed: %s", stored.revision, objection.fault)

    @property
    def in_force(self) -> Plan | None:
        """The plan that the next session follows, None for the device's own."""
        return self._in_force

    @property
    def revision(self) -> int:
        """Its revision, 0 for the device's own plan."""
        return self._in_force.revision if self._in_force else 0

    def watch(self, follow: Callable[[Plan], None]) -> None:
        """Call `follow` with every plan that is put in force from now on."""
        self._follow = follow

    def receive(self, payload: bytes) -> PlanAck:
        """Judge a plan that has come; put it in force as a whole, or leave everything as it was."""
        judgement = judge(payload, self._patient_code, self._library, self._key)
        plan, objections = judgement.plan, judgement.objections
        if plan is not None:
            objections = self._contraindications(plan) or self._adopt(plan, payload.decode())
        if objections:
            log.warning("a plan was rejected: %s", ", ".join(objection.fault for objection in objections))
        return PlanAck(
            patient_code=self._patient_code,
            revision=judgement.revision,
            verdict=Verdict.REJECTED if objections else Verdict.ACCEPTED,
            reasons=objections,
            in_force=self.revision,
        )

    def _contraindications(self, plan: Plan) -> tuple[Objection, ...]:
        if plan.revision == self.revision:
            # The plan in force comes again with each connection: once accepted, it stays so.
            return ()
        try:
            return contraindications(plan, self._avoided())
        except StoreError as error:
            log.warning("whom a plan is for could not be looked up: %s", error)
            return (Objection(fault=Fault.NOT_STORED),)

    def _adopt(self, plan: Plan, body: str) -> tuple[Objection, ...]:
        stored = StoredPlan(plan.revision, body)
        try:
            if not self._plans.replace(
                self._clinic, self._patient_code, stored, same_too=self._in_force is None
            ):
                return self._objections_to_revision(plan)
        except StoreError as error:
            log.warning("a plan could not be stored: %s", error)
            return (Objection(fault=Fault.NOT_STORED),)
        self._in_force = plan
        log.info("plan %d of the clinic is in force", plan.revision)
        self._follow(plan)
        return ()

    def _objections_to_revision(self, plan: Plan) -> tuple[Objection, ...]:
        """Why a plan that is not newer than the stored one is rejected; a repeat of that one is not."""
        if self._in_force is not None and plan.revision == self._in_force.revision:
            same = plan.model_copy(update={"signature": None}) == self._in_force.model_copy(
                update={"signature": None}
            )
            return () if same else (Objection(fault=Fault.REVISION_REUSED),)
        return (Objection(fault=Fault.OLD_REVISION),)


def planned(plan: Plan) -> tuple[PlannedExercise, ...]:
    """The session's plan: one line for each exercise."""
    return tuple(_planned(line) for line in plan.exercises)


def _planned(line: PlanExercise) -> PlannedExercise:
    limit = line.range_limit
    return PlannedExercise(
        line.exercise,
        line.reps,
        line.hold_s,
        limit.most if limit else None,
        limit.unit if limit else None,
        sets=line.sets,
        notes=tuple(line.notes),
    )
