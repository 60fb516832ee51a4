"""Draws the stick's page for documents: `python -m tests.webui.stick.stick_screens FOLDER [SCENE ...]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, sync_playwright

from tests.webui.fake_appliance import FakeAppliance
from tests.webui.screens import SIZES
from tests.webui.stick.fake_stick import FakeStick
from tests.webui.stick.scenes_stick import DRAWN, STICK, Scene
from tests.webui.touchscreen import touchscreen
from webui.server import Server, take_port


def draw(browser: Browser, scene: Scene, size: tuple[int, int], path: Path) -> None:
    """One state of the page as a picture."""
    appliance, stick = FakeAppliance(), FakeStick()
    server = Server(touchscreen(appliance, stick=stick), take_port())
    server.start()
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height}, has_touch=True, reduced_motion="reduce"
    )
    page.goto(f"{server.url}stick")
    scene(page, stick)
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.wait_for_timeout(120)
    shot = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    cv2.imwrite(str(path), shot, [cv2.IMWRITE_WEBP_QUALITY, 85])
    page.close()
    appliance.end()
    server.stop()


def main(folder: Path, wanted: list[str]) -> None:
    """Every scene that the documents show, or those whose names are wanted, at each size."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in wanted or DRAWN:
            for size, pixels in SIZES.items():
                (folder / size).mkdir(parents=True, exist_ok=True)
                draw(browser, STICK[name], pixels, folder / size / f"stick-{name}.webp")
            print(f"stick-{name}", flush=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
