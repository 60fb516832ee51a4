"""How much more or less than the programme's own dose to do: two easy sessions → more; pain → less."""

from __future__ import annotations

from collections.abc import Sequence

from device.care.pain import rose_within
from device.outcome import Advice
from device.summary import Ending, SessionSummary, StopReason

EASY_EXERTION = 4
"""0–10; up to here a session was light to moderate (Borg CR10: 3 moderate, 5 strong)."""
EASY_ADHERENCE = 0.95
EASY_SESSIONS = 2
"""In a row, for one level more; engineering estimate after the two-for-two rule of strength training."""
LEAST_LEVEL, MOST_LEVEL = -2, 4


def level(summaries: Sequence[SessionSummary]) -> int:
    """The level after these sessions, newest first: 0 is the programme's own dose.

    Sessions that followed the clinic's plan change nothing.
    """
    reached = easy = 0
    for one in reversed(summaries):
        if one.plan_revision:
            continue
        if _too_much(one):
            reached, easy = max(LEAST_LEVEL, reached - 1), 0
        elif _easy(one):
            easy += 1
            if easy == EASY_SESSIONS:
                reached, easy = min(MOST_LEVEL, reached + 1), 0
        else:
            easy = 0
    return reached


def change(summaries: Sequence[SessionSummary]) -> tuple[Advice, ...]:
    """What the newest of these sessions, newest first, changes next time."""
    after, before = level(summaries), level(summaries[1:])
    if after == before:
        return ()
    return (Advice.MORE_NEXT_TIME,) if after > before else (Advice.LESS_NEXT_TIME,)


def _too_much(summary: SessionSummary) -> bool:
    hurt = any(one.pain is not None for one in summary.exercises)
    return hurt or summary.stop_reason is StopReason.PAIN or rose_within(summary)


def _easy(summary: SessionSummary) -> bool:
    light = summary.exertion is not None and summary.exertion <= EASY_EXERTION
    whole = summary.adherence is not None and summary.adherence >= EASY_ADHERENCE
    before, after = summary.pain_before, summary.pain_after
    eased = before is not None and after is not None and after <= before
    return summary.ended is Ending.COMPLETED and light and whole and eased
