"""A patient with a USB stick and no engineer: a real browser, by touch alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from device.stick.order import BackupOrder, RestoreOrder, UpdateOrder
from tests.webui.conftest import SIZES
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import FakeMachine
from tests.webui.looks import touch
from tests.webui.stick.fake_stick import KEPT, NEW, RIGHT, FakeStick
from tests.webui.stick.scenes_stick import STICK, begun, leave, place, press, said
from webui.app import create_app
from webui.server import Server

pytestmark = pytest.mark.browser
BOTH = SIZES[:2]
SECRET = "four Words 4 me"


@pytest.fixture
def start_again(
    appliance: FakeAppliance, stick: FakeStick, server: Server, start_server: Callable[..., Server]
) -> Callable[[], None]:
    """The appliance is there again at the same address, as another process."""

    def start() -> None:
        app = create_app(appliance, FakeHousehold(appliance), FakeMachine(), stick=stick)
        start_server(app, server.port)

    return start


def write(page: Page, text: str) -> None:
    """Write with the keys, capitals and figures as well."""
    for letter in text:
        key = page.locator(f'.key[aria-label="{letter}"]')
        if letter.isupper():
            touch(page, "Capital letters")
        elif letter.isdigit():
            touch(page, "Figures and signs")
        if letter == " ":
            press(page, letter)
            continue
        key.tap()
        if letter.isdigit():
            touch(page, "Letters", exact=True)


def secret(page: Page, text: str) -> None:
    """What was typed, and can be seen."""
    expect(page.locator("#stick-secret")).to_have_text(text)


@pytest.mark.parametrize("screen", BOTH, indirect=True)
def test_a_backup_is_saved_though_its_repetition_was_mistyped(page: Page, stick: FakeStick) -> None:
    stick.plug_in(backups=())
    said(page, "You can pull the stick out.")
    expect(page.get_by_role("button", name="Bring a backup back")).to_be_disabled()
    touch(page, "Save a backup")
    said(page, "Without it nobody can read the backup, you neither. Write it down.")
    touch(page, "Choose a passphrase")
    write(page, "four Word")
    said(page, "1 more letter")
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    write(page, SECRET[len("four Word") :])
    secret(page, SECRET)
    touch(page, "Continue")
    said(page, "Type it once more")
    secret(page, "")
    write(page, "four Words 4 he")
    touch(page, "Save", exact=True)
    said(page, "That was not the same. Once more:")
    secret(page, "")
    assert stick.orders[1:] == []
    write(page, SECRET)
    touch(page, "Save", exact=True)
    said(page, "Saving the backup")
    said(page, "Leave the stick in.")
    begun(page, stick, "backup")
    assert stick.orders[1:] == [BackupOrder(passphrase=SECRET)]
    assert SECRET not in page.content()
    stick.come_to("sealing")
    said(page, "The backup is being locked.")
    stick.come_to("writing")
    said(page, "The backup is being written to the stick.")
    stick.finish()
    said(page, "The backup is saved")
    said(page, "Have you written the passphrase down?")
    said(page, "You can pull the stick out.")
    touch(page, "Done")
    said(page, "1 backup on the stick")
    assert SECRET not in page.content()
    leave(page)
    expect(page.locator("#settings")).to_be_visible()


def test_a_passphrase_can_be_chosen_anew_and_given_up(page: Page, stick: FakeStick) -> None:
    stick.plug_in()
    touch(page, "Save a backup")
    touch(page, "Choose a passphrase")
    press(page, "correct horse")
    touch(page, "Continue")
    said(page, "Type it once more")
    touch(page, "Back")
    said(page, "10 more letters")
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    press(page, "other horse")
    touch(page, "Back")
    said(page, "Four words that have nothing to do with each other")
    assert "other horse" not in page.content()
    leave(page)
    place(page, "choose")
    assert [order.do for order in stick.orders] == ["look"]


@pytest.mark.parametrize("screen", BOTH, indirect=True)
def test_a_backup_comes_back_after_a_wrong_passphrase_and_a_second_yes(page: Page, stick: FakeStick) -> None:
    stick.plug_in()
    touch(page, "Bring a backup back")
    rows = page.locator("#stick-backups button")
    expect(rows).to_have_text(["November 23, 2026 at 9:13 PM", "November 1, 2026 at 8:05 AM"])
    touch(page, "November 1, 2026")
    said(page, "Passphrase of November 1, 2026")
    press(page, "corect horse")
    touch(page, "Bring it back")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("This takes the place of everything on this device now.")
    page.wait_for_timeout(450)
    dialog.get_by_role("button", name="Cancel").tap()
    expect(dialog).to_be_hidden()
    secret(page, "corect horse")
    touch(page, "Bring it back")
    page.wait_for_timeout(450)
    dialog.get_by_role("button", name="Bring it back").tap()
    said(page, "Bringing the backup back")
    begun(page, stick, "restore")
    expect(page.get_by_role("link", name="Back")).to_be_hidden()
    assert "corect horse" not in page.content()
    stick.finish()
    said(page, "The passphrase is not the right one. Nothing was changed.")
    touch(page, "Try again")
    said(page, "Passphrase of November 1, 2026")
    secret(page, "")
    press(page, RIGHT)
    touch(page, "Bring it back")
    page.wait_for_timeout(450)
    dialog.get_by_role("button", name="Bring it back").tap()
    begun(page, stick, "restore")
    stick.come_to("restoring")
    said(page, "The backup is being put in its place.")
    stick.finish()
    said(page, "The backup is back")
    assert stick.orders[1:] == [
        RestoreOrder(name=KEPT[1].name, passphrase="corect horse"),
        RestoreOrder(name=KEPT[1].name, passphrase=RIGHT),
    ]


def test_a_wrong_passphrase_can_be_left_at_that(page: Page, stick: FakeStick) -> None:
    STICK["wrong-passphrase"](page, stick)
    said(page, "The backup was not brought back")
    leave(page)
    place(page, "choose")


@pytest.mark.parametrize("screen", BOTH, indirect=True)
def test_a_new_version_is_installed_and_told_by_the_device_that_started_again(
    page: Page, stick: FakeStick, server: Server, start_again: Callable[[], None]
) -> None:
    stick.plug_in()
    said(page, "Version 0.2.0")
    touch(page, "Install a new version")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Install version 0.2.0?")
    expect(dialog).to_contain_text("This takes some minutes")
    page.wait_for_timeout(450)
    dialog.get_by_role("button", name="Install").tap()
    said(page, "Installing the new version")
    said(page, "Don’t switch the device off.")
    begun(page, stick, "update")
    stick.come_to("installing")
    said(page, "The new version is being put in its place.")
    server.stop()
    said(page, "The device is starting again")
    said(page, "This page comes back by itself.")
    start_again()
    said(page, "The new version is being put in its place.")
    stick.come_to("judging")
    said(page, "The new version is being tried out.")
    expect(page.get_by_role("link", name="Back")).to_be_visible()
    stick.finish()
    said(page, "Version 0.2.0 is installed")
    assert stick.orders[1:] == [UpdateOrder(name=NEW.name)]
    touch(page, "Done")
    said(page, "There is no newer version on the stick")


def test_a_version_that_did_not_run_well_is_told_to_whoever_went_home(page: Page, stick: FakeStick) -> None:
    STICK["tried-out"](page, stick)
    leave(page)
    expect(page.locator("#settings")).to_be_visible()
    stick.finish("went_back")
    said(page, "The new version did not run well")
    said(page, "Version 0.1.0 is back.")
    touch(page, "Done")
    place(page, "choose")
    leave(page)
    expect(page.locator("#settings")).to_be_visible()
