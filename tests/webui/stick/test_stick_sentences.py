"""Whatever root says of a stick, a person reads a sentence in their own language."""

from __future__ import annotations

from typing import get_args

import pytest

from device.backup.sealed import SHORTEST
from device.stick.order import BackupOrder, Doing, Step, Trouble
from webui.stick.pages import LONGEST
from webui.words import Languages

LANGUAGES = tuple(Languages())
ENGLISH = Languages().words("en").sentences
DONE = [doing for doing in get_args(Doing) if doing != "look"]
SENTENCES = [
    *(f"stick_step.{step}" for step in get_args(Step)),
    *(f"stick_trouble.{trouble}" for trouble in get_args(Trouble)),
    *(f"stick_doing.{doing}" for doing in get_args(Doing)),
    *(f"stick_failed.{doing}" for doing in get_args(Doing)),
    *(f"stick_done.{doing}" for doing in DONE),
]


def test_there_is_something_to_say() -> None:
    assert len(get_args(Step)) > 5
    assert len(get_args(Trouble)) > 10


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
@pytest.mark.parametrize("identifier", SENTENCES)
def test_every_step_every_trouble_and_every_end_has_a_sentence(words: object, identifier: str) -> None:
    sentence = words.sentences.get(identifier)  # type: ignore[attr-defined]
    assert isinstance(sentence, str)
    assert sentence.strip()
    assert words.language == "en" or sentence != ENGLISH[identifier]  # type: ignore[attr-defined]


def test_no_sentence_tells_of_what_does_not_happen() -> None:
    families = {identifier.split(".")[0] for identifier in SENTENCES}
    assert {name for name in ENGLISH if name.split(".")[0] in families} == set(SENTENCES)


def test_the_page_takes_what_the_contract_takes() -> None:
    BackupOrder(passphrase="x" * SHORTEST)
    BackupOrder(passphrase="x" * LONGEST)
    for length in (SHORTEST - 1, LONGEST + 1):
        with pytest.raises(ValueError, match="passphrase"):
            BackupOrder(passphrase="x" * length)
