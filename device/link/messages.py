"""What goes over the wire beside the session's summary and the plan: status, alert, receipt."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from device.summary import (
    Count,
    Day,
    Fingerprint,
    KnownId,
    Pain,
    PartOfDay,
    PatientCode,
    Payload,
    SessionId,
    Version,
)
from device.view import CameraState


class Presence(StrEnum):
    """Whether the device is connected; OFFLINE is its last will."""

    ONLINE = "online"
    OFFLINE = "offline"


class StorageState(StrEnum):
    """Whether the device's disk takes what sessions bring."""

    GOOD = "good"
    TROUBLE = "trouble"


CameraOnTheWire = Literal[CameraState.STARTING, CameraState.LIVE, CameraState.DEMO, CameraState.MISSING]
"""What a clinic is told of the picture; why it shows nobody is for those who stand before the device."""


class Health(Payload):
    """How the device is; null where this machine can't tell."""

    camera: CameraOnTheWire
    """What the picture is; `missing`: nobody can be seen in it, whatever the reason."""
    model: KnownId
    """Id of the pose model; `custom` for one that Matside does not ship."""
    exercise_library: Fingerprint
    """Fingerprint of the exercise files."""
    plan_revision: int = Field(ge=0, le=2_000_000_000)
    """Revision of the plan that the next session follows; 0: the device's own."""
    storage: StorageState
    """Whether sessions can be written down."""
    disk_free_mb: int | None = Field(default=None, ge=0, le=100_000_000)
    """Free space where the sessions are, in megabytes (10^6 bytes)."""
    temperature_c: int | None = Field(default=None, ge=-50, le=150)
    """Of the processor, in degrees Celsius."""
    clock_set: bool
    """False: the device does not know the date yet; the part of the day is a guess."""
    outbox: Count
    """Messages that wait for the clinic."""
    dropped: Count
    """Summaries that were given up since the device was set up, because too many waited for too long."""


class Status(Payload):
    """Retained: the broker shows the latest to whoever subscribes."""

    schema_version: Literal[1] = 1
    state: Presence
    """Whether the device is connected."""
    software: Version
    """Version of Matside."""
    health: Health | None = None
    """Null when the device is offline."""


class AlertKind(StrEnum):
    """What the clinician should look at before the next summary."""

    RED_FLAG = "red_flag"
    STOPPED_FOR_PAIN = "stopped_for_pain"
    PAIN_RISING = "pain_rising"
    NO_SESSION_FOR_DAYS = "no_session_for_days"


class RedFlag(StrEnum):
    """A sign that asks for care at once (AHCPR, Acute Low Back Problems in Adults, 1994)."""

    SADDLE_NUMBNESS = "saddle_numbness"
    BLADDER_OR_BOWEL = "bladder_or_bowel"
    LEG_WEAKNESS = "leg_weakness"
    FEVER = "fever"
    MAJOR_TRAUMA = "major_trauma"
    MINOR_TRAUMA_FRAGILE_BONES = "minor_trauma_fragile_bones"
    WEIGHT_LOSS = "weight_loss"
    CANCER_HISTORY = "cancer_history"
    INFECTION_RISK = "infection_risk"
    SEVERE_NIGHT_PAIN = "severe_night_pain"


class Alert(Payload):
    """Sent ahead of summaries. `session_id` is null where it belongs to no session."""

    schema_version: Literal[1] = 1
    alert_id: SessionId
    """Random; a repeat of the message has the same."""
    patient_code: PatientCode
    """As in the topic."""
    kind: AlertKind
    """What happened."""
    programme_day: Day
    """Day 1 is the day of the first session."""
    part_of_day: PartOfDay
    """When on that day."""
    session_id: SessionId | None = None
    """The session in which it happened."""
    red_flags: tuple[RedFlag, ...] = Field(default=(), max_length=len(RedFlag))
    """`red_flag`: which."""
    exercise: KnownId | None = None
    """`stopped_for_pain`: in which exercise."""
    pain: Pain | None = None
    """`stopped_for_pain`, `pain_rising`: the pain now, 0–10."""
    pain_earlier: Pain | None = None
    """`pain_rising`: the pain that it is compared with."""
    days: int | None = Field(default=None, ge=1, le=36_500)
    """`no_session_for_days`: days since the last session."""

    @model_validator(mode="after")
    def _says_what(self) -> Alert:
        if (self.kind is AlertKind.RED_FLAG) != bool(self.red_flags):
            raise ValueError("red_flags belong to red_flag, which needs at least one")
        if (self.kind is AlertKind.NO_SESSION_FOR_DAYS) != (self.days is not None):
            raise ValueError("days belong to no_session_for_days, which needs them")
        return self


class Receipt(Payload):
    """From the clinic: the ids of summaries and alerts that are safely stored there."""

    ids: tuple[SessionId, ...] = Field(min_length=1, max_length=1000)
    """Ids that the device may forget to send again; unknown ones are ignored."""
