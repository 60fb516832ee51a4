"""What the screen shows when something is missing, comes back, or is looked at twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from device.care.today import PlanSource, Today
from device.command import Command, Order
from device.view import CameraState, Phase
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.film import Film
from tests.webui.looks import assert_looks_right, touch
from tests.webui.patience import within
from tests.webui.shipped import shipped_cards
from tests.webui.touchscreen import touchscreen
from webui.server import Server

pytestmark = pytest.mark.browser


def test_a_reviewed_exercise_is_not_called_unreviewed(
    screen: BrowserContext, start_server: Callable[..., Server]
) -> None:
    cards = shipped_cards()
    cards["squat"] = replace(cards["squat"], reviewed_by="A clinician")
    page = screen.new_page()
    page.goto(start_server(touchscreen(FakeAppliance(cards=cards))).url)
    rows = page.locator("#home-exercises li")
    expect(rows.nth(1)).to_contain_text("not yet reviewed by a clinician")
    expect(rows.nth(0)).not_to_contain_text("reviewed")
    expect(page.locator("#home-source")).to_be_empty()
    assert_looks_right(page)


def test_what_the_clinic_wants_to_be_told_stands_at_home(page: Page, appliance: FakeAppliance) -> None:
    today = Today(plan_source=PlanSource.CLINIC, notes=("slowly", "stop_if_pain_spreads"))
    appliance.change(today=today)
    told = "Plan from your clinic. Go slowly. Stop if the pain spreads."
    expect(page.locator("#home-source")).to_have_text(told)


def test_summary_that_is_not_there_yet_is_waited_for(page: Page, appliance: FakeAppliance) -> None:
    appliance.change(phase=Phase.FINISHED)
    expect(page.get_by_role("heading", name="One moment…")).to_be_visible()
    appliance.change(phase=Phase.HOME)
    appliance.begin()
    for _ in range(2):
        appliance.submit(Order(Command.STOP))
    expect(page.get_by_role("heading", name="Enough for today")).to_be_visible()
    expect(page.locator("#finished-exercises li")).to_contain_text("not done")


def test_demo_picture_is_marked(page: Page, appliance: FakeAppliance, clip: Film) -> None:
    appliance.change(camera=CameraState.DEMO)
    expect(page.locator("#home-camera")).to_contain_text("Demo picture")
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    clip.show(appliance, 0)
    expect(page.locator("#picture-mark")).to_have_text("Demo picture")
    appliance.change(camera=CameraState.LIVE)
    expect(page.locator("#picture-mark")).to_be_hidden()


def test_lost_camera_shows_why_and_comes_back(page: Page, appliance: FakeAppliance, clip: Film) -> None:
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    clip.show(appliance, 0)
    expect(page.locator("#picture-image")).to_have_js_property("width", 640)
    appliance.change(camera=CameraState.MISSING, camera_detail="USB camera unplugged", skeleton=None)
    expect(page.locator("#picture-state")).to_have_text("No picture from the camera. Please check its cable.")
    expect(page.locator("#picture-image")).to_be_hidden()
    assert_looks_right(page)
    appliance.change(camera=CameraState.LIVE, camera_detail="")
    clip.show(appliance, 1)
    expect(page.locator("#picture-image")).to_be_visible()
    expect(page.locator("#picture-state")).to_be_hidden()
    expect(page.locator("#picture-image")).to_have_js_property("width", 640)


class StumblingAppliance(FakeAppliance):
    """Breaks its first picture stream off after three pictures."""

    asked = 0

    def next_picture(self, seen: int, timeout_s: float) -> tuple[int, bytes] | None:
        self.asked += 1
        if self.asked == 4:
            raise ConnectionAbortedError("stumbled")
        return super().next_picture(seen, timeout_s)


def test_a_picture_stream_that_breaks_is_opened_again(
    screen: BrowserContext, start_server: Callable[..., Server], clip: Film
) -> None:
    appliance = StumblingAppliance()
    page = screen.new_page()
    streams: list[str] = []
    page.on("request", lambda request: streams.append(request.url.rsplit("/", 1)[1]))
    # Two places for two streams: a broken one that held on to its place would have the next refused.
    page.goto(start_server(touchscreen(appliance, max_streams=2)).url)
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    with clip.playing(appliance):
        expect(page.locator("#picture-image")).to_have_js_property("width", 640)
        within(page, lambda: streams.count("picture") == 2)
        asked = appliance.asked
        within(page, lambda: appliance.asked > asked)
    assert streams.count("events") == 1
    assert streams.count("picture") == 2


def test_skeleton_lies_on_the_person(page: Page, appliance: FakeAppliance, clip: Film) -> None:
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    clip.show(appliance, 0)
    expect(page.locator("#picture-image")).to_have_js_property("width", 640)
    appliance.change(skeleton=((0.25, 0.5, 0.9),) * 17)
    # One dot, a quarter from the left and half way down the picture: where is the ink on the canvas?
    dot = page.wait_for_function(
        """() => {
          const canvas = document.querySelector("#picture-skeleton");
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          let [n, x, y] = [0, 0, 0];
          for (let i = 3; i < data.length; i += 4) if (data[i] > 0) {
            n += 1; x += ((i - 3) / 4) % width; y += Math.floor((i - 3) / 4 / width);
          }
          return n < 0.01 * width * height && [x / n / width, y / n / height];
        }"""
    )
    assert dot.json_value() == pytest.approx([0.25, 0.5], abs=0.01)
    appliance.change(skeleton=None)
    page.wait_for_function(
        """() => {
          const canvas = document.querySelector("#picture-skeleton");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.every((value) => value === 0);
        }"""
    )


def test_reload_comes_back_to_the_same_place_and_two_tabs_agree(
    page: Page, screen: BrowserContext, server: Server, appliance: FakeAppliance
) -> None:
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    appliance.see_person()
    for _ in range(3):
        appliance.rep()
    page.reload()
    expect(page.locator("#count-figure")).to_have_text("3")
    other = screen.new_page()
    other.goto(server.url)
    expect(other.locator("#count-figure")).to_have_text("3")
    touch(other, "Pause")
    expect(page.locator("#paused")).to_be_visible()


def test_server_gone_is_calm_and_recovers_by_itself(
    screen: BrowserContext, appliance: FakeAppliance, start_server: Callable[..., Server], free_port: int
) -> None:
    server = start_server(touchscreen(appliance), port=free_port)
    page = screen.new_page()
    page.goto(server.url)
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    appliance.see_person()
    appliance.rep()
    expect(page.locator("#count-figure")).to_have_text("1")
    server.stop()
    expect(page.get_by_role("heading", name="Starting again…")).to_be_visible()
    appliance.rep()
    start_server(touchscreen(appliance), port=free_port)
    expect(page.locator("#count-figure")).to_have_text("2")
    expect(page.locator("#starting")).to_be_hidden()
    # The page of the new process holds its token: commands work again.
    touch(page, "Pause")
    expect(page.locator("#paused")).to_be_visible()


def test_markup_in_words_is_only_text(screen: BrowserContext, start_server: Callable[..., Server]) -> None:
    cards = shipped_cards()
    hostile = "<img src=x onerror=alert(1)><b>"
    cards["squat"] = replace(cards["squat"], name=hostile, setup=(hostile,))
    appliance = FakeAppliance(cards=cards)
    page = screen.new_page()
    page.goto(start_server(touchscreen(appliance)).url)
    expect(page.locator("#home-exercises li").first).to_contain_text(hostile)
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    expect(page.locator("#session-name")).to_have_text(hostile)
    assert page.locator("img[src=x]").count() == 0


def test_nothing_moves_by_itself_for_who_asked_for_rest(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    server.stop()
    expect(page.locator("#starting")).to_be_visible()
    page.wait_for_function("() => document.getAnimations().length === 0")
    page.emulate_media(reduced_motion="no-preference")
    page.wait_for_function("() => document.getAnimations().length === 1")


def test_every_control_has_a_name_and_can_be_reached_by_key(page: Page, appliance: FakeAppliance) -> None:
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    expect(page.get_by_role("button", name="Stop, it hurts")).to_be_visible()
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText.trim()"))
    assert reached == ["Pause", "Next exercise", "Stop, it hurts"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Where does it hurt?")).to_be_visible()


@pytest.mark.alone
def test_events_reach_the_screen_quickly(page: Page, appliance: FakeAppliance) -> None:
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    appliance.see_person()
    expect(page.locator("#count-figure")).to_have_text("0")
    page.evaluate(
        """() => {
          window.seen = {};
          const figure = document.querySelector("#count-figure");
          const note = () => { window.seen[figure.textContent] = Date.now(); };
          new MutationObserver(note).observe(figure, { childList: true });
        }"""
    )
    published_ms = {}
    for reps in range(1, 21):
        published_ms[str(reps)] = time.time() * 1000
        appliance.change(reps=reps)
        time.sleep(0.05)
    expect(page.locator("#count-figure")).to_have_text("20")
    seen_ms = page.evaluate("window.seen")
    in_time = [reps for reps, at_ms in seen_ms.items() if at_ms - published_ms[reps] < 100]
    assert len(in_time) >= 15
