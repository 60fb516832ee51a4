"""From the clinic's page to the appliance and back: real server, device, browser, guarded broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from device.store import Store
from tests.guarded import GuardedBroker
from tests.scenarios.appliance_process import appliance
from tests.webui.clinic.conftest import PASSWORD

pytestmark = [pytest.mark.broker, pytest.mark.browser]

CODE = "TEST2345"
PATIENCE_MS = 20_000


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[GuardedBroker]:
    broker = GuardedBroker(tmp_path / "broker", [CODE])
    broker.start()
    yield broker
    broker.stop()


def clinic_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "device", "clinic", *arguments]


@contextmanager
def serving(folder: Path, link: dict[str, str]) -> Iterator[str]:
    """`matside clinic serve` with one user; the address of its pages."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MATSIDE_")}
    environ |= {"MATSIDE_STORE__DATA_DIR": str(folder), "MATSIDE_CLINIC__PORT": "0"} | link
    adding = clinic_command("user", "add", "ada", "--password-file", "-")
    added = subprocess.run(adding, env=environ, input=PASSWORD, capture_output=True, text=True, check=True)
    assert added.stdout == "ada may sign in\n"
    process = subprocess.Popen(
        clinic_command("serve"), env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        connected = process.stdout.readline()
        assert connected.endswith(": storing for clinic clinic\n"), process.communicate()[1]
        yield said.split("open ")[1].split(" ")[0]
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=10)
        assert (process.returncode, complaints) == (0, "")
    finally:
        process.kill()
        process.communicate()


def reload_until(page: Page, words: str, where: str = "main") -> str:
    """The page's text as soon as it holds these words; a clinician would press F5."""
    shown = page.locator(where).get_by_text(words)
    for _ in range(PATIENCE_MS // 500):
        if shown.count():
            return page.locator(where).inner_text()
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{words!r} is not in: {page.locator(where).inner_text()}")


def test_a_plan_reaches_the_device_its_answer_and_the_next_session_reach_the_page(
    broker: GuardedBroker, tmp_path: Path, chromium: Browser
) -> None:
    mat = tmp_path / "mat"
    mat.mkdir()
    store = Store.open(mat / "matside.db")
    store.people.follow(store.people.all()[0].id, "herniated_disc")
    store.close()
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE_MS)
    with (
        serving(tmp_path / "clinic", broker.environment()) as address,
        appliance(mat, MATSIDE_PATIENT_CODE=CODE, **broker.environment(CODE)) as device,
    ):
        page.goto(address)
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Patients")).to_be_visible()
        reload_until(page, CODE)
        page.get_by_role("link", name=CODE).click()
        page.get_by_role("link", name="Plan", exact=True).click()

        page.get_by_label("Squat", exact=True).check()
        page.get_by_label("dose of Squat").fill("2")
        page.get_by_role("button", name="Send the plan").click()
        expect(page.locator(".sent").first).to_contain_text("No. 1")
        said = reload_until(page, "rejected")
        assert "No. 1 rejected" in said
        assert "Squat: the patient's condition speaks against it" in said

        page.locator("tr", has=page.get_by_label("Squat", exact=True)).get_by_label("also with").check()
        page.get_by_role("button", name="Send the plan").click()
        expect(page.locator(".sent").first).to_contain_text("No. 2")
        assert "No. 2 accepted" in reload_until(page, "accepted")

        home = device.view_where(lambda view: view["today"]["plan_source"] == "clinic")
        assert [(line["exercise"], line["reps"]) for line in home["plan"]] == [("squat", 2)]
        device.begin(pain=4)
        device.rate(pain=3)
        page.get_by_role("link", name=CODE).click()
        page.wait_for_url(f"**/patients/{CODE}")
        told = reload_until(page, "Squat")
        assert "4 → 3\t3\t" in told
        assert "Squat 2/2" in told
        assert device.end() == 0
    page.close()
