"""What goes over the wire beside the session's summary: status, alert, receipt."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from device.summary import PartOfDay, PatientCode, Payload, SessionId, Version


class Presence(StrEnum):
    """Whether the device is connected; OFFLINE is its last will."""

    ONLINE = "online"
    OFFLINE = "offline"


class Status(Payload):
    """Retained: the broker shows the latest to whoever subscribes."""

    schema_version: Literal[1] = 1
    state: Presence
    software: Version


class AlertKind(StrEnum):
    """What the clinician should look at before the next summary."""

    RED_FLAG = "red_flag"
    STOPPED_FOR_PAIN = "stopped_for_pain"
    PAIN_RISING = "pain_rising"


class Alert(Payload):
    """Sent ahead of summaries. `session_id` is None where it belongs to no session."""

    schema_version: Literal[1] = 1
    alert_id: SessionId
    patient_code: PatientCode
    kind: AlertKind
    programme_day: int = Field(ge=1, le=36_500)
    part_of_day: PartOfDay
    session_id: SessionId | None = None


class Receipt(Payload):
    """From the clinic: the ids of summaries and alerts that are safely stored there."""

    ids: tuple[SessionId, ...] = Field(min_length=1, max_length=1000)
