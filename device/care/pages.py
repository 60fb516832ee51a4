"""Short pages to read around the exercises, in every language; one file each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from device.care.cards import InfoPage
from device.data_file import SHIPPED, read_toml
from device.errors import UsageError
from device.summary import KnownId

FOLDER = SHIPPED / "pages"
FALLBACK = "en"

Words = Annotated[str, Field(min_length=3, max_length=600)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PageText(_Part):
    """A page in one language."""

    title: Words
    paragraphs: tuple[Words, ...] = Field(min_length=1)
    points: tuple[Words, ...] = ()


class Page(_Part):
    """A page in all its languages; `order` is its place among the others."""

    id: KnownId
    order: int
    sources: tuple[Words, ...] = Field(min_length=1)
    reviewed_by: Words | None = None
    text: dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], PageText]


def page_in(page: Page, language: str) -> InfoPage:
    """The page in a language, else in English."""
    text = page.text.get(language) or page.text[FALLBACK]
    return InfoPage(page.id, text.title, text.paragraphs, text.points, page.sources, page.reviewed_by)


def load_pages(folder: Path = FOLDER) -> list[Page]:
    """All pages of a folder in their order.

    Raises:
        UsageError: one of them can't be used: which, where in it, why.
    """
    pages = []
    for path in sorted(folder.glob("*.toml")):
        page = read_toml(path, Page)
        if FALLBACK not in page.text:
            raise UsageError(f"{path}: text.{FALLBACK}: missing; every page is written in English at least")
        pages.append(page)
    return sorted(pages, key=lambda page: page.order)
