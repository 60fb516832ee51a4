"""Waiting for what a browser brings about outside its page."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE_S = 10.0


def within(page: Page, condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Let the page run on until the condition holds.

    Raises:
        AssertionError: it did not in `patience_s`.
    """
    deadline_s = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline_s, f"not in {patience_s} s"
        page.wait_for_timeout(20)
