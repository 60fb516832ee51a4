"""The view, the cards and the summaries as plain JSON values."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from device.care.cards import ExerciseCard
from device.summary import SessionSummary
from device.view import SessionView
from webui.words import Words


def view_payload(view: SessionView) -> dict[str, Any]:
    """Every field of the view under its own name; coordinates are rounded to 1/10000 of the picture."""
    payload: dict[str, Any] = {field.name: getattr(view, field.name) for field in fields(view)}
    payload["plan"] = [asdict(planned) for planned in view.plan]
    payload["today"] = asdict(view.today)
    payload["preferences"] = view.preferences.model_dump()
    payload["profile"] = None if view.profile is None else asdict(view.profile)
    payload["outcome"] = None if view.outcome is None else asdict(view.outcome)
    payload["summary"] = None if view.summary is None else summary_payload(view.summary)
    if view.skeleton is not None:
        payload["skeleton"] = [[round(float(value), 4) for value in point] for point in view.skeleton]
    return payload


def summary_payload(summary: SessionSummary) -> dict[str, Any]:
    """A finished session, as the clinic gets it."""
    return summary.model_dump(mode="json")


def card_payload(card: ExerciseCard, words: Words) -> dict[str, Any]:
    """One exercise, its sentences in the language of `words`."""
    told = asdict(card)
    told["name"] = words.tell(card.name)
    for part in ("setup", "steps", "limits", "safety"):
        told[part] = [words.tell(sentence) for sentence in told[part]]
    told["corrections"] = {fault: words.tell(sentence) for fault, sentence in card.corrections.items()}
    return told
