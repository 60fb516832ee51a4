"""What home tells beside the plan: how far the programme is, the walk, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from device.outcome import Advice


class PlanSource(StrEnum):
    """Who made today's plan."""

    CLINIC = "clinic"
    PROGRAMME = "programme"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Today:
    """What home tells beside the plan, for the person who is chosen.

    Attributes:
        plan_source: who made the plan; `programme` is its id where it is a programme's.
        reviewed_by: the clinician who signed the programme; None: nobody yet.
        day: of the programme, from 1.
        streak_days: days in a row up to today or yesterday with a session or a walk.
        done_today: sessions that came to their end today.
        sessions_per_day, days_per_week: how often the plan wants it.
        walk_min: minutes to walk today; 0: none.
        walked_min: minutes walked today.
        break_due: it is time to move: longer than the preferences say without a session or a break.
        advice: to see the clinician.
        notes: ids of what the clinic wants to be told beside its plan.
    """

    plan_source: PlanSource = PlanSource.PROGRAMME
    programme: str | None = None
    reviewed_by: str | None = None
    day: int = 1
    streak_days: int = 0
    done_today: int = 0
    sessions_per_day: int = 1
    days_per_week: int = 7
    walk_min: int = 0
    walked_min: int = 0
    break_due: bool = False
    advice: tuple[Advice, ...] = ()
    notes: tuple[str, ...] = ()
