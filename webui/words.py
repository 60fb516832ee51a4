"""Text for patients: one catalogue file a language, by id, shared by the templates and the page's scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Words = Mapping[str, Any]

LANGUAGE = "en"
FOLDER = Path(__file__).parent / "static" / "words"


def load_words(language: str = LANGUAGE) -> Words:
    """Nested objects of sentences; `{name}` stands for a value, {"one", "other"} are plural forms."""
    words: Words = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return words
