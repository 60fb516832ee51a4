from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import FakeMachine
from tests.webui.stick.fake_stick import FakeStick
from webui.app import create_app


@pytest.fixture
def stick() -> FakeStick:
    return FakeStick()


@pytest.fixture
def app(appliance: FakeAppliance, household: FakeHousehold, machine: FakeMachine, stick: FakeStick) -> Flask:
    """The application of a device with a service for sticks."""
    return create_app(appliance, household, machine, stick=stick)


@pytest.fixture
def page(opened: Page) -> Page:
    """The page of the stick, by way of the settings."""
    opened.locator("#starting").wait_for(state="hidden")
    opened.get_by_role("link", name="Settings").tap()
    opened.get_by_role("link", name="USB stick").tap()
    expect(opened.get_by_role("heading", name="Plug a USB stick in")).to_be_visible()
    return opened
