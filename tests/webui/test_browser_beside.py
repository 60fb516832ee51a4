"""What a household does around the exercises, touched and seen in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from device.care.today import Today
from device.preferences import Preferences
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold, three_weeks
from tests.webui.fake_machine import GOOD_CODE, FakeMachine
from tests.webui.looks import touch

pytestmark = pytest.mark.browser


def follow(page: Page, *names: str) -> None:
    for name in names:
        place = page.evaluate("location.hash")
        page.get_by_role("link", name=name).filter(visible=True).tap()
        # The next name may be on the page that is being left, too: wait until the new one is drawn.
        page.wait_for_function("place => location.hash !== place", arg=place)
        page.evaluate(
            "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
        )


def test_a_person_is_added_without_a_keyboard(page: Page, appliance: FakeAppliance) -> None:
    follow(page, "Who exercises?", "Add a person")
    for letter in "ana":
        page.get_by_role("button", name=letter, exact=True).tap()
    page.get_by_role("button", name="Cat").tap()
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_role("button", name="Ana")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="You").tap()
    expect(page.get_by_text("Today's exercises")).to_be_visible()
    assert appliance.view().profiles == 2
    follow(page, "Who exercises?")
    page.get_by_role("button", name="Ana").tap()
    expect(page.get_by_text("Hello, Ana")).to_be_visible()
    follow(page, "Hello, Ana", "Change name or picture")
    page.get_by_role("button", name="Remove this person").tap()
    page.get_by_role("dialog").get_by_role("button", name="Remove this person").tap()
    expect(page.get_by_role("button", name="You")).to_be_visible()
    assert appliance.view().profiles == 1


def test_markup_in_a_name_is_only_text(
    page: Page, appliance: FakeAppliance, household: FakeHousehold
) -> None:
    household.add_profile("<img src=x>", "cat")
    expect(page.get_by_text("Hello, <img src=x>")).to_be_visible()
    follow(page, "Hello, <img src=x>")
    expect(page.get_by_role("button", name="<img src=x>")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


def test_settings_change_the_screen_at_once_and_are_kept(page: Page, appliance: FakeAppliance) -> None:
    follow(page, "Settings")
    page.get_by_role("button", name="High").tap()
    expect(page.locator("html")).to_have_attribute("data-contrast", "high")
    page.get_by_role("button", name="Louder").tap()
    expect(page.locator("#settings-volume")).to_have_text("80 %")
    page.get_by_role("group", name="Spoken words").get_by_role("button", name="Off").tap()
    page.get_by_role("button", name="Largest").tap()
    expect(page.locator("html")).to_have_attribute("data-text", "largest")
    page.get_by_role("button", name="Deutsch").tap()
    # The page comes back in the other language, to the same place.
    expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert appliance.view().preferences == Preferences(
        language="de", text_size="largest", contrast="high", volume=80, voice=False
    )


def test_a_walk_is_one_touch(page: Page, appliance: FakeAppliance, household: FakeHousehold) -> None:
    appliance.change(today=Today(walk_min=20))
    follow(page, "Walk 20 min today")
    page.get_by_role("button", name="15 minutes").tap()
    expect(page.get_by_text("15 minutes walked today")).to_be_visible()
    follow(page, "Back")
    expect(page.get_by_role("link", name="15 of 20 min walked")).to_be_visible()
    assert household.walked_min == [15]


def test_a_break_is_reminded_of_until_it_was_taken(page: Page, appliance: FakeAppliance) -> None:
    appliance.change(today=Today(break_due=True))
    expect(page.get_by_text("Time to move a little.")).to_be_visible()
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_text("Time to move a little.")).to_be_hidden()


def test_pages_are_read_and_left_again(page: Page) -> None:
    follow(page, "Good to know", "When to seek care")
    expect(page.get_by_role("heading", name="When to seek care")).to_be_visible()
    expect(page.locator("#read-page")).to_contain_text("Sources: AHCPR 1994")
    expect(page.locator("#read-page")).to_contain_text("Not yet reviewed by a clinician.")
    page.reload()
    expect(page.get_by_role("heading", name="When to seek care")).to_be_visible()
    follow(page, "Back")
    expect(page.get_by_role("link", name="A desk that suits you")).to_be_visible()


def test_history_is_drawn(page: Page, household: FakeHousehold) -> None:
    follow(page, "Progress")
    expect(page.get_by_text("After your first session")).to_be_visible()
    household.past_days = three_weeks()
    page.clock.set_fixed_time("2026-03-20T10:00:00Z")
    follow(page, "Pain")
    expect(page.get_by_role("img", name="Pain before and after each session")).to_be_visible()
    expect(page.locator(".lines-dot")).to_have_count(29)
    follow(page, "Exercises")
    expect(page.get_by_role("img", name="Squat from day 1 to day 19: 59° to 85°")).to_be_visible()
    follow(page, "Calendar")
    expect(
        page.get_by_role("img", name="Tuesday, March 10, 2026, session begun, 20 min walked")
    ).to_be_visible()
    expect(page.locator(".calendar-completed")).to_have_count(14)


def test_a_programme_is_chosen(page: Page, appliance: FakeAppliance) -> None:
    follow(page, "Settings", "Programme")
    page.get_by_role("button", name="Follow this programme").tap()
    expect(page.locator("[aria-current=true] h2")).to_have_text("Herniated disc")
    assert appliance.view().today.programme == "herniated_disc"


def test_the_clinics_codes_and_a_new_pairing(page: Page) -> None:
    follow(page, "Settings", "Clinic")
    expect(page.get_by_text("This device is not paired with a clinic.")).to_be_visible()
    page.locator("#clinic-code").fill("nonsense")
    page.get_by_role("button", name="Pair").tap()
    expect(page.get_by_role("alert")).to_have_text("That code can't be used. Please check that it is whole.")
    page.locator("#clinic-code").fill(GOOD_CODE)
    page.get_by_role("button", name="Pair").tap()
    expect(page.get_by_text("ABCD-EFGH")).to_be_visible()
    page.wait_for_function("() => document.querySelector('#clinic-qr').naturalWidth > 100")


def test_a_person_gets_the_code_that_the_clinic_gave_them(page: Page, household: FakeHousehold) -> None:
    follow(page, "Settings", "Clinic")
    field = page.get_by_role("textbox", name="Another patient code")
    field.fill("no")
    page.get_by_role("button", name="Use this code").tap()
    expect(page.get_by_role("alert")).to_contain_text("It has 4 to 16 letters and digits")
    field.fill("k7q2m9")
    page.get_by_role("button", name="Use this code").tap()
    expect(field).to_have_value("")
    assert [person.patient_code for person in household.profiles()] == ["K7Q2M9"]


def test_everything_is_deleted_only_after_a_second_yes(
    page: Page, appliance: FakeAppliance, household: FakeHousehold
) -> None:
    household.add_profile("Ana", "cat")
    follow(page, "Settings", "Your data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as CSV").tap()
    assert download.value.suggested_filename == "matside.csv"
    page.get_by_role("button", name="Delete everything").tap()
    page.get_by_role("button", name="Cancel").tap()
    assert appliance.view().profiles == 2
    page.get_by_role("button", name="Delete everything").tap()
    page.get_by_role("button", name="Yes, delete everything").tap()
    expect(page.get_by_role("alert")).to_have_text("Everything has been deleted.")
    assert appliance.view().profiles == 1


def test_switching_off_is_asked_twice(page: Page, machine: FakeMachine) -> None:
    follow(page, "Settings")
    page.get_by_role("button", name="Switch off").tap()
    touch(page.get_by_role("dialog").page, "Cancel")
    assert not machine.is_off
    page.get_by_role("button", name="Switch off").tap()
    page.get_by_role("dialog").get_by_role("button", name="Switch off").tap()
    expect(page.get_by_role("alert")).to_contain_text("Switching off.")
    assert machine.is_off


def test_a_session_that_another_hand_starts_comes_first(page: Page, appliance: FakeAppliance) -> None:
    follow(page, "Settings")
    appliance.begin()
    expect(page.get_by_role("heading", name="Squat")).to_be_visible()
    expect(page.get_by_role("heading", name="Settings")).to_be_hidden()


def test_the_state_of_the_parts_is_told_in_words(page: Page) -> None:
    follow(page, "Settings", "About this device")
    parts = page.locator("#about-parts")
    expect(parts).to_contain_text("Camera ready")
    expect(parts).to_contain_text("No clinic set up")
    expect(parts).not_to_contain_text("_")
