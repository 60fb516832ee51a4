"""A household at the real touchscreen: another language, another person, on the bundled clip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.scenarios.appliance_process import ApplianceProcess, appliance

BETWEEN_TOUCHES_MS = 450
PLAN = '[{"exercise": "squat", "reps": 2, "sets": 2, "rest_s": 60}]'

pytestmark = pytest.mark.browser


@pytest.fixture
def running(tmp_path: Path) -> Iterator[ApplianceProcess]:
    rests = {"MATSIDE_SESSION__LONGEST_REST_S": "60"}
    with appliance(tmp_path, "--no-demo-broker", MATSIDE_PLAN=PLAN, **rests) as process:
        yield process


@pytest.fixture
def page(chromium: Browser, running: ApplianceProcess) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 800, "height": 480}, has_touch=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(running.url)
    yield page
    context.close()
    assert not errors


def touch(page: Page, name: str) -> None:
    page.wait_for_timeout(BETWEEN_TOUCHES_MS)
    page.get_by_role("button", name=name, exact=True).tap()


def answer_all(page: Page, no: str, pain: str) -> None:
    """Ten times no, then the pain."""
    for _ in range(10):
        touch(page, no)
    touch(page, pain)


def test_a_german_household(page: Page) -> None:
    page.get_by_role("link", name="Settings").tap()
    page.get_by_role("button", name="Deutsch").tap()
    expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()
    page.get_by_role("link", name="Personen").tap()
    page.get_by_role("link", name="Person hinzufügen").tap()
    for letter in "jörg":
        page.get_by_role("button", name=letter, exact=True).tap()
    page.get_by_role("button", name="Speichern").tap()
    page.get_by_role("button", name="Jörg").tap()
    expect(page.get_by_text("Hallo, Jörg")).to_be_visible()
    touch(page, "Start")
    answer_all(page, "Nein", "2")
    expect(page.locator("#count-figure")).to_have_text("1", timeout=30_000)
    expect(page.get_by_role("heading", name="Kniebeuge")).to_be_visible()
    touch(page, "Stopp, es tut weh")
    touch(page, "Unterer Rücken")
    touch(page, "Weiter")
    touch(page, "6")
    touch(page, "Training beenden")
    expect(page.get_by_role("heading", name="Und jetzt: Wie stark ist Ihr Schmerz?")).to_be_visible()
