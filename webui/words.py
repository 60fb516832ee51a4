"""What people read, in every language: gettext catalogues, by the id that scripts and templates ask for.

`languages/matside.pot` holds every sentence in English: its msgctxt is the id, such as "home.start", or
"exercise" for a sentence of an exercise's file. `languages/xx.po` holds the same in another language: a third
language is one file.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER: Final = Path(__file__).parent / "languages"
ENGLISH: Final = "en"
EXERCISE: Final = "exercise"
# Enough numbers to meet every form that a language has for counted things.
NUMBERS: Final = range(200)

Sentence = str | Mapping[str, str]
"""One sentence, or its plural forms by CLDR's categories ("one", "few", "other", ...)."""


class Words:
    """The sentences of one language.

    Args:
        source: every sentence in English.
        catalogue: the same in this language, complete.

    Attributes:
        language: two-letter code (ISO 639-1).
        own_name: what the language calls itself.
        sentences: by id; `{name}` stands for a value.
    """

    def __init__(self, language: str, source: Catalog, catalogue: gettext.NullTranslations) -> None:
        locale = Locale.parse(language)
        self.language = language
        self.own_name = (locale.get_display_name() or language).capitalize()
        self._catalogue = catalogue
        examples = {locale.plural_form(number): number for number in reversed(NUMBERS)}
        self.sentences: Mapping[str, Sentence] = {
            str(message.context): self._sentence(message, examples)
            for message in source
            if message.context and message.context != EXERCISE
        }

    def say(self, identifier: str, **values: object) -> str:
        """The sentence with this id, its `{values}` filled in; for templates."""
        sentence = self.sentences[identifier]
        if not isinstance(sentence, str):
            raise TypeError(f"{identifier} has plural forms; only the page's scripts can say it")
        return sentence.format(**values) if values else sentence

    def tell(self, sentence: str) -> str:
        """A sentence of an exercise's file in this language, in English where nobody has translated it."""
        return self._catalogue.pgettext(EXERCISE, sentence)

    def _sentence(self, message: Message, examples: Mapping[str, int]) -> Sentence:
        context = str(message.context)
        if isinstance(message.id, str):
            return self._catalogue.pgettext(context, message.id)
        one, many = message.id
        return {
            category: self._catalogue.npgettext(context, one, many, number)
            for category, number in examples.items()
        }


class Languages:
    """Every language that there is a catalogue for."""

    def __init__(self, folder: Path = FOLDER) -> None:
        source = read_catalogue(folder / "matside.pot")
        self._words = {ENGLISH: Words(ENGLISH, source, gettext.NullTranslations())}
        for path in sorted(folder.glob("*.po")):
            compiled = BytesIO()
            write_mo(compiled, read_catalogue(path))
            compiled.seek(0)
            self._words[path.stem] = Words(path.stem, source, gettext.GNUTranslations(compiled))

    def __iter__(self) -> Iterator[Words]:
        return iter(self._words.values())

    def words(self, language: str) -> Words:
        """The words of this language, English where there is no catalogue for it."""
        return self._words.get(language, self._words[ENGLISH])


def read_catalogue(path: Path) -> Catalog:
    """One file of `languages`, with the language of its name."""
    with path.open("rb") as file:
        return read_po(file, locale=None if path.suffix == ".pot" else path.stem, abort_invalid=True)
