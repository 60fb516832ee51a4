"""What the clinician gets of a session: numbers, enumerations and known ids; no name, date, picture or free text."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

KnownId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
PatientCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{4,16}$")]
SessionId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Version = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
Count = Annotated[int, Field(ge=0, le=100_000)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class PartOfDay(StrEnum):
    """When on the programme's day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class Ending(StrEnum):
    """How the session ended. INTERRUPTED: power or process was lost; the events up to then are kept."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


class Payload(BaseModel):
    """Base of everything that is published: closed, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ExerciseSummary(Payload):
    """One exercise of a session. Ranges are in `range_unit`; None where nothing could be measured."""

    exercise: KnownId
    prescribed_reps: Count | None = None
    prescribed_hold_s: Seconds | None = None
    reps: Count = 0
    too_small: Count = 0
    hold_s: Seconds = 0.0
    range_unit: Literal["deg", "torso"] | None = None
    range_median: float | None = Field(default=None, ge=0, le=360)
    deviations: dict[KnownId, Count] = Field(default_factory=dict)
    duration_s: Seconds = 0.0
    measurable: Share = 0.0
    not_measurable_s: dict[KnownId, Seconds] = Field(default_factory=dict)


class SessionSummary(Payload):
    """One session. Days count from the first day of the programme (day 1); no calendar date is known to it."""

    schema_version: Literal[1] = 1
    session_id: SessionId
    patient_code: PatientCode
    programme_day: int = Field(ge=1, le=36_500)
    part_of_day: PartOfDay
    ended: Ending
    duration_s: Seconds
    exercises: tuple[ExerciseSummary, ...] = Field(max_length=100)
    pain_before: int | None = Field(default=None, ge=0, le=10)
    pain_after: int | None = Field(default=None, ge=0, le=10)
    software: Version
    model: KnownId
