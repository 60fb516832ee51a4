"""Both touch displays, open on one appliance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.scenarios.appliance_process import ApplianceProcess, appliance
from tests.scenarios.walker import Walker

SIZES = [(800, 480), (720, 1280)]
UNHURRIED = {"MATSIDE_SESSION__DONE_S": "1.5", "MATSIDE_SESSION__LONGEST_REST_S": "60"}

Walk = Callable[..., tuple[Walker, ApplianceProcess]]
"""(language, plan, then as for `appliance`) to who walks there, and what they use."""


@pytest.fixture
def walk(tmp_path: Path, chromium: Browser) -> Iterator[Walk]:
    errors: list[str] = []
    with ExitStack() as closing:
        pages: list[Page] = []
        for width, height in SIZES:
            context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=True)
            closing.callback(context.close)
            context.set_default_timeout(20_000)
            pages.append(context.new_page())
            pages[-1].on("pageerror", lambda error: errors.append(str(error)))

        def begin(
            language: str, plan: str, *arguments: str, **settings: Any
        ) -> tuple[Walker, ApplianceProcess]:
            wanted = {"MATSIDE_PLAN": plan} | UNHURRIED | settings
            running = closing.enter_context(appliance(tmp_path / "data", *arguments, **wanted))
            running.prefer(language=language)
            for page in pages:
                page.goto(running.url)
            return Walker(pages, language), running

        yield begin
    assert not errors
