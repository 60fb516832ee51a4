"""While the disk takes nothing the touchscreen says so, and goes on by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from webui.server import take_port
from webui.waiting import WaitingScreen, create_waiting_app
from webui.words import Languages


@pytest.mark.parametrize("trouble", ["full", "read_only"])
def test_each_trouble_is_told_in_every_language(trouble: str) -> None:
    shown = create_waiting_app(lambda: trouble).test_client().get("/").get_data(as_text=True)
    for words in Languages():
        assert f'<section lang="{words.language}">' in shown
        assert words.say(f"waiting.{trouble}.title").replace("'", "&#39;") in shown


def test_whatever_else_is_asked_for_is_not_there_yet_and_foreign_names_are_refused() -> None:
    client = create_waiting_app(lambda: "full").test_client()
    answer = client.get("/health.json")
    assert (answer.status_code, answer.json) == (503, {"error": "The disk can't be written: full."})
    assert client.post("/session/command", json={}).status_code == 403
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 421


@pytest.mark.browser
def test_a_page_that_waits_goes_on_as_soon_as_another_server_answers(chromium: Browser) -> None:
    with take_port() as listener:
        screen = WaitingScreen(lambda: listener)
        assert screen.show("full")
        assert not screen.show("full")
        page = chromium.new_page()
        page.goto(screen.url)
        expect(page.get_by_role("heading", name="The memory is full")).to_be_visible()
        # It asks again while nobody answers: no error of the browser's takes its place.
        screen.close()
        page.wait_for_timeout(2500)
        after = WaitingScreen(lambda: listener)
        after.show("read_only")
        page.wait_for_timeout(2500)
        expect(page.get_by_role("heading", name="The memory is full")).to_be_visible()
        page.route("**/health.json", lambda route: route.fulfill(json={}))
        expect(page.get_by_role("heading", name="The memory card can't be written")).to_be_visible()
        page.close()
        after.close()
