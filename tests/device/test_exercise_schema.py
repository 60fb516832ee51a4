"""The page about exercise files says what the schema says."""

from __future__ import annotations

from pathlib import Path

from device.exercise_schema import PARTS, page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "exercise-files.md"


def test_the_page_is_what_the_code_gives():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "python -m device.exercise_schema > docs/exercise-files.md"
    )


def test_every_field_is_there():
    text = page()
    for _, part in PARTS:
        for name in part.model_fields:
            assert f"| `{name}` |" in text, (part.__name__, name)
