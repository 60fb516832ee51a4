"""What looking at one part of the appliance came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How good a part is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One part: its name, how good it is, and one line that says what was seen and what to do."""

    name: str
    level: Level
    words: str
