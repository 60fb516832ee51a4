"""What clinicians read: times, alerts, states, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from device.clinic.view import StoredPlan
from device.link.messages import Alert, AlertKind
from device.link.plan import Fault, Note, Verdict

FAULTS: Final[dict[Fault, str]] = {
    Fault.TOO_LARGE: "the plan is too large",
    Fault.MALFORMED: "it could not be read",
    Fault.UNKNOWN_VERSION: "the device knows only an earlier kind of plan; update it",
    Fault.UNKNOWN_FIELD: "the device does not know all of its fields; update it",
    Fault.UNKNOWN_NOTE: "the device does not know one of its notes; update it",
    Fault.WRONG_PATIENT: "it is for another patient",
    Fault.NOT_SIGNED: "the device asks for the clinic's signature",
    Fault.WRONG_SIGNATURE: "its signature is not the clinic's",
    Fault.OLD_REVISION: "the device has a later one",
    Fault.REVISION_REUSED: "the device has another plan of this number",
    Fault.UNKNOWN_EXERCISE: "the device does not know the exercise",
    Fault.CONTRAINDICATED: "the patient's condition speaks against it; tick “also with” if you mean it",
    Fault.IMPOSSIBLE_DOSE: "the dose can't be done",
    Fault.IMPOSSIBLE_RANGE: "the range limit can't be met",
    Fault.NOT_STORED: "the device could not write it down",
}

DOSE_WORDS: Final[dict[str, str]] = {"reps": "repetitions", "hold_s": "seconds to hold"}
FIELD_WORDS: Final[dict[str, str]] = {"most": "largest range", "alert_after_days": "days until an alert"}


def sentence(identifier: str) -> str:
    """An id of ours as words."""
    words = identifier.replace("_", " ")
    return words[:1].upper() + words[1:]


def note_words(note: Note) -> str:
    """What the person is told, short."""
    return sentence(note)


def alert_title(alert: Alert) -> str:
    """What happened, in a few words."""
    match alert.kind:
        case AlertKind.RED_FLAG:
            return "Red flag: " + ", ".join(flag.replace("_", " ") for flag in alert.red_flags)
        case AlertKind.STOPPED_FOR_PAIN:
            where = f" in {alert.exercise.replace('_', ' ')}" if alert.exercise else ""
            pain = f" (pain {alert.pain})" if alert.pain is not None else ""
            return f"Stopped for pain{where}{pain}"
        case AlertKind.PAIN_RISING:
            known = alert.pain is not None and alert.pain_earlier is not None
            return f"Pain rising: {alert.pain_earlier} → {alert.pain}" if known else "Pain rising"
        case AlertKind.NO_SESSION_FOR_DAYS:
            return f"No session for {alert.days} days"


def plan_state(stored: StoredPlan) -> str:
    """`accepted`, `rejected`, `sent` (no answer yet) or `waiting` (the broker has not taken it)."""
    if stored.answer is not None:
        return "accepted" if stored.answer.verdict is Verdict.ACCEPTED else "rejected"
    return "waiting" if stored.published_at_s is None else "sent"


def plan_reasons(stored: StoredPlan, names: Mapping[str, str]) -> list[str]:
    """Why the device rejected it; `names` of the exercises by id."""
    if stored.answer is None:
        return []
    lines = []
    for reason in stored.answer.reasons:
        exercise = reason.exercise
        if exercise is None and reason.position is not None and reason.position < len(stored.plan.exercises):
            exercise = stored.plan.exercises[reason.position].exercise
        name = names.get(exercise, exercise) if exercise else None
        lines.append(f"{name}: {FAULTS[reason.fault]}" if name else FAULTS[reason.fault])
    return lines


def date_time(at_s: float) -> str:
    """A moment, UTC, to the minute."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M")


def ago(at_s: float, now_s: float) -> str:
    """How long ago, roughly."""
    seconds = max(0.0, now_s - at_s)
    for size, word in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {word}{'' if count == 1 else 's'} ago"
    return "just now"
