"""A tab that stays open: session after session, faster than life; nothing of them stays in the browser."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import CDPSession, Page, expect

from device.command import Command, Order
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.film import Film

pytestmark = pytest.mark.browser

BETWEEN_VIEWS_S = 0.002
PICTURE_EVERY = 5
STAYS = ("Nodes", "JSEventListeners", "Documents")
WARM_UP_BYTES = 500_000
"""What the engine compiles and caches by and by. Measured: 0.5 MB in the first 10,000 views."""
MOST_BYTES_A_VIEW = 4.0
"""Measured after that: 1.1 over 8 hours' views, falling. One number kept of each view would be 16."""

COUNT_VIEWS = """() => {
  window.views = 0;
  const note = () => { window.views += 1; };
  const add = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (kind, handler) {
    add.call(this, kind, handler);
    if (kind === "view") add.call(this, kind, note);
  };
}"""


def session(appliance: FakeAppliance, clip: Film, page: Page, frames: int = 450) -> None:
    """Home, a set with pictures and corrections, the questions, the summary, and home again."""
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    appliance.see_person()
    for frame in range(frames):
        if frame % PICTURE_EVERY == 0:
            clip.show(appliance, frame)
        appliance.change(captured_s=float(frame), progress=frame % 20 / 20, reps=frame % 5)
        appliance.fault("knees_in" if frame % 90 < 30 else None)
        time.sleep(BETWEEN_VIEWS_S)
    for command in (Command.PAUSE, Command.STOP, Command.STOP):
        appliance.submit(Order(command))
        page.wait_for_timeout(20)
    expect(page.locator("#finished")).to_be_visible()
    appliance.submit(Order(Command.HOME))
    expect(page.locator("#home")).to_be_visible()


def kept(browser: CDPSession) -> dict[str, float]:
    """What the tab holds when everything that can be collected is."""
    browser.send("HeapProfiler.collectGarbage")
    return {one["name"]: one["value"] for one in browser.send("Performance.getMetrics")["metrics"]}


@pytest.mark.timeout(0)
def test_a_tab_that_stays_open_does_not_grow(
    page: Page, appliance: FakeAppliance, clip: Film, request: pytest.FixtureRequest
) -> None:
    page.add_init_script(f"({COUNT_VIEWS})()")
    page.reload()
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable")
    for _ in range(2):
        session(appliance, clip, page)
    first, begun = kept(browser), page.evaluate("window.views")
    wanted = request.config.getoption("--tab-views")
    told = now = begun
    last = first
    while now - begun < wanted:
        session(appliance, clip, page)
        now = page.evaluate("window.views")
        if now - told >= 10_000:
            told, last = now, kept(browser)
            print(f"{now - begun} views: {last['JSHeapUsedSize'] / 1e6:.2f} MB", flush=True)
    last = kept(browser)
    print(f"{now - begun} views: {first['JSHeapUsedSize']:.0f} to {last['JSHeapUsedSize']:.0f} bytes of heap")
    assert {name: last[name] for name in STAYS} == {name: first[name] for name in STAYS}
    grown_bytes = last["JSHeapUsedSize"] - first["JSHeapUsedSize"]
    assert grown_bytes < WARM_UP_BYTES + MOST_BYTES_A_VIEW * (now - begun)
