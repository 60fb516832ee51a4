"""A person is never shown an id: everything that the appliance can say has words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from device.summary import Ending, PartOfDay
from device.view import CameraState, LinkState
from inference.events import Reason
from inference.pose import Keypoint
from inference.stance import View
from tests.webui.fake_appliance import shipped_cards
from webui.words import FOLDER, load_words

WORDS = load_words()
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in (FOLDER.parent / "js").rglob("*.js"))


def found(path: str) -> Any:
    words: Any = WORDS
    for step in path.split("."):
        words = words.get(step) if isinstance(words, dict) else None
    return words


@pytest.mark.parametrize(
    "path",
    [
        *(f"reason.{reason}" for reason in Reason),
        *(f"part.{point.name.lower()}" for point in Keypoint),
        *(f"view.{view}" for view in View),
        *(f"camera.{state}" for state in CameraState),
        *(f"link.{state}" for state in LinkState),
        *(f"part_of_day.{part}" for part in PartOfDay),
        *(f"finished.{ending}" for ending in Ending),
    ],
)
def test_every_value_has_words(path: str) -> None:
    assert isinstance(found(path), str)
    assert found(path).strip()


@pytest.mark.parametrize("exercise", sorted(shipped_cards()))
def test_every_way_to_turn_has_words(exercise: str) -> None:
    views = "_".join(sorted(shipped_cards()[exercise].views))
    assert found(f"view.{views}")


def test_every_sentence_that_a_script_says_is_there() -> None:
    said = set(re.findall(r'\b(?:say|find)\(\s*"([a-z_.]+)"', SCRIPTS))
    assert len(said) > 15
    assert [path for path in said if found(path) is None] == []


def test_every_value_that_a_sentence_wants_is_given_by_some_script() -> None:
    wanted = set(re.findall(r"\{(\w+)\}", json.dumps(WORDS)))
    assert wanted
    assert [name for name in wanted if not re.search(rf"\b{name}\b\s*[,:}}]", SCRIPTS)] == []


def test_plural_forms_are_complete() -> None:
    def check(words: Any, path: str) -> None:
        if not isinstance(words, dict):
            assert isinstance(words, str), path
        elif "one" in words:
            assert "other" in words, path
        else:
            for name, inner in words.items():
                check(inner, f"{path}.{name}")

    check(WORDS, "")


def test_catalogue_files_are_named_by_language() -> None:
    assert [path.stem for path in Path(FOLDER).glob("*.json")] == ["en"]
