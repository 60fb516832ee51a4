"""What the clinician gets of a session: numbers, fixed words and known ids; no name, date or free text."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from device.command import BodyRegion

KnownId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
PatientCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{4,16}$")]
SessionId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Version = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
Count = Annotated[int, Field(ge=0, le=100_000)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Pain = Annotated[int, Field(ge=0, le=10)]
Range = Annotated[float, Field(ge=0, le=360, allow_inf_nan=False)]
Day = Annotated[int, Field(ge=1, le=36_500)]
Revision = Annotated[int, Field(ge=1, le=2_000_000_000)]


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


class StopReason(StrEnum):
    """Why the person stopped, where they were asked."""

    PAIN = "pain"
    RED_FLAG = "red_flag"
    TIRED = "tired"
    NO_TIME = "no_time"
    TOO_HARD = "too_hard"
    OTHER = "other"


class PainShift(StrEnum):
    """Where the pain went in an exercise: towards the spine (good), away from it, or neither."""

    CENTRALISED = "centralised"
    PERIPHERALISED = "peripheralised"
    UNCHANGED = "unchanged"


class PainChange(StrEnum):
    """How the pain was after an exercise."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class Payload(BaseModel):
    """Base of everything that is published: closed, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """Read what a newer Matside may have written: fields that are not known here are passed over.

        Raises:
            ValidationError: a field that is known here is missing or can't be used.
        """
        return cls.model_validate_json(text, extra="ignore")


class ExerciseSummary(Payload):
    """One set of one exercise. Ranges are in `range_unit`; None where nothing could be measured or asked."""

    exercise: KnownId
    """Id in the exercise library."""
    set_number: int = Field(default=1, ge=1, le=100)
    """Which set of this exercise it was in the session."""
    prescribed_reps: Count | None = None
    """Repetitions to do in this set."""
    prescribed_hold_s: Seconds | None = None
    """Seconds to hold in this set."""
    reps: Count = 0
    """Whole repetitions."""
    too_small: Count = 0
    """Repetitions that did not reach their range; not counted in `reps`."""
    count_sureness: Share | None = None
    """Median sureness of the whole repetitions where their signal is only a proxy; null where it is none."""
    hold_s: Seconds = 0.0
    """Seconds held."""
    range_unit: Literal["deg", "torso"] | None = None
    """Degrees or torso lengths."""
    range_median: Range | None = None
    """Median range of the whole repetitions; for trends, not a goniometer."""
    range_spread: Range | None = None
    """Interquartile range of the ranges; null below two repetitions."""
    range_limit: Range | None = None
    """The largest range that the clinic's plan allows; null if it allows any, or in another unit."""
    beyond_limit: Count = 0
    """Whole repetitions beyond `range_limit`."""
    tempo_median_s: Seconds | None = None
    """Median duration of a whole repetition, from leaving the resting position to being back."""
    tempo_spread_s: Seconds | None = None
    """Interquartile range of the durations; null below two repetitions."""
    deviations: dict[KnownId, Count] = Field(default_factory=dict)
    """Posture faults: id of the fault to how often."""
    duration_s: Seconds = 0.0
    """From the beginning to the end of the set, rests included."""
    measurable: Share = 0.0
    """Share of the time in which the exercise could be measured."""
    not_measurable_s: dict[KnownId, Seconds] = Field(default_factory=dict)
    """Why it could not: reason to seconds."""
    pain: Pain | None = None
    """Worst pain in this set, 0–10, where it was told."""
    pain_regions: tuple[BodyRegion, ...] = Field(default=(), max_length=len(BodyRegion))
    """Where it hurt in this set, where it was told; left and right are the person's own."""
    pain_shift: PainShift | None = None
    """Where the pain went."""
    pain_change: PainChange | None = None
    """How the pain was afterwards."""


class SessionSummary(Payload):
    """One session. Days count from the first day of the programme (day 1); it knows no calendar date."""

    schema_version: Literal[1] = 1
    session_id: SessionId
    """Random; a repeat of the message has the same."""
    patient_code: PatientCode
    """As in the topic."""
    programme_day: Day
    """Day 1 is the day of the first session."""
    part_of_day: PartOfDay
    """When on that day."""
    ended: Ending
    """How it ended."""
    stop_reason: StopReason | None = None
    """Why the person stopped; null if they did not or were not asked."""
    duration_s: Seconds
    """From the beginning of the first exercise to the end of the last."""
    exercises: tuple[ExerciseSummary, ...] = Field(max_length=100)
    """One entry for each set of the plan, in order; also those that were not begun."""
    adherence: Share | None = None
    """Share of the prescribed dose that was done, the mean over all sets; no set counts above 1."""
    pain_before: Pain | None = None
    """Pain before the session, 0–10 (NPRS)."""
    pain_after: Pain | None = None
    """Pain after the session, 0–10 (NPRS)."""
    exertion: int | None = Field(default=None, ge=0, le=10)
    """How hard it was, 0–10."""
    minutes_walked: int | None = Field(default=None, ge=0, le=1440)
    """Minutes walked since the session before."""
    plan_revision: int = Field(default=0, ge=0, le=2_000_000_000)
    """Revision of the clinic's plan that was followed; 0: the device's own plan."""
    software: Version
    """Version of Matside."""
    model: KnownId
    """Id of the pose model; `custom` for one that Matside does not ship."""
    exercise_library: Fingerprint | None = None
    """Fingerprint of the exercise files: two sessions with the same one were counted by the same rules."""
