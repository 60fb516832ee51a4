"""What the touchscreen knows of the stick and of what is done with it."""

from __future__ import annotations

from dataclasses import dataclass

from device.stick.order import Contents, Doing, Outcome, Step


@dataclass(frozen=True, slots=True)
class StickState:
    """How things stand at one moment.

    Attributes:
        plugged_in: whether a USB stick is there, of whatever contents.
        doing: what is being done; None between orders. "update" also after the restart that an update
            brings about, until it is decided whether the new version stays.
        step: how far it has come, as soon as root has said so.
        contents: of the stick that is plugged in, if it was looked at.
        outcome: how the last order went; None while the next one is under way, and if there was none.
    """

    plugged_in: bool = False
    doing: Doing | None = None
    step: Step | None = None
    contents: Contents | None = None
    outcome: Outcome | None = None
