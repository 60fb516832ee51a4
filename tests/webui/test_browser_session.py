"""A person's way through a session, clicked and seen in a real browser at both sizes of the touch display."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from device.command import Command, Order
from device.view import Phase, PlannedExercise
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.film import Film
from tests.webui.looks import SMALLEST_COUNT_PX, assert_looks_right, ink_height_px, touch

pytestmark = pytest.mark.browser
both_sizes = pytest.mark.parametrize(
    "screen", [(800, 480), (720, 1280)], indirect=True, ids=["800x480", "720x1280"]
)


@both_sizes
def test_start_pause_resume_next_stop(page: Page, appliance: FakeAppliance, clip: Film) -> None:
    count = page.locator("#count-figure")
    with clip.playing(appliance, fps=60):
        expect(page.get_by_role("heading", name="Today's exercises")).to_be_visible()
        expect(page.locator("#home-exercises li").first).to_contain_text("Squat")
        expect(page.locator("#home-exercises li").first).to_contain_text("5 times")
        expect(page.get_by_text("Not yet reviewed by a clinician")).to_be_visible()
        expect(page.get_by_text("does not diagnose")).to_be_visible()
        assert_looks_right(page)

        touch(page, "Start")
        expect(page.get_by_role("heading", name="Squat")).to_be_visible()
        expect(page.locator("#band-text")).to_have_text("I can't see you yet. Step into the picture.")
        assert_looks_right(page)

        appliance.see_person()
        expect(count).to_have_text("2")
        expect(page.locator("#count-target")).to_have_text("of 5")
        expect(page.locator("#count-label")).to_have_text("2 of 5 times")
        expect(page.locator("#picture-image")).to_have_js_property("width", 640)
        assert_looks_right(page)
        assert ink_height_px(page, "#count-figure") >= SMALLEST_COUNT_PX

        touch(page, "Pause")
        expect(page.locator("#count-paused")).to_be_visible()
        paused_at = count.text_content()
        assert_looks_right(page)
        page.wait_for_timeout(400)
        assert count.text_content() == paused_at

        touch(page, "Go on")
        expect(page.get_by_role("heading", name="Get ready")).to_be_visible()
        appliance.see_person()
        expect(count).to_have_text("5")
        expect(page.locator("#band-text")).to_have_text("Well done. This exercise is done.")
        expect(page.locator("#count")).to_have_attribute("data-reached", "true")

        touch(page, "Next")
        expect(page.get_by_role("heading", name="Prone press-up")).to_be_visible()
        expect(page.get_by_text("Exercise 2 of 3")).to_be_visible()
        appliance.see_person()
        appliance.hold(12.4)
        expect(count).to_have_text("12")
        expect(page.locator("#count-target")).to_have_text("of 20 s")
        assert_looks_right(page)
        assert ink_height_px(page, "#count-figure") >= SMALLEST_COUNT_PX

        touch(page, "Stop")
        expect(page.get_by_role("heading", name="Session ended")).to_be_visible()
        rows = page.locator("#finished-exercises li")
        expect(rows).to_have_count(2)
        expect(rows.nth(0)).to_contain_text("5 of 5")
        expect(rows.nth(0)).to_contain_text("Good form all the way.")
        expect(rows.nth(1)).to_contain_text("12 of 20 s")
        assert_looks_right(page)

        touch(page, "Done")
        expect(page.get_by_text("Last session: 2 exercises, day 12, morning.")).to_be_visible()
        assert_looks_right(page)
    assert appliance.commands == [
        Command.START,
        Command.PAUSE,
        Command.RESUME,
        Command.NEXT,
        Command.STOP,
        Command.HOME,
    ]


@both_sizes
def test_every_sentence_of_the_moment_fits(page: Page, appliance: FakeAppliance, clip: Film) -> None:
    said = page.locator("#band-text")
    appliance.submit(Order(Command.START))
    appliance.see_person()
    clip.show(appliance, 30)
    plan = tuple(PlannedExercise(exercise, reps=12) for exercise in appliance.cards())
    for position, card in enumerate(appliance.cards().values()):
        for fault, sentence in card.corrections.items():
            appliance.change(plan=plan, position=position, correction=fault, reps=12)
            expect(said).to_have_text(sentence)
            assert_looks_right(page)
        appliance.change(correction=None, reps=0)
        expect(said).to_have_text(card.steps[0])
        assert_looks_right(page)
        appliance.change(phase=Phase.PREPARING, reason="wrong_stance")
        expect(said).to_have_text(card.setup[0])
        assert_looks_right(page)
        appliance.change(phase=Phase.ACTIVE, reason=None)


MOMENTS: list[tuple[dict[str, object], str, str]] = [
    ({}, "good", "Sit back as if onto a chair, chest open."),
    ({"reps": 2}, "good", "Good. Keep going."),
    ({"reps": 5}, "good", "Well done. This exercise is done."),
    ({"last_rep_too_small": True}, "further", "A little further, if it doesn't hurt."),
    ({"correction": "knees_in"}, "correct", "Push your knees apart, over your toes."),
    ({"reason": "low_confidence"}, "look", "I can't see you clearly. More light may help."),
    ({"reason": "wrong_stance"}, "look", "Come back to the starting position."),
    ({"reason": "wrong_view"}, "look", "Turn your side to the camera, or face it."),
    ({"reason": "out_of_frame"}, "look", "I can't see all of you. Move back a little."),
    (
        {"missing": ("left_ankle", "right_ankle", "nose")},
        "look",
        "I can't see your feet and face. Move back a little.",
    ),
    ({"reason": "no_person"}, "look", "I can't see you yet. Step into the picture."),
    ({"phase": "paused"}, "rest", "Touch “Go on” when you are ready."),
    ({"camera": "starting"}, "camera", "The camera is starting…"),
    ({"camera": "missing"}, "camera", "No picture from the camera. Please check its cable."),
]


def test_the_moment_in_words_and_drawing(page: Page, appliance: FakeAppliance) -> None:
    """Each of these hides all before it."""
    appliance.submit(Order(Command.START))
    appliance.see_person()
    drawings = []
    for fields, kind, sentence in MOMENTS:
        appliance.change(**fields)
        expect(page.locator("#band-text")).to_have_text(sentence)
        expect(page.locator("#band")).to_have_attribute("data-kind", kind)
        drawings.append((kind, page.locator("#band use").get_attribute("href")))
    assert len(set(drawings)) == len({kind for kind, _ in drawings}) == len({href for _, href in drawings})


def test_two_quick_touches_are_one(page: Page, appliance: FakeAppliance) -> None:
    at_once = "(names) => names.forEach((name) => document.querySelector(`[data-command=${name}]`).click())"
    page.evaluate(at_once, ["start", "pause", "stop"])
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    assert appliance.commands == [Command.START]
    page.wait_for_timeout(450)
    page.evaluate(at_once, ["next", "next", "stop"])
    expect(page.get_by_role("heading", name="Session ended")).to_be_visible()
    page.wait_for_timeout(300)
    # Stop waits for no answer to an earlier touch, so it may arrive first.
    assert sorted(appliance.commands[1:]) == [Command.NEXT, Command.STOP]


def test_a_touch_that_gets_lost_is_told(page: Page, appliance: FakeAppliance) -> None:
    page.route("**/session/command", lambda route: route.abort())
    touch(page, "Start")
    expect(page.get_by_role("alert")).to_have_text("That did not get through. Please touch again.")
    assert appliance.commands == []
    page.unroute("**/session/command")
    touch(page, "Start")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
