"""A person before both touch displays of one appliance: touches one, then the other, and reads both."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle

from playwright.sync_api import Page, expect

from tests.scenarios.sayings import SAYINGS
from tests.webui.looks import assert_looks_right

BETWEEN_TOUCHES_S = 0.45
"""On one display; the page takes a second touch within 0.4 s for a tremor."""


class Walker:
    """Asserts only what can be seen; what is said stands in `SAYINGS`, figures stand for themselves.

    Args:
        pages: the displays; all must show the same.
        language: of the screen.
    """

    def __init__(self, pages: Sequence[Page], language: str) -> None:
        self._pages = pages
        self._sayings = SAYINGS[language]
        self._turns = cycle(pages)
        self._touched_s: dict[Page, float] = {}

    def says(self, saying: str, **parts: object) -> str:
        """The sentence in the language of the screen; what is none is shown as it is."""
        return self._sayings.get(saying, saying).format(**parts)

    def sees(self, saying: str, patience_s: float = 20.0, **parts: object) -> None:
        """It is on every display."""
        for page in self._pages:
            found = page.get_by_text(self.says(saying, **parts)).filter(visible=True)
            expect(found.first).to_be_visible(timeout=patience_s * 1000)

    def reads(self, place: str, saying: str, patience_s: float = 20.0) -> None:
        """The element says it, on every display."""
        for page in self._pages:
            expect(page.locator(place)).to_contain_text(self.says(saying), timeout=patience_s * 1000)

    def counts(self, figure: int, patience_s: float = 20.0) -> None:
        """The large figure is this, on every display."""
        for page in self._pages:
            expect(page.locator("#count-figure")).to_have_text(str(figure), timeout=patience_s * 1000)

    def finds_marked(self, name: str) -> None:
        """The button that would be taken without touching is this one, on every display."""
        for page in self._pages:
            expect(page.locator("#question [aria-current=true]")).to_have_text(self.says(name))

    def touches(self, *sayings: str) -> None:
        """The buttons of these names, on the display whose turn it is."""
        page = next(self._turns)
        for saying in sayings:
            self._touch(page, saying)

    def _touch(self, page: Page, saying: str) -> None:
        rest_s = self._touched_s.get(page, 0.0) + BETWEEN_TOUCHES_S - time.monotonic()
        page.wait_for_timeout(max(0.0, rest_s) * 1000)
        page.get_by_role("button", name=self.says(saying), exact=True).tap()
        self._touched_s[page] = time.monotonic()

    def is_well(self, pain: int) -> None:
        """Start, ten times no, and the pain."""
        self.touches("start")
        for number in range(1, 11):
            self.sees("question", number=number)
            self.touches("no")
        self.sees("pain_before")
        self.touches(str(pain))

    def finds_it_well_shown(self) -> None:
        """Nothing is cut off, too small, too faint or outside, on every display."""
        for page in self._pages:
            page.wait_for_function("() => document.fonts.status === 'loaded'")
            page.wait_for_timeout(150)
            assert_looks_right(page)

    def reloads(self) -> None:
        """Every display loads its page again."""
        for page in self._pages:
            page.reload()
