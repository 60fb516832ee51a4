"""Draws every screen for the documents: `python -m tests.webui.screens FOLDER [SCENE ...]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, sync_playwright

from tests.webui.film import Film
from tests.webui.scenes import SESSION
from tests.webui.scenes_beside import BESIDE
from tests.webui.stage import Scene, staged

SIZES = {"800x480": (800, 480), "720x1280": (720, 1280)}
CLIP = "proto_squat_valgus_front_f"


def draw(browser: Browser, clip: Film, scene: Scene, size: str, path: Path) -> None:
    """One screen as a picture file of the kind that its name says."""
    with staged(browser, clip, SIZES[size]) as stage:
        stage.play(scene)
        shot = np.frombuffer(stage.page.screenshot(), np.uint8)
    cv2.imwrite(str(path), cv2.imdecode(shot, cv2.IMREAD_COLOR), [cv2.IMWRITE_WEBP_QUALITY, 85])


def main(folder: Path, wanted: list[str]) -> None:
    """Every scene, or those whose names are wanted, at each size."""
    clip = Film(CLIP)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, scene in (SESSION | BESIDE).items():
            if wanted and name not in wanted:
                continue
            for size in SIZES:
                (folder / size).mkdir(parents=True, exist_ok=True)
                draw(browser, clip, scene, size, folder / size / f"{name}.webp")
            print(name, flush=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
