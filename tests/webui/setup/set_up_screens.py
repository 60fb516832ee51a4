"""Draws the set-up's steps for the documents: `python -m tests.webui.setup.set_up_screens FOLDER`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page, sync_playwright

from tests.webui.fake_appliance import FakeAppliance
from tests.webui.screens import SIZES
from tests.webui.setup.fake_set_up import FakeSetUp
from tests.webui.touchscreen import touchscreen
from webui.server import Server, take_port
from webui.setup.pages import STEPS


def draw(page: Page, folder: Path, name: str) -> None:
    page.wait_for_load_state("networkidle")
    shot = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    cv2.imwrite(str(folder / f"set-up-{name}.webp"), shot, [cv2.IMWRITE_WEBP_QUALITY, 85])


def main(folder: Path) -> None:
    appliance = FakeAppliance()
    server = Server(touchscreen(appliance, set_up=FakeSetUp(country="DE")), take_port())
    server.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for size, (width, height) in SIZES.items():
            (folder / size).mkdir(parents=True, exist_ok=True)
            page = browser.new_page(viewport={"width": width, "height": height}, has_touch=True)
            for step in STEPS:
                page.goto(f"{server.url}set-up/{step}")
                draw(page, folder / size, step)
            page.goto(f"{server.url}set-up/wifi")
            page.locator(".set-up-network").first.tap()
            draw(page, folder / size, "password")
        browser.close()
    appliance.end()
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
