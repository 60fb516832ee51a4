"""Where messages go: matside/v1/{clinic}/{patient_code}/{leaf}."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ROOT = "matside/v1"


class Leaf(StrEnum):
    """The end of a topic: what kind of message it carries."""

    STATUS = "status"
    SUMMARY = "summary"
    ALERT = "alert"
    PLAN = "plan"
    PLAN_ACK = "plan/ack"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `patient` may be "+" to subscribe to all patients of a clinic."""

    clinic: str
    patient: str
    leaf: Leaf

    def __str__(self) -> str:
        return f"{ROOT}/{self.clinic}/{self.patient}/{self.leaf}"

    @classmethod
    def parse(cls, text: str) -> Topic | None:
        """The topic that `text` names, None if it is none of ours."""
        root, _, rest = text.partition(f"{ROOT}/")
        parts = rest.split("/", 2)
        if root or len(parts) != 3:
            return None
        try:
            return cls(parts[0], parts[1], Leaf(parts[2]))
        except ValueError:
            return None
