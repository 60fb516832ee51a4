from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

PATIENCE_MS = 20_000
"""How long a test waits for what a browser is to show: far longer than it takes on an idle machine."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screens", type=Path, default=None, help="folder for the screenshots that the documents show"
    )
    parser.addoption(
        "--every-language", action="store_true", help="walk each session in every language of the screen"
    )
    parser.addoption(
        "--tab-views", type=int, default=1500, help="how many views a tab that stays open is shown"
    )
    parser.addoption(
        "--chaos-sessions", type=int, default=40, help="sessions while broker and device are killed"
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's browser, without a window."""
    program = shutil.which("chromium")
    assert program, "chromium is not installed: make test installs it, or: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
