"""A person at the touchscreen: a whole session on the bundled clip, clicked through in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.scenarios.appliance_process import ApplianceProcess, appliance

BETWEEN_TOUCHES_MS = 600  # the page takes a second touch within 0.4 s for a tremor
PLAN = '[{"exercise": "squat", "reps": 5}, {"exercise": "glute_bridge", "reps": 5}]'


@pytest.fixture
def running(tmp_path: Path):
    with appliance(tmp_path, MATSIDE_PLAN=PLAN) as process:
        yield process


@pytest.fixture
def page(chromium: Browser, running: ApplianceProcess):
    context = chromium.new_context(viewport={"width": 800, "height": 480}, has_touch=True)
    page = context.new_page()
    page.goto(running.url)
    yield page
    context.close()


def keep(page: Page, folder: Path | None, name: str) -> None:
    """Save what the person sees, where the documents want it."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")


@pytest.mark.browser
@pytest.mark.broker
def test_a_session_on_the_bundled_clip_is_clicked_through_and_the_count_reaches_five(page, running, request):
    screens = request.config.getoption("--screens")
    expect(page.get_by_text("Demo picture, no camera in use")).to_be_visible()
    keep(page, screens, "home")
    running.begin(pain=2)

    expect(page.get_by_role("heading", name="Squat")).to_be_visible()
    expect(page.get_by_text("Demo picture", exact=True)).to_be_visible()
    count = page.locator("#count-figure")
    for figure in range(1, 6):
        expect(count).to_have_text(str(figure), timeout=15_000)
        if figure == 3:
            page.wait_for_timeout(2200)
            keep(page, screens, "counting")

    expect(page.get_by_role("heading", name="Bridge")).to_be_visible(timeout=10_000)
    expect(count).to_have_text("1", timeout=20_000)
    page.get_by_role("button", name="Pause").tap()
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    keep(page, screens, "paused")
    page.wait_for_timeout(BETWEEN_TOUCHES_MS)
    page.get_by_role("button", name="Go on", exact=True).tap()
    expect(count).to_have_text("2", timeout=20_000)
    running.stop()

    rows = page.locator("#finished-exercises li")
    expect(rows.nth(0)).to_contain_text("5 of 5")
    expect(rows.nth(1)).to_contain_text("of 5")
    expect(page.get_by_text("Sent to your clinic")).to_be_visible(timeout=10_000)
    keep(page, screens, "summary")
    running.wait_for(lambda: any("5 of 5 reps" in line for line in running.lines), "printed summary")
    page.wait_for_timeout(BETWEEN_TOUCHES_MS)
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
