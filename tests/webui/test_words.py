"""A person is never shown an id, and never another language: everything that can be said has words in all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

import webui
from device.care.profile import PICTURES
from device.command import BodyRegion
from device.link.messages import RedFlag
from device.link.plan import Note
from device.outcome import Advice, Praise
from device.summary import Ending, StopReason
from device.view import CameraState, LinkState, Move, Question
from inference.events import Reason
from inference.pose import Keypoint
from inference.stance import View
from tests.webui.shipped import shipped_cards
from webui.words import EXERCISE, FOLDER, Languages, read_catalogue

LANGUAGES = Languages()
ENGLISH = LANGUAGES.words("en").sentences
SOURCE = read_catalogue(FOLDER / "matside.pot")
TRANSLATIONS = sorted(FOLDER.glob("*.po"))
WEBUI = Path(webui.__file__).parent
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in (WEBUI / "static" / "js").rglob("*.js"))
TEMPLATES = "".join(path.read_text(encoding="utf-8") for path in (WEBUI / "templates").rglob("*.html"))
FORMS = (0, 1, 2, 3, 5, 11, 21, 100)


def key(message: Message) -> tuple[str, str]:
    """What a message is known by; of a counted one the singular."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return str(message.context), singular


def told(catalogue: Catalog) -> dict[tuple[str, str], Message]:
    return {key(message): message for message in catalogue if message.id}


@pytest.mark.parametrize(
    "identifier",
    [
        *(f"reason.{reason}" for reason in Reason),
        *(f"move.{move}" for move in Move),
        *(f"part.{point.name.lower()}" for point in Keypoint),
        *(f"view.{view}" for view in View),
        *(f"camera.{state}" for state in CameraState),
        *(f"link.{state}" for state in LinkState),
        *(f"finished.{ending}" for ending in Ending),
        *(f"praise.{praise}" for praise in Praise),
        *(f"advice.{advice}" for advice in Advice),
        *(f"flag.{flag}" for flag in RedFlag),
        *(f"told.{flag}" for flag in RedFlag),
        *(f"region.{region}" for region in BodyRegion),
        *(f"stop.{reason}" for reason in StopReason if reason is not StopReason.RED_FLAG),
        *(f"question.{question}" for question in Question if question is not Question.RED_FLAG),
        *(f"note.{note}" for note in Note),
        *(f"picture.{picture}" for picture in PICTURES),
    ],
)
def test_every_value_has_words(identifier: str) -> None:
    sentence = ENGLISH.get(identifier)
    assert isinstance(sentence, str)
    assert sentence.strip()


@pytest.mark.parametrize("exercise", sorted(shipped_cards()))
def test_every_way_to_turn_has_words(exercise: str) -> None:
    views = "_".join(sorted(shipped_cards()[exercise].views))
    assert f"view.{views}" in ENGLISH


@pytest.mark.parametrize("exercise", sorted(shipped_cards()))
def test_every_sentence_of_an_exercise_is_in_the_catalogue(exercise: str) -> None:
    card = shipped_cards()[exercise]
    sentences = {card.name, *card.setup, *card.steps, *card.limits, *card.safety, *card.corrections.values()}
    assert {sentence for sentence in sentences if (EXERCISE, sentence) not in told(SOURCE)} == set()


def test_there_is_a_second_language() -> None:
    assert "de" in {path.stem for path in TRANSLATIONS}
    assert {words.language for words in LANGUAGES} == {"en", *(path.stem for path in TRANSLATIONS)}
    assert LANGUAGES.words("de").own_name == "Deutsch"


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_a_translation_is_complete(path: Path) -> None:
    source, translated = told(SOURCE), told(read_catalogue(path))
    assert source.keys() - translated.keys() == set(), "add these"
    assert translated.keys() - source.keys() == set(), "nobody says these any more"
    for message in translated.values():
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(form.strip() for form in forms), f"{key(message)} is not translated"
        assert not message.fuzzy, f"{key(message)} was only guessed"
        assert isinstance(message.id, str) == isinstance(message.string, str)


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_a_translation_fills_in_the_same_values(path: Path) -> None:
    def values(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    for message in told(read_catalogue(path)).values():
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set().union(*(values(text) for text in english))
        assert all(values(form) == wanted for form in forms), key(message)


def test_every_sentence_that_is_said_is_there_and_no_other() -> None:
    said = set(re.findall(r'\b(?:say|find)\((?:\w+ \? )?\s*"([a-z_.]+)"[,)]', SCRIPTS + TEMPLATES))
    assert len(said) > 150
    assert sorted(said - ENGLISH.keys()) == []
    # Others are put together from a family and a value, or passed on as a plain string.
    everything = SCRIPTS + TEMPLATES
    families = set(re.findall(r"`([a-z_.]+)\.(?:[a-z_]+)?\$\{", everything))
    families |= set(re.findall(r'"([a-z_]+)\." ~', everything))
    unused = [
        identifier
        for identifier in ENGLISH
        if f'"{identifier}"' not in everything
        and identifier.split(".")[0] not in families
        and not any(f'"{part}"' in everything for part in identifier.split(".")[-1:])
    ]
    assert unused == [], unused


def test_every_value_that_a_sentence_wants_is_given_by_some_script() -> None:
    wanted = set(re.findall(r"\{(\w+)\}", str(ENGLISH)))
    assert len(wanted) > 10
    given = SCRIPTS + TEMPLATES
    assert [name for name in sorted(wanted) if not re.search(rf"\b{name}\b\s*[,:=}}]", given)] == []


@pytest.mark.parametrize("language", [words.language for words in LANGUAGES])
def test_counted_things_have_all_the_forms_of_the_language(language: str) -> None:
    sentences = LANGUAGES.words(language).sentences
    counted = {name: forms for name, forms in sentences.items() if not isinstance(forms, str)}
    assert len(counted) > 5
    assert all("other" in forms and "{count}" in forms["other"] for forms in counted.values())
