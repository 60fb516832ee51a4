"""Countries to choose from, as the person's language names them."""

from __future__ import annotations

import unicodedata

from babel import Locale
from babel.core import get_global

from device.setup.country import COUNTRIES


def named_countries(language: str) -> list[tuple[str, str]]:
    """Code and name of each, by name; letters with accents stand where those without them do."""
    names = Locale.parse(language).territories
    return sorted(
        ((code, names[code]) for code in COUNTRIES),
        key=lambda named: unicodedata.normalize("NFKD", named[1]).casefold(),
    )


def likely_country(language: str) -> str | None:
    """Where most people who speak it live, by the Unicode CLDR's likely subtags."""
    country = get_global("likely_subtags").get(language, "").rpartition("_")[2]
    return country if country in COUNTRIES else None
