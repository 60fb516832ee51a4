"""The clinic's plan for one patient, and the device's answer to it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from device.summary import KnownId, PatientCode, Payload, Revision

MOST_EXERCISES = 30
MOST_SETS_A_SESSION = 100
MOST_OBJECTIONS = 100

Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==$")]


class Note(StrEnum):
    """What a clinician can tell the person beside an exercise; the screen has the words, in its language."""

    SLOWLY = "slowly"
    KEEP_BREATHING = "keep_breathing"
    SMALL_RANGE = "small_range"
    PAIN_FREE_RANGE = "pain_free_range"
    STOP_IF_PAIN_SPREADS = "stop_if_pain_spreads"
    STOP_IF_NUMB = "stop_if_numb"
    USE_SUPPORT = "use_support"
    KEEP_BACK_NEUTRAL = "keep_back_neutral"
    BOTH_SIDES = "both_sides"
    REST_WHEN_TIRED = "rest_when_tired"
    CALL_THE_CLINIC = "call_the_clinic"


class RangeLimit(Payload):
    """How far an exercise may go."""

    unit: Literal["deg", "torso"]
    """One in which the exercise is measured; seen from a view with another unit it has no effect."""
    most: float = Field(gt=0, le=360)
    """Largest range allowed; a repetition beyond it is told and reported."""


class PlanExercise(Payload):
    """One exercise and its dose: either repetitions or a hold, in each set."""

    exercise: KnownId
    """Id in the exercise library."""
    sets: int = Field(default=1, ge=1, le=10)
    """How many times in a session."""
    reps: int | None = Field(default=None, ge=1, le=100)
    """Repetitions in each set."""
    hold_s: float | None = Field(default=None, ge=1, le=600)
    """Seconds to hold in each set."""
    range_limit: RangeLimit | None = None
    """How far it may go; null: no limit."""
    notes: tuple[Note, ...] = Field(default=(), max_length=len(Note))
    """What to tell the person."""
    despite_condition: bool = False
    """The clinician wants it although the condition speaks against it; else it is contraindicated."""

    @model_validator(mode="after")
    def _one_dose(self) -> PlanExercise:
        if (self.reps is None) == (self.hold_s is None):
            raise ValueError("give either reps or hold_s")
        return self


class Plan(Payload):
    """Retained. What one patient should do, until a plan with a higher revision replaces it."""

    schema_version: Literal[1] = 1
    patient_code: PatientCode
    """As in the topic."""
    revision: Revision
    """Higher than that of every earlier plan for this patient."""
    exercises: tuple[PlanExercise, ...] = Field(min_length=1, max_length=MOST_EXERCISES)
    """In the order of the session."""
    days_per_week: int = Field(default=7, ge=1, le=7)
    """On how many days of a week."""
    sessions_per_day: int = Field(default=1, ge=1, le=6)
    """How many sessions on such a day."""
    alert_after_days: int | None = Field(default=None, ge=1, le=60)
    """Days without a session after which the device sends an alert; null: the device's own rule."""
    notes: tuple[Note, ...] = Field(default=(), max_length=len(Note))
    """What to tell the person."""
    signature: Signature | None = None
    """Base64 of the clinic's Ed25519 signature over the plan without this field, as RFC 8785 JSON."""

    @model_validator(mode="after")
    def _fits_a_session(self) -> Plan:
        if sum(line.sets for line in self.exercises) > MOST_SETS_A_SESSION:
            raise ValueError(f"more than {MOST_SETS_A_SESSION} sets in a session")
        return self


class Fault(StrEnum):
    """Why a plan is not accepted."""

    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    UNKNOWN_VERSION = "unknown_version"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_NOTE = "unknown_note"
    WRONG_PATIENT = "wrong_patient"
    NOT_SIGNED = "not_signed"
    WRONG_SIGNATURE = "wrong_signature"
    OLD_REVISION = "old_revision"
    REVISION_REUSED = "revision_reused"
    UNKNOWN_EXERCISE = "unknown_exercise"
    CONTRAINDICATED = "contraindicated"
    IMPOSSIBLE_DOSE = "impossible_dose"
    IMPOSSIBLE_RANGE = "impossible_range"
    NOT_STORED = "not_stored"


class Objection(Payload):
    """One reason."""

    fault: Fault
    """What is wrong."""
    position: int | None = Field(default=None, ge=0, lt=MOST_EXERCISES)
    """Index into the plan's exercises; null where it is not about one of them."""
    exercise: KnownId | None = None
    """The exercise at that position, if the device knows it."""


class Verdict(StrEnum):
    """What became of a plan."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class PlanAck(Payload):
    """The device's answer to a plan, given again with each connection."""

    schema_version: Literal[1] = 1
    patient_code: PatientCode
    """As in the topic."""
    revision: Revision | None = None
    """Of the plan that is answered; null if it could not be read."""
    verdict: Verdict
    """Accepted: the next session follows it."""
    reasons: tuple[Objection, ...] = Field(default=(), max_length=MOST_OBJECTIONS)
    """Why it was rejected."""
    in_force: int = Field(ge=0, le=2_000_000_000)
    """Revision of the plan that the next session follows; 0: the device's own."""
