"""What a message from a device says, or why it can't be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from device.link.messages import Alert, Status
from device.link.plan import PlanAck
from device.link.topics import Leaf, Topic
from device.link.wire import Message
from device.summary import SessionSummary

Payload = SessionSummary | Alert | Status | PlanAck

MODELS: Final[dict[Leaf, type[Payload]]] = {
    Leaf.SUMMARY: SessionSummary,
    Leaf.ALERT: Alert,
    Leaf.STATUS: Status,
    Leaf.PLAN_ACK: PlanAck,
}
_PATIENT_CODE: Final = re.compile(r"[A-Z0-9]{4,16}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A valid message of one patient's device."""

    topic: Topic
    payload: Payload


@dataclass(frozen=True, slots=True)
class Malformed:
    """A message that can't be used; `reason` in words. Topic, payload and reason may hold anything at all."""

    message: Message
    reason: str


def read(message: Message) -> Reading | Malformed:
    """Check a message against its topic and model; whatever it holds, this does not raise."""
    topic = Topic.parse(message.topic)
    if topic is None or topic.leaf not in MODELS or not _PATIENT_CODE.fullmatch(topic.patient):
        return Malformed(message, "not a topic of a device")
    try:
        payload = MODELS[topic.leaf].model_validate_json(message.payload)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = "".join(f"{part}: " for part in fault["loc"][:1])
        return Malformed(message, f"not a valid {topic.leaf}: {where}{fault['msg']}")
    if not isinstance(payload, Status) and payload.patient_code != topic.patient:
        return Malformed(message, f"the {topic.leaf} names another patient code than its topic")
    return Reading(topic, payload)


def receipt_id(payload: SessionSummary | Alert) -> str:
    """The id that a receipt names."""
    return payload.session_id if isinstance(payload, SessionSummary) else payload.alert_id
