"""The button held while Matside starts leads to the set-up, on the screen that is open already."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from device.panel.boot_hold import HELD_S
from tests.scenarios.appliance_process import BUTTONED, appliance


@pytest.mark.browser
def test_the_button_held_at_the_start_and_let_go_brings_the_set_up_and_only_once(
    tmp_path: Path, chromium: Browser
) -> None:
    with appliance(tmp_path, "held", program=BUTTONED, MATSIDE_PANEL__MUTED="true") as running:
        page = chromium.new_page()
        page.goto(running.url)
        expect(page.locator("#starting")).to_be_hidden()
        # Longer than is asked for: the appliance begins to count a moment after its address is printed.
        page.wait_for_timeout(1000 * (HELD_S + 4))
        assert page.url == running.url
        running.press(0)
        page.wait_for_url("**/set-up/language")
        assert running.view_where(lambda view: True)["phase"] == "home", "it gave no order"
        running.post("set-up/finish", {})
        page.goto(running.url)
        expect(page.locator("#starting")).to_be_hidden()
        page.wait_for_timeout(1500)
        assert page.url == running.url
        page.close()
        assert running.end() == 0
