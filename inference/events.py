"""What the motion analysis reports. Times are seconds on the frames' own clock; repetitions count from 1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Reason(StrEnum):
    """Why the exercise can't be measured at this moment."""

    NO_PERSON = "no_person"
    OUT_OF_FRAME = "out_of_frame"
    WRONG_VIEW = "wrong_view"
    WRONG_STANCE = "wrong_stance"
    LOW_CONFIDENCE = "low_confidence"


class Side(StrEnum):
    """The person's own side; BOTH where an exercise moves both together."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class RepEvent:
    """One whole cycle of the exercise's signal.

    Attributes:
        number: running number of the counted repetitions from 1; for one that was too small, the
            number it would have had.
        started_s: when the signal left its resting level.
        ended_s: when it was back.
        peak: the signal's extreme, in `unit`.
        range: distance from the resting level to the peak, in `unit`.
        counted: False if the range was too small for a whole repetition.
        side: the side that moved.
        unit: degrees, torso lengths, or a ratio.
        sureness: 0 to 1; below 1 where the signal is only a proxy for the movement.
    """

    number: int
    started_s: float
    ended_s: float
    peak: float
    range: float
    counted: bool
    side: Side = Side.BOTH
    unit: Literal["deg", "torso", "ratio"] = "deg"
    sureness: float = 1.0


@dataclass(frozen=True, slots=True)
class HoldEvent:
    """A held position. `broken_by` is the rule or reason that ended it, None if the person ended it."""

    started_s: float
    ended_s: float
    broken_by: str | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """A posture fault.

    Attributes:
        rule: the fault's id in the exercise file.
        rep: number of the repetition that it belongs to, from 1; None during a hold.
        measured: the worst value, in the rule's own unit.
        limit: the value that would still have been right.
        started_s: when it began.
        ended_s: when it was last seen.
    """

    rule: str
    rep: int | None
    measured: float
    limit: float
    started_s: float
    ended_s: float


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """From `since_s` on nothing is counted, for `reason`. `missing` names keypoints that can't be seen."""

    reason: Reason
    since_s: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measurable:
    """From `since_s` on the exercise can be measured."""

    since_s: float


@dataclass(frozen=True, slots=True)
class Paused:
    """From `since_s` to the next `Measurable` or `NotMeasurable` nobody exercised: time that doesn't count.

    Whoever leads the person through the exercise reports it; the analysis never does.
    """

    since_s: float


Event = RepEvent | HoldEvent | Deviation | NotMeasurable | Measurable | Paused
