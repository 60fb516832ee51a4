"""The exercises that Matside ships, as the appliance hands them to the screen."""

from __future__ import annotations

import tomllib
from pathlib import Path

from device.care.cards import ExerciseCard

EXERCISES = Path(__file__).parents[2] / "inference" / "exercises"


def shipped_cards() -> dict[str, ExerciseCard]:
    """The cards of the exercises that Matside ships: the real sentences, as long as they are."""
    cards = {}
    for path in sorted(EXERCISES.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        tempo = told.get("tempo")
        cards[told["id"]] = ExerciseCard(
            told["id"],
            told["name"],
            tuple(told["views"]),
            tuple(told["setup"]),
            tuple(told["steps"]),
            {fault["id"]: fault["correction"] for fault in told.get("faults", ())},
            tuple(told.get("limits", ())),
            told.get("reviewed_by"),
            tuple(told.get("safety", ())),
            tuple(told["stances"]),
            (tempo["out_s"], tempo.get("hold_s", 0.0), tempo["back_s"]) if tempo else None,
            told.get("kind") == "held",
        )
    return cards
