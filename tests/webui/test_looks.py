"""Every screen, at every size, in every language: large, clear, whole, and usable with a screen reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.webui.film import Film
from tests.webui.looks import flaws
from tests.webui.scenes import SESSION
from tests.webui.scenes_beside import BESIDE
from tests.webui.stage import Stage, staged

pytestmark = pytest.mark.browser
SMALL, UPRIGHT, WIDE = (800, 480), (720, 1280), (1280, 800)
# axe's rules for WCAG 2.2 A and AA and its own good practice; the page is an application of its own screen.
RULES = {"resultTypes": ["violations"]}


@pytest.fixture
def stage(request: pytest.FixtureRequest, chromium: Browser, clip: Film) -> Iterator[Stage]:
    with staged(chromium, clip, request.param) as stage:
        yield stage


@pytest.mark.parametrize(
    ("stage", "preferences"),
    [
        (SMALL, {"language": "en"}),
        (SMALL, {"language": "de"}),
        (SMALL, {"language": "de", "text_size": "largest", "contrast": "high"}),
        (UPRIGHT, {"language": "de"}),
        (UPRIGHT, {"language": "en", "text_size": "largest"}),
        (WIDE, {"language": "de", "text_size": "large"}),
    ],
    indirect=["stage"],
    ids=["800-en", "800-de", "800-de-largest-high", "720-de", "720-en-largest", "1280-de-large"],
)
def test_every_screen_of_the_session_fits(stage: Stage, preferences: dict[str, str]) -> None:
    found = []
    for name, scene in SESSION.items():
        stage.play(scene, **preferences)
        found += [f"{name}: {flaw}" for flaw in flaws(stage.page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("stage", "preferences"),
    [
        (SMALL, {"language": "de", "text_size": "largest"}),
        (UPRIGHT, {"language": "de", "contrast": "high"}),
    ],
    indirect=["stage"],
    ids=["800-largest", "720-high"],
)
def test_every_screen_beside_the_session_is_large_and_clear(
    stage: Stage, preferences: dict[str, str]
) -> None:
    found = []
    for name, scene in BESIDE.items():
        stage.play(scene, **preferences)
        found += [f"{name}: {flaw}" for flaw in flaws(stage.page, may_scroll=True)]
        wide = "document.documentElement.scrollWidth > innerWidth || " + (
            "[...document.querySelectorAll('.sheet-body')].some(({scrollWidth, clientWidth}) => "
            "scrollWidth > clientWidth + 1)"
        )
        found += [f"{name}: is wider than the screen"] if stage.page.evaluate(wide) else []
    assert not found, "\n".join(found)


@pytest.mark.parametrize("stage", [SMALL], indirect=True, ids=["800x480"])
def test_axe_finds_nothing(stage: Stage) -> None:
    found = []
    for name, scene in (SESSION | BESIDE).items():
        stage.play(scene)
        for violation in Axe().run(stage.page, options=RULES).response["violations"]:
            where = [node["target"] for node in violation["nodes"]][:3]
            found.append(f"{name}: {violation['impact']}: {violation['id']}: {violation['help']}: {where}")
    assert not found, "\n".join(found)
