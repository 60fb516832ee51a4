"""Rules about pain over a session and over sessions; what they advise is to see the clinician.

The change that matters on the 0–10 numerical scale is about 2 points (Farrar et al., Pain 2001; Childs et
al., Spine 2005, for low back pain). Pain that lasts beyond six weeks is no longer acute (Koes et al.,
European Spine Journal 2010) and is worth another look.
"""

from __future__ import annotations

from collections.abc import Sequence

from device.outcome import Advice
from device.summary import SessionSummary

MATTERS = 2
"""Points on the scale."""
LASTING_DAYS = 42
LASTING_SESSIONS = 3
"""Fewer sessions with pain tell nothing of the time between them."""


def rose_within(summary: SessionSummary) -> bool:
    """Whether pain rose within a session."""
    before, after = summary.pain_before, summary.pain_after
    return before is not None and after is not None and after - before >= MATTERS


def rising_over(summaries: Sequence[SessionSummary]) -> tuple[int, int] | None:
    """Pain before the first and the last of the newest three sessions if it rose over them, else None.

    Args:
        summaries: newest first; those in which pain was not told are passed over.
    """
    told = [one.pain_before for one in summaries if one.pain_before is not None][:3]
    if len(told) < 3:
        return None
    last, middle, first = told
    return (first, last) if first <= middle <= last and last - first >= MATTERS else None


def lasts(summaries: Sequence[SessionSummary]) -> bool:
    """Whether there was pain at each session for more than six weeks.

    Args:
        summaries: newest first; those in which pain was not told are passed over.
    """
    days: list[int] = []
    for one in summaries:
        if one.pain_before is None:
            continue
        if one.pain_before == 0:
            break
        days.append(one.programme_day)
    return len(days) >= LASTING_SESSIONS and days[0] - days[-1] > LASTING_DAYS


def advice(summaries: Sequence[SessionSummary]) -> tuple[Advice, ...]:
    """What the sessions so far, newest first, advise."""
    found = []
    if summaries and rose_within(summaries[0]):
        found.append(Advice.PAIN_ROSE)
    if rising_over(summaries) is not None:
        found.append(Advice.PAIN_RISING)
    if lasts(summaries):
        found.append(Advice.PAIN_LASTS)
    return tuple(found)
