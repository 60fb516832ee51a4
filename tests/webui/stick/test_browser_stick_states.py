"""The stick's page in every state: what comes in between, and how it looks."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.webui.conftest import SIZES
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.looks import flaws, touch
from tests.webui.stick.fake_stick import KEPT, RIGHT, FakeStick
from tests.webui.stick.scenes_stick import STICK, begun, place, said
from webui.server import Server

pytestmark = pytest.mark.browser
SECRET = "four Words 4 me"
OVER_THE_EDGE = """() => {
  const body = document.querySelector(".set-up-body").getBoundingClientRect();
  return [...document.querySelectorAll("[data-place]:not([hidden]) > *")]
    .filter((part) => part.checkVisibility())
    .map((part) => [part.id || part.className, part.getBoundingClientRect()])
    .filter(([, box]) => box.bottom > body.bottom + 1 || box.top < body.top - 1)
    .map(([name]) => `over the edge: ${name}`);
}"""


def test_what_is_done_outlasts_the_page(page: Page, stick: FakeStick) -> None:
    STICK["saving"](page, stick)
    page.reload()
    said(page, "The backup is being written to the stick.")
    stick.finish()
    said(page, "The backup is saved")
    page.reload()
    said(page, "The backup is saved")
    touch(page, "Done")
    place(page, "choose")
    page.reload()
    place(page, "choose")
    assert [order.do for order in stick.orders] == ["look", "backup"], "what is on it is known"


def test_a_stick_that_is_pulled_out_ends_what_was_typed(page: Page, stick: FakeStick) -> None:
    STICK["restore-sure"](page, stick)
    stick.pull_out()
    said(page, "Plug a USB stick in")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert RIGHT not in page.content()
    stick.plug_in(backups=KEPT[:1], update=None)
    said(page, "1 backup on the stick")
    said(page, "There is no newer version on the stick")
    stick.backup(SECRET)
    said(page, "Leave the stick in.")
    stick.pull_out()
    stick.finish()
    said(page, "The backup was not saved")
    said(page, "The stick is not plugged in.")
    expect(page.get_by_text("You can pull the stick out.").filter(visible=True)).to_have_count(0)
    touch(page, "Done")
    said(page, "Plug a USB stick in")


def test_what_the_clinic_has_not_got_yet_is_said_before_a_restore(
    page: Page, stick: FakeStick, appliance: FakeAppliance
) -> None:
    appliance.change(outbox=2)
    STICK["restore-sure"](page, stick)
    said(page, "2 messages to your clinic have not been sent yet. They would be lost.")
    assert flaws(page, may_scroll=True) == []


def test_a_device_that_only_waits_leads_to_where_it_says_why(page: Page, stick: FakeStick) -> None:
    STICK["choose"](page, stick)
    page.route(
        "**/stick/state.json", lambda route: route.fulfill(status=503, json={"error": "The disk is full."})
    )
    expect(page.locator("#home")).to_be_visible()


def test_room_is_asked_for_where_it_is_missing(page: Page, stick: FakeStick) -> None:
    STICK["choose"](page, stick)
    stick.backup(SECRET)
    stick.finish("full")
    said(page, "Delete something from the stick, or take another one.")
    touch(page, "Done")
    place(page, "choose")
    stick.restore(KEPT[0].name, RIGHT)
    stick.finish("full")
    said(page, "There is not enough room on the device.")


def test_a_stick_that_can_not_be_used_is_told_until_another_comes(page: Page, stick: FakeStick) -> None:
    stick.slow = True
    stick.plug_in()
    said(page, "Looking at the stick")
    begun(page, stick, "look")
    stick.finish("unreadable")
    said(page, "The device can’t read this stick. Try another one.")
    touch(page, "Try again")
    said(page, "Looking at the stick")
    begun(page, stick, "look")
    stick.finish("unreadable")
    said(page, "The device can’t read this stick. Try another one.")
    stick.pull_out()
    said(page, "Plug a USB stick in")
    stick.slow = False
    stick.plug_in()
    place(page, "choose")
    assert [order.do for order in stick.orders] == ["look"] * 3


def test_what_fails_is_told_with_an_engineers_words(page: Page, stick: FakeStick) -> None:
    STICK["failed"](page, stick)
    said(page, "Something went wrong. Try again.")
    expect(page.locator("#stick-detail")).to_have_text("/dev/sda1: input/output error")


def test_a_session_that_another_hand_starts_comes_first(
    page: Page, stick: FakeStick, appliance: FakeAppliance
) -> None:
    STICK["restore-sure"](page, stick)
    appliance.begin()
    expect(page.get_by_role("heading", name="Squat")).to_be_visible()
    assert [order.do for order in stick.orders] == ["look"]


def test_a_trembling_finger_says_no_second_yes(page: Page, stick: FakeStick) -> None:
    STICK["choose"](page, stick)
    page.evaluate(
        """() => {
          document.querySelector("#stick-update").click();
          document.querySelector("#confirm-yes").click();
        }"""
    )
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(1200)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert [order.do for order in stick.orders] == ["look"]


def test_a_device_that_offers_it_no_more_leads_home(page: Page, stick: FakeStick) -> None:
    stick.offered = False
    expect(page.locator("#home")).to_be_visible()


@pytest.mark.parametrize("screen", SIZES[:2], indirect=True, ids=["800", "720"])
@pytest.mark.parametrize(
    "wanted",
    [{"language": "en", "text_size": "normal"}, {"language": "de", "text_size": "largest"}],
    ids=["en", "de-largest"],
)
def test_every_state_is_large_clear_and_whole(
    screen: BrowserContext, server: Server, appliance: FakeAppliance, stick: FakeStick, wanted: dict[str, str]
) -> None:
    appliance.change(preferences=appliance.view().preferences.model_copy(update=wanted))
    page = screen.new_page()
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for name, scene in STICK.items():
        stick.reset()
        page.unroute_all()
        page.goto(f"{server.url}stick")
        scene(page, stick)
        page.wait_for_function("document.fonts.status === 'loaded'")
        # While the device starts again there is nothing to touch.
        idle = name in ("bringing-back", "installing", "away")
        flawed = [
            flaw
            for flaw in flaws(page, may_scroll=name == "which-of-many")
            if not (idle and flaw == "there is nothing to touch")
        ]
        # What a dialog lies on is covered.
        found[name] = [] if name.endswith("-sure") else flawed + page.evaluate(OVER_THE_EDGE)
        found[name, "axe"] = [rule["id"] for rule in Axe().run(page).response["violations"]]
    assert {place: flawed for place, flawed in found.items() if flawed} == {}
