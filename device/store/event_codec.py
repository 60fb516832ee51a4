"""Events of the motion analysis as JSON text and back, without loss."""

from __future__ import annotations

import json
from dataclasses import asdict

from pydantic import TypeAdapter

from inference.events import Deviation, Event, HoldEvent, Measurable, NotMeasurable, Paused, RepEvent

_KINDS: dict[str, type[Event]] = {
    "rep": RepEvent,
    "hold": HoldEvent,
    "deviation": Deviation,
    "not_measurable": NotMeasurable,
    "measurable": Measurable,
    "paused": Paused,
}
_NAMES = {cls: name for name, cls in _KINDS.items()}
_READERS: dict[str, TypeAdapter[Event]] = {name: TypeAdapter(cls) for name, cls in _KINDS.items()}


def encode_event(event: Event) -> tuple[str, str]:
    """The event's kind and its fields as a JSON object."""
    return _NAMES[type(event)], json.dumps(asdict(event), separators=(",", ":"))


def decode_event(kind: str, body: str) -> Event:
    """The event that `encode_event` was given.

    Raises:
        KeyError: there is no such kind.
        ValueError: the fields are not those of the kind.
    """
    # json reads NaN and Infinity, as json.dumps writes them; pydantic's own reader would not.
    return _READERS[kind].validate_python(json.loads(body))
