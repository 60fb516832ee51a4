"""The page of the USB stick in every state, as scenes for tests and for the documents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Page, expect

from device.stick.order import Doing, KeptBackup, Step, Trouble
from tests.webui.patience import within
from tests.webui.stick.fake_stick import KEPT, NEW, RIGHT, FakeStick

Scene = Callable[[Page, FakeStick], None]


def place(page: Page, name: str) -> None:
    """Wait until the page is there."""
    expect(page.locator(f"[data-place={name}]")).to_be_visible()


def tap(page: Page, name: str) -> None:
    """Touch what is called so in the page, at a person's pace."""
    page.wait_for_timeout(450)
    page.locator(name).tap()


def press(page: Page, text: str) -> None:
    """Write with the keys on the screen."""
    for letter in text:
        page.locator(".key-long" if letter == " " else f'.key[aria-label="{letter}"]').tap()


def said(page: Page, text: str) -> None:
    """Wait until the page tells this."""
    expect(page.get_by_text(text).filter(visible=True)).to_be_visible()


def begun(page: Page, stick: FakeStick, doing: Doing) -> None:
    """Wait until the device is about it: the page says so a moment earlier."""
    within(page, lambda: stick.state().doing == doing)


def leave(page: Page) -> None:
    """Touch the way back, at a person's pace."""
    page.wait_for_timeout(450)
    page.get_by_role("link", name="Back").tap()


def none(page: Page, stick: FakeStick) -> None:
    place(page, "told")


def choose(page: Page, stick: FakeStick) -> None:
    stick.plug_in()
    # Nobody waits here until the page has asked again by itself.
    page.reload()
    place(page, "choose")


def choose_little(page: Page, stick: FakeStick) -> None:
    stick.plug_in(backups=(), update=None)
    page.reload()
    place(page, "choose")


def explain(page: Page, stick: FakeStick) -> None:
    choose(page, stick)
    tap(page, "#stick-backup")
    place(page, "explain")


def new_passphrase(page: Page, stick: FakeStick) -> None:
    explain(page, stick)
    tap(page, "#stick-type")
    place(page, "type")
    press(page, "green")


def repetition(page: Page, stick: FakeStick) -> None:
    new_passphrase(page, stick)
    press(page, " chair")
    tap(page, "#stick-typed")
    expect(page.locator("#stick-secret")).to_have_text("")
    press(page, "green hairs")
    tap(page, "#stick-typed")
    expect(page.locator(".stick-differs")).to_be_visible()


def which(page: Page, stick: FakeStick) -> None:
    choose(page, stick)
    tap(page, "#stick-restore")
    place(page, "which")


def which_of_many(page: Page, stick: FakeStick) -> None:
    kept = (
        KeptBackup(name=f"matside-{day}.age", written=f"2026-09-{day}T19:30") for day in range(30, 10, -1)
    )
    stick.plug_in(backups=tuple(kept))
    page.reload()
    tap(page, "#stick-restore")
    place(page, "which")


def passphrase(page: Page, stick: FakeStick) -> None:
    which(page, stick)
    tap(page, "#stick-backups button >> nth=0")
    place(page, "type")
    press(page, RIGHT)


def restore_sure(page: Page, stick: FakeStick) -> None:
    passphrase(page, stick)
    tap(page, "#stick-typed")
    expect(page.get_by_role("dialog")).to_be_visible()


def update_sure(page: Page, stick: FakeStick) -> None:
    choose(page, stick)
    tap(page, "#stick-update")
    expect(page.get_by_role("dialog")).to_be_visible()


def begin(stick: FakeStick, doing: Doing) -> None:
    """As if somebody had touched it elsewhere."""
    match doing:
        case "look":
            stick.look()
        case "backup":
            stick.backup(RIGHT)
        case "restore":
            stick.restore(KEPT[0].name, RIGHT)
        case "update":
            stick.update(NEW.name)


def working(doing: Doing, step: Step, page: Page, stick: FakeStick) -> None:
    """In the middle of it."""
    choose(page, stick)
    stick.slow = True
    begin(stick, doing)
    stick.come_to(step)
    page.reload()
    place(page, "told")
    expect(page.locator("#stick-why")).to_be_visible()


def over(doing: Doing, trouble: Trouble | None, page: Page, stick: FakeStick) -> None:
    """It went well, or not."""
    choose(page, stick)
    stick.slow = True
    begin(stick, doing)
    stick.finish(trouble, "/dev/sda1: input/output error" if trouble == "failed" else "")
    page.reload()
    place(page, "told")
    expect(page.locator("#stick-on")).to_be_visible()


def away(page: Page, stick: FakeStick) -> None:
    working("update", "installing", page, stick)
    before = page.locator("#stick-told").inner_text()
    page.route("**/stick/state.json", lambda route: route.abort())
    expect(page.locator("#stick-told")).not_to_have_text(before)


STICK: dict[str, Scene] = {
    "none": none,
    "choose": choose,
    "nothing-on-it": choose_little,
    "explain": explain,
    "new-passphrase": new_passphrase,
    "repetition": repetition,
    "which": which,
    "which-of-many": which_of_many,
    "passphrase": passphrase,
    "restore-sure": restore_sure,
    "update-sure": update_sure,
    "looking": partial(working, "look", "reading"),
    "saving": partial(working, "backup", "writing"),
    "bringing-back": partial(working, "restore", "keeping"),
    "installing": partial(working, "update", "installing"),
    "tried-out": partial(working, "update", "judging"),
    "saved": partial(over, "backup", None),
    "is-back": partial(over, "restore", None),
    "installed": partial(over, "update", None),
    "wrong-passphrase": partial(over, "restore", "wrong_passphrase"),
    "went-back": partial(over, "update", "went_back"),
    "failed": partial(over, "backup", "failed"),
    "not-usable": partial(over, "look", "unreadable"),
    "away": away,
}
DRAWN = (
    "none",
    "choose",
    "explain",
    "new-passphrase",
    "which",
    "restore-sure",
    "installing",
    "saved",
    "went-back",
)
"""What the documents show."""
