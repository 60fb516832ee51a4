"""The clinic's server as it is started, and its pages in a real browser."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from device.commands.clinic import clinic
from device.errors import ConfigError, UsageError
from tests.certificates import Authority
from tests.webui.clinic.conftest import PASSWORD
from tests.webui.clinic.practice import DILIGENT, IN_PAIN
from webui.clinic.server import ClinicServer

WIDTHS = (1440, 1024, 720)


@pytest.fixture
def server(app: Flask) -> Iterator[ClinicServer]:
    server = ClinicServer(app, "127.0.0.1", 0)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def page(chromium: Browser, server: ClinicServer) -> Iterator[Page]:
    """A browser at the sign-in page; whatever it complains of fails the test."""
    context = chromium.new_context(viewport={"width": WIDTHS[0], "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(server.url)
    yield page
    context.close()
    assert said == []


def enter(page: Page) -> None:
    page.get_by_label("Name").fill("grace")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Patients")).to_be_visible()


def keep(page: Page, folder: Path | None, name: str) -> None:
    """A screenshot for the documents, where `--screens` asks for it."""
    if folder is not None:
        (folder / "clinic").mkdir(exist_ok=True)
        page.screenshot(path=folder / "clinic" / f"{name}.png")


@pytest.mark.browser
def test_a_clinician_signs_in_sees_an_alert_and_sends_a_plan(
    page: Page, request: pytest.FixtureRequest
) -> None:
    screens = request.config.getoption("--screens")
    enter(page)
    keep(page, screens, "patients")
    page.get_by_role("button", name="I have seen it").first.click()
    page.get_by_role("link", name=DILIGENT).click()
    expect(page.locator("svg.drawing").nth(4)).to_be_visible()
    keep(page, screens, "patient")
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_label("dose of Squat").fill("7")
    keep(page, screens, "plan")
    page.get_by_role("button", name="Send the plan").click()
    expect(page.locator(".sent").first).to_contain_text("No. 3 waiting for the broker")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


@pytest.mark.browser
def test_no_page_is_wider_than_the_window(page: Page) -> None:
    enter(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("", f"patients/{IN_PAIN}?days=all", f"patients/{DILIGENT}/plan", "log"):
            page.goto(page.url.split("/patients")[0].split("/log")[0].rstrip("/") + f"/{path}")
            wide = page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, (width, path)


def test_over_tls_it_answers_with_its_certificate(app: Flask, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    server = ClinicServer(app, "127.0.0.1", 0, authority.issue("127.0.0.1"))
    server.start()
    trust = ssl.create_default_context(cafile=authority.file)
    try:
        with urllib.request.urlopen(f"{server.url}sign-in", context=trust, timeout=10) as answer:
            assert "Sign in" in answer.read().decode()
        assert server.url.startswith("https://")
    finally:
        server.stop()


def test_a_certificate_that_cannot_be_used_is_said_in_words(app: Flask, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, _ = authority.issue("127.0.0.1")
    _, foreign_key = authority.issue("localhost")
    for pair in ((certificate, tmp_path / "none.key"), (certificate, foreign_key)):
        with pytest.raises(ConfigError, match=r"clinic\.cert_file"):
            ClinicServer(app, "127.0.0.1", 0, pair)


def test_a_taken_port_is_said_in_words(app: Flask, server: ClinicServer) -> None:
    with pytest.raises(UsageError, match=rf"127.0.0.1:{server.port}: the pages can't be served there"):
        ClinicServer(app, "127.0.0.1", server.port)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "link.host: not set"),
        ({"MATSIDE_LINK__HOST": "b.example", "MATSIDE_CLINIC__HOST": "0.0.0.0"}, "there is no cert_file"),
        ({"MATSIDE_LINK__HOST": "b.example", "MATSIDE_CLINIC__DATABASE": "oracle://x"}, "not supported"),
    ],
)
def test_settings_that_cannot_be_served_are_one_line(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    environ = {"MATSIDE_STORE__DATA_DIR": str(tmp_path)} | settings
    done = CliRunner().invoke(clinic, ["serve"], env=environ)
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)


def test_users_are_added_listed_and_removed_from_the_command_line(tmp_path: Path) -> None:
    runner = CliRunner(env={"MATSIDE_STORE__DATA_DIR": str(tmp_path)})

    def run(*arguments: str, given: str = "") -> Result:
        return runner.invoke(clinic, arguments, input=given)

    asked = run("user", "add", "ada", given=f"{PASSWORD}\n{PASSWORD}\n")
    assert asked.exit_code == 0
    assert PASSWORD not in asked.output
    options = ("--administrator", "--password-file", "-")
    assert run("user", "add", "grace", *options, given=f"{PASSWORD}\n").exit_code == 0
    assert run("user", "list").output == "ada\ngrace (administrator)\n"
    assert run("user", "remove", "grace").exit_code == 0
    assert isinstance(run("user", "remove", "grace").exception, UsageError)
    assert isinstance(run("erase", "--yes", "ZZZZ99").exception, UsageError)
    assert run("user", "list").output == "ada\n"
