"""One day of one person, put together from the plan, the past and the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from device.care.assignment import Assignment
from device.care.pain import advice
from device.care.past import streak_days
from device.care.today import Today
from device.store import Walk
from device.summary import Ending, SessionSummary


def today_of(
    assignment: Assignment,
    summaries: Sequence[SessionSummary],
    *,
    dates: Mapping[str, str],
    walks: Sequence[Walk],
    day: int,
    on: date,
) -> Today:
    """What home tells beside the plan.

    Args:
        assignment: today's plan.
        summaries: the person's sessions, newest first.
        dates: session id to its local date, YYYY-MM-DD.
        walks: the person's walks.
        day: of the person's programme, from 1.
        on: the local date.
    """
    done_today = [one for one in summaries if dates.get(one.session_id) == on.isoformat()]
    return Today(
        plan_source=assignment.source,
        programme=assignment.programme,
        reviewed_by=assignment.reviewed_by,
        day=day,
        streak_days=streak_days((*dates.values(), *(walk.date for walk in walks)), on),
        done_today=sum(one.ended is Ending.COMPLETED for one in done_today),
        sessions_per_day=assignment.sessions_per_day,
        days_per_week=assignment.days_per_week,
        walk_min=assignment.walk_min,
        walked_min=sum(walk.minutes for walk in walks if walk.date == on.isoformat()),
        advice=advice(summaries),
        notes=assignment.notes,
    )
