"""A person with the device out of its box: a real browser through the whole set-up, by touch alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.webui.conftest import SIZES
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_machine import GOOD_CODE
from tests.webui.looks import flaws, touch
from tests.webui.setup.fake_set_up import AIR, RIGHT_PASSWORD, FakeSetUp
from webui.setup.pages import STEPS

pytestmark = pytest.mark.browser


@pytest.fixture
def page(opened: Page) -> Page:
    """The first start, which leads to the set-up."""
    return opened


def press(page: Page, text: str) -> None:
    """Write with the keys on the screen."""
    for letter in text:
        page.get_by_role("button", name="Space" if letter == " " else letter, exact=True).tap()


def step(page: Page, name: str) -> None:
    page.wait_for_url(f"**/set-up/{name}")
    page.wait_for_load_state("networkidle")


def violations(page: Page) -> list[str]:
    """What axe finds on the page."""
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def test_from_the_box_to_the_first_exercise(page: Page, appliance: FakeAppliance, set_up: FakeSetUp) -> None:
    step(page, "language")
    touch(page, "Deutsch")
    step(page, "picture")
    assert page.get_by_role("heading", name="Bild oder Strichfigur").is_visible()
    touch(page, "Nur Strichfigur")
    step(page, "country")
    assert appliance.view().preferences.picture == "figure"
    page.wait_for_function(
        "() => { const at = document.querySelector('[data-likely]').getBoundingClientRect();"
        " return at.top > 0 && at.bottom < innerHeight && at.width > 0; }"
    )
    assert page.locator("[data-likely]").inner_text() == "Deutschland", "the list begins there"
    page.get_by_role("link", name="Zurück").tap()
    step(page, "picture")
    page.get_by_role("link", name="Zurück").tap()
    step(page, "language")
    touch(page, "English")
    step(page, "picture")
    page.get_by_role("link", name="Next").tap()

    step(page, "country")
    touch(page, "Switzerland")
    step(page, "wifi")
    assert set_up.country() == "CH"
    touch(page, AIR[0].ssid)
    press(page, "wrong")
    touch(page, "Connect")
    page.get_by_text("Check the password and try again").wait_for()
    for _ in "wrong":
        page.get_by_role("button", name="Delete").tap()
    press(page, RIGHT_PASSWORD)
    assert page.locator("#wifi-password").inner_text() == RIGHT_PASSWORD
    touch(page, "Connect")
    page.get_by_text("connected").wait_for()
    page.get_by_role("link", name="Next").tap()

    step(page, "clinic")
    page.get_by_role("link", name="Not now").tap()
    step(page, "done")
    touch(page, "Begin")
    page.locator("#home").wait_for(state="visible")
    assert not set_up.wanted()


def test_after_it_the_settings_lead_to_the_wifi_and_back(page: Page, set_up: FakeSetUp) -> None:
    set_up.finish()
    page.goto(page.url.replace("set-up/language", "#/settings"))
    page.get_by_role("link", name="Wi-Fi").tap()
    step(page, "wifi")
    assert not page.get_by_text("Step ").is_visible()
    page.get_by_text("The Wi-Fi is off").wait_for()
    assert flaws(page, may_scroll=True) == []
    page.get_by_role("link", name="Your country").tap()
    step(page, "country")
    touch(page, "Austria")
    step(page, "wifi")
    page.get_by_text("The Wi-Fi is off").wait_for(state="hidden")
    touch(page, AIR[2].ssid)
    page.get_by_text("connected").wait_for()
    assert flaws(page, may_scroll=True) == []
    page.get_by_role("link", name="Back").tap()
    page.locator("#settings").wait_for(state="visible")


def test_going_on_takes_nobody_for_one_of_a_country(page: Page, set_up: FakeSetUp) -> None:
    page.goto(page.url.replace("language", "country"))
    page.get_by_role("button", name="United States").wait_for(state="visible")
    assert page.locator("[data-country][aria-pressed=true]").count() == 0
    page.get_by_role("link", name="Next").tap()
    step(page, "wifi")
    assert set_up.country() is None


def test_capitals_figures_and_signs_can_be_written(page: Page, set_up: FakeSetUp) -> None:
    set_up.choose_country("DE")
    page.goto(page.url.replace("language", "wifi"))
    touch(page, AIR[0].ssid)
    touch(page, "Capital letters")
    press(page, "A")
    press(page, "b")
    touch(page, "Figures and signs")
    press(page, "7&")
    touch(page, "More signs")
    press(page, "\\~")
    touch(page, "Letters", exact=True)
    press(page, "c")
    assert page.locator("#wifi-password").inner_text() == "Ab7&\\~c"


def test_a_clinics_code_pairs_and_a_wrong_one_is_said(page: Page) -> None:
    page.goto(page.url.replace("language", "clinic"))
    touch(page, "Enter the code")
    press(page, "nonsense")
    touch(page, "Pair")
    page.locator("#set-up-said").filter(has_text=" ").wait_for()
    page.evaluate(
        """(code) => {
          const data = new DataTransfer();
          data.setData("text", code);
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
        }""",
        GOOD_CODE,
    )
    touch(page, "Pair")
    page.get_by_text("ABCD-EFGH").wait_for()
    page.get_by_role("link", name="Next").wait_for()


@pytest.mark.parametrize("screen", SIZES, indirect=True)
def test_every_step_is_large_clear_and_whole(page: Page, appliance: FakeAppliance, set_up: FakeSetUp) -> None:
    set_up.choose_country("DE")
    set_up.told_trouble = "/boot/firmware/matside-pairing.json: patient_code: string should match the pattern"
    found = {}
    for language, size in (("en", "normal"), ("de", "largest")):
        wanted = {"language": language, "text_size": size}
        appliance.change(preferences=appliance.view().preferences.model_copy(update=wanted))
        for name in STEPS:
            page.goto(page.url.rsplit("/", 1)[0] + f"/{name}")
            page.wait_for_load_state("networkidle")
            found[language, name] = flaws(page, may_scroll=name in ("country", "wifi"))
            found[language, name, "axe"] = violations(page)
        page.goto(page.url.replace("done", "wifi"))
        page.locator(".set-up-network").first.tap()
        found[language, "keys"] = flaws(page)
        found[language, "keys", "axe"] = violations(page)
    assert {place: flawed for place, flawed in found.items() if flawed} == {}
