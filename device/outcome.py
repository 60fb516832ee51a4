"""What a finished session is told as, beside its figures: praise, one thing to improve, trend, advice."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Praise(StrEnum):
    """What went well."""

    GOOD_FORM = "good_form"
    WHOLE_DOSE = "whole_dose"
    BETTER_THAN_BEFORE = "better_than_before"
    FURTHER_THAN_LAST = "further_than_last"
    HELD_LONGER = "held_longer"
    PAIN_EASED = "pain_eased"
    CAME_BACK = "came_back"
    """Nothing else: being there counts."""


class Advice(StrEnum):
    """When to see the clinician, or what changes next time."""

    PAIN_ROSE = "pain_rose"
    """2 points or more within the session: see the clinician."""
    PAIN_RISING = "pain_rising"
    """Over three sessions: see the clinician."""
    PAIN_LASTS = "pain_lasts"
    """For more than six weeks: see the clinician."""
    MORE_NEXT_TIME = "more_next_time"
    LESS_NEXT_TIME = "less_next_time"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the finished session is told as, beside its figures.

    Attributes:
        praise: what went well; `praised` is the exercise that it is about, None: the whole session.
        tip: the fault to mind next time, of exercise `tipped`; None: none was seen.
        pain_change: pain after minus before; None where one was not told.
        range_change: change of the median range against the last session with that exercise, by id, in its
            unit.
        advice: when to see the clinician, what changes next time.
    """

    praise: Praise
    praised: str | None = None
    tip: str | None = None
    tipped: str | None = None
    pain_change: int | None = None
    range_change: dict[str, float] = field(default_factory=dict)
    advice: tuple[Advice, ...] = ()
