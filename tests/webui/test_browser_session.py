"""A person's way through a session, touched and seen in a real browser at both sizes of the touch display."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from device.command import Command, Order
from device.preferences import Preferences
from device.view import Move, Phase, PlannedExercise
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_session import FLAGS
from tests.webui.film import Film
from tests.webui.looks import SMALLEST_COUNT_PX, assert_looks_right, ink_height_px, touch
from tests.webui.patience import within

pytestmark = pytest.mark.browser
both_sizes = pytest.mark.parametrize(
    "screen", [(800, 480), (720, 1280)], indirect=True, ids=["800x480", "720x1280"]
)
PLAN = (PlannedExercise("squat", reps=2, sets=2), PlannedExercise("prone_press_up", hold_s=20.0))


@both_sizes
def test_a_whole_session_by_touch(page: Page, appliance: FakeAppliance, clip: Film) -> None:
    appliance.change(plan=PLAN)
    touch(page, "Start")
    for number in range(1, len(FLAGS) + 1):
        expect(page.get_by_text(f"Question {number} of 11")).to_be_visible()
        touch(page, "No", exact=True)
    expect(page.get_by_role("heading", name="How strong is your pain now?")).to_be_visible()
    touch(page, "Back")
    expect(page.get_by_text("Question 10 of 11")).to_be_visible()
    touch(page, "No", exact=True)
    touch(page, "3", exact=True)

    expect(page.get_by_role("heading", name="Squat")).to_be_visible()
    expect(page.locator("#introduction-dose")).to_have_text("2 × 2 times")
    expect(page.locator("#introduction")).to_contain_text("Stop if pain runs down your leg")
    touch(page, "I'm ready")
    expect(page.locator("#band-text")).to_have_text("I can't see you yet. Step into the picture.")
    appliance.see_person()
    clip.show(appliance, 0)
    appliance.rep()
    expect(page.locator("#count-figure")).to_have_text("1")
    expect(page.locator("#count-label")).to_have_text("1 of 2 times")
    assert ink_height_px(page, "#count-figure") >= SMALLEST_COUNT_PX
    appliance.rep()
    expect(page.locator("#band-text")).to_have_text("Well done. This set is done.")
    appliance.rest()
    expect(page.locator("#rest-left")).to_have_text("30")
    expect(page.locator("#rest")).to_contain_text("Next: set 2 of 2")
    touch(page, "Go on now")
    expect(page.locator("#band-text")).to_have_text("I can't see you yet. Step into the picture.")
    appliance.see_person()
    appliance.fault("knees_in")
    expect(page.locator("#band-text")).to_have_text("Push your knees apart, over your toes.")
    touch(page, "Pause")
    expect(page.get_by_role("heading", name="Paused")).to_be_visible()
    expect(page.locator("#paused-done")).to_have_text("0 of 2 times")
    touch(page, "Go on", exact=True)
    appliance.see_person()
    touch(page, "Next exercise")
    expect(page.get_by_role("heading", name="Prone press-up")).to_be_visible()
    appliance.see_person()
    appliance.hold(20.4)
    expect(page.locator("#count-figure")).to_have_text("20")
    expect(page.locator("#count-target")).to_have_text("of 20 s")
    assert ink_height_px(page, "#count-figure") >= SMALLEST_COUNT_PX
    appliance.rest()

    expect(page.get_by_role("heading", name="And now: how strong is your pain?")).to_be_visible()
    touch(page, "1", exact=True)
    touch(page, "4", exact=True)
    expect(page.get_by_role("heading", name="Well done!")).to_be_visible()
    rows = page.locator("#finished-exercises li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("2 of 4")
    expect(rows.nth(1)).to_contain_text("20 of 20 s")
    expect(page.locator("#finished-tip")).to_have_text("Squat: Push your knees apart, over your toes.")
    expect(page.locator("#finished-pain")).to_have_text("3 before, 1 after")
    touch(page, "Done")
    expect(page.get_by_role("button", name="Start")).to_be_visible()


@both_sizes
def test_a_red_flag_stops_everything_until_it_was_read(page: Page, appliance: FakeAppliance) -> None:
    touch(page, "Start")
    touch(page, "No", exact=True)
    expect(page.get_by_text("Question 2 of 11")).to_be_visible()
    touch(page, "Yes", exact=True)
    told = page.get_by_role("alertdialog", name="Please don't exercise now")
    expect(told).to_contain_text("Call the emergency number now")
    expect(told).to_contain_text("New trouble with bladder or bowel")
    expect(page.get_by_role("button")).to_have_count(1)
    page.goto(page.url + "#/settings")
    page.reload()
    expect(told).to_be_visible()
    touch(page, "I have read this")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert appliance.view().phase is Phase.HOME


@both_sizes
def test_stop_it_hurts_asks_where_and_how_much(page: Page, appliance: FakeAppliance) -> None:
    appliance.begin()
    appliance.see_person()
    touch(page, "Stop, it hurts")
    expect(page.get_by_role("heading", name="Where does it hurt?")).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    for region in ("Lower back", "Left leg", "Neck", "Neck"):
        touch(page, region)
    touch(page, "Continue")
    touch(page, "6", exact=True)
    touch(page, "Go on with the next exercise")
    expect(page.get_by_role("heading", name="Prone press-up")).to_be_visible()
    touch(page, "Stop, it hurts")
    (where,) = [order for order in appliance.orders if order.command is Command.WHERE]
    pain = appliance.orders[appliance.orders.index(where) + 1]
    assert where.regions == ("lower_back", "left_leg")
    assert pain.value == 6
    touch(page, "Leave out")
    expect(page.get_by_role("heading", name="Where does it hurt?")).to_be_hidden()
    touch(page, "Leave out")
    touch(page, "End the session")
    expect(page.get_by_role("heading", name="And now: how strong is your pain?")).to_be_visible()
    touch(page, "Leave out")
    expect(page.locator("#finished-exercises li").nth(0)).to_contain_text("hurt: Lower back, Left leg")
    assert_looks_right(page)


def test_ending_asks_why_and_how_it_was(page: Page, appliance: FakeAppliance) -> None:
    appliance.begin()
    touch(page, "Pause")
    touch(page, "End the session")
    touch(page, "I'm tired")
    touch(page, "7", exact=True)
    touch(page, "Back")
    touch(page, "8", exact=True)
    touch(page, "Leave out")
    expect(page.get_by_role("heading", name="Enough for today")).to_be_visible()
    expect(page.locator("#finished-advice")).to_contain_text("Your pain rose today.")
    assert [order.subject for order in appliance.orders if order.command is Command.REASON] == ["tired"]


def test_a_session_in_german(page: Page, appliance: FakeAppliance) -> None:
    appliance.change(preferences=Preferences(language="de"))
    touch(page, "Start")
    for number in range(1, len(FLAGS) + 1):
        expect(page.get_by_text(f"Frage {number} von 11")).to_be_visible()
        touch(page, "Nein", exact=True)
    touch(page, "3", exact=True)
    expect(page.get_by_role("heading", name="Kniebeuge")).to_be_visible()
    touch(page, "Ich bin bereit")
    appliance.see_person()
    appliance.fault("knees_in")
    expect(page.locator("#band-text")).to_have_text("Drücken Sie die Knie auseinander, über die Zehen.")
    touch(page, "Stopp, es tut weh")
    expect(page.get_by_role("heading", name="Wo tut es weh?")).to_be_visible()


def test_hands_alone_see_what_they_would_answer(page: Page, appliance: FakeAppliance) -> None:
    appliance.submit(Order(Command.START))
    expect(page.get_by_text("Without touching: one hand up for No")).to_be_visible()
    appliance.change(gesture=0.5)
    expect(page.locator("#gesture")).to_be_visible()
    appliance.change(gesture=0.0)
    for flag in FLAGS:
        appliance.submit(Order(Command.ANSWER, flag, 0))
    for proposed in (3, 4):
        appliance.change(proposed=proposed)
        expect(page.locator(".scale-number[aria-current]")).to_have_text(str(proposed))
    appliance.change(preferences=Preferences(gestures=False))
    expect(page.get_by_text("Without touching")).to_be_hidden()


@both_sizes
def test_every_sentence_of_the_moment_fits(page: Page, appliance: FakeAppliance) -> None:
    said = page.locator("#band-text")
    plan = tuple(PlannedExercise(exercise, reps=12) for exercise in appliance.cards())
    appliance.change(plan=plan)
    appliance.begin()
    appliance.see_person()
    for position, card in enumerate(appliance.cards().values()):
        for fault, sentence in card.corrections.items():
            appliance.change(phase=Phase.ACTIVE, position=position, correction=fault, reason=None)
            expect(said).to_have_text(sentence)
            box = page.locator("#band").evaluate("b => b.scrollHeight - b.clientHeight")
            assert box <= 1, sentence
        appliance.change(phase=Phase.PREPARING, correction=None, reason="wrong_stance")
        expect(said).to_have_text(card.setup[0])
        assert page.locator("#band").evaluate("b => b.scrollHeight - b.clientHeight") <= 1
    assert_looks_right(page)


MOMENTS: list[tuple[dict[str, object], str, str]] = [
    ({}, "good", "Sit back as if onto a chair, chest open."),
    ({"reps": 2}, "good", "Good. Keep going."),
    ({"reps": 5}, "good", "Well done. This set is done."),
    ({"last_rep_too_small": True}, "further", "A little further, if it doesn't hurt."),
    ({"correction": "knees_in"}, "correct", "Push your knees apart, over your toes."),
    ({"last_rep_too_far": True}, "correct", "Not so far today."),
    ({"reason": "low_confidence"}, "look", "I can't see you clearly. More light may help."),
    ({"reason": "wrong_stance"}, "look", "Come back to the starting position."),
    ({"reason": "wrong_view"}, "look", "Turn your side to the camera, or face it."),
    ({"reason": "out_of_frame"}, "look", "I can't see all of you. Move back a little."),
    (
        {"missing": ("left_ankle", "right_ankle", "nose")},
        "look",
        "I can't see your feet and face. Move back a little.",
    ),
    ({"move": Move.CLOSER}, "look", "I can't see your feet and face. Come a step closer, please."),
    ({"reason": "no_person", "move": None}, "look", "I can't see you yet. Step into the picture."),
    ({"camera": "starting"}, "camera", "The camera is starting…"),
    ({"camera": "missing"}, "camera", "No picture from the camera. Please check its cable."),
]


def test_the_moment_in_words_and_drawing(page: Page, appliance: FakeAppliance) -> None:
    """Each of these hides all before it."""
    appliance.begin()
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
    page.evaluate(at_once, ["start", "pause", "hurts"])
    expect(page.get_by_role("button", name="Yes", exact=True)).to_be_visible()
    assert appliance.commands == [Command.START]
    for flag in FLAGS:
        appliance.submit(Order(Command.ANSWER, flag, 0))
    appliance.submit(Order(Command.PAIN, value=0))
    appliance.orders.clear()
    page.wait_for_timeout(450)
    page.evaluate(at_once, ["next", "next", "hurts"])
    expect(page.get_by_role("heading", name="Where does it hurt?")).to_be_visible()
    # Pain waits for no answer to an earlier touch, so it may arrive first.
    within(page, lambda: len(appliance.commands) >= 2)
    page.wait_for_timeout(300)
    assert sorted(appliance.commands) == [Command.HURTS, Command.NEXT]


def test_a_touch_that_gets_lost_is_told(page: Page, appliance: FakeAppliance) -> None:
    page.route("**/session/command", lambda route: route.abort())
    touch(page, "Start")
    expect(page.get_by_role("alert")).to_have_text("That did not get through. Please touch again.")
    assert appliance.commands == []
    page.unroute("**/session/command")
    touch(page, "Start")
    expect(page.get_by_role("button", name="Yes", exact=True)).to_be_visible()
