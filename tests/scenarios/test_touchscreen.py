"""People at the real touchscreen: walks by touch from the first question to the last, on the bundled clip."""

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
def page(request: pytest.FixtureRequest, chromium: Browser, running: ApplianceProcess) -> Iterator[Page]:
    width, height = getattr(request, "param", (800, 480))
    context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=True)
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


@pytest.mark.parametrize("page", [(800, 480), (720, 1280)], indirect=True, ids=["800x480", "720x1280"])
def test_a_plan_is_done_by_touch(page: Page) -> None:
    touch(page, "Start")
    answer_all(page, "No", "3")
    # The person on the clip is there: introduction, view and countdown go on by themselves.
    expect(page.locator("#count-figure")).to_have_text("2", timeout=30_000)
    expect(page.locator("#rest")).to_contain_text("Next: set 2 of 2", timeout=15_000)
    touch(page, "Go on now")
    expect(page.get_by_role("heading", name="And now: how strong is your pain?")).to_be_visible(
        timeout=30_000
    )
    touch(page, "2")
    touch(page, "4")
    expect(page.locator("#finished-exercises li")).to_contain_text("4 of 4")
    expect(page.locator("#finished-pain")).to_have_text("3 before, 2 after")
    expect(page.get_by_text("No clinic set up. Your results stay on this device.")).to_be_visible()
    touch(page, "Done")
    page.get_by_role("link", name="Progress").tap()
    expect(page.get_by_text("1 session")).to_be_visible()


def test_a_red_flag_survives_a_reload(page: Page) -> None:
    touch(page, "Start")
    touch(page, "Yes")
    told = page.get_by_role("alertdialog", name="Please don't exercise now")
    expect(told).to_contain_text("No clinic is set up: nobody has been told. Please call.")
    page.reload()
    expect(told).to_be_visible()
    touch(page, "I have read this")
    expect(page.get_by_role("button", name="Start")).to_be_visible()


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
