"""A person's own data, to take along: everything as JSON, the sets as a table (CSV)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from device.care.profile import Profile
from device.preferences import Preferences
from device.store import Walk
from device.summary import ExerciseSummary, SessionSummary

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
OF_SESSION = ("programme_day", "part_of_day", "ended", "stop_reason", "pain_before", "pain_after", "exertion")
OF_SET = tuple(
    name
    for name in ExerciseSummary.model_fields
    if name not in ("deviations", "not_measurable_s", "pain_regions")
)


def as_json(
    profile: Profile,
    preferences: Preferences,
    summaries: Sequence[SessionSummary],
    dates: Mapping[str, str],
    walks: Sequence[Walk],
) -> bytes:
    """Everything, sessions newest first, as they were sent, each with its date."""
    body = {
        "profile": asdict(profile),
        "preferences": preferences.model_dump(),
        "sessions": [{"date": dates.get(one.session_id)} | one.model_dump(mode="json") for one in summaries],
        "walks": [asdict(walk) for walk in walks],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def as_csv(summaries: Sequence[SessionSummary], dates: Mapping[str, str], walks: Sequence[Walk]) -> bytes:
    """One line for each set and each walk, oldest first; faults as "id: how often"."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("date", *OF_SESSION, *OF_SET, "pain_regions", "faults", "minutes_walked"))
    for summary in reversed(summaries):
        session = summary.model_dump(mode="json", include=set(OF_SESSION))
        for one in summary.exercises:
            values = one.model_dump(mode="json")
            faults = "; ".join(f"{rule}: {count}" for rule, count in one.deviations.items())
            row = [dates.get(summary.session_id), *(session[name] for name in OF_SESSION)]
            where = " ".join(one.pain_regions)
            table.writerow(_safe([*row, *(values[name] for name in OF_SET), where, faults, None]))
    empty = [None] * (len(OF_SESSION) - 1 + len(OF_SET) + 2)
    for walk in walks:
        table.writerow(_safe([walk.date, walk.day, *empty, walk.minutes]))
    # The mark tells spreadsheets that it is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _safe(row: Sequence[object]) -> list[object]:
    """No text of a cell can be taken for a formula."""
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell for cell in row]
