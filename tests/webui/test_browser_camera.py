"""What the screen says of a camera that sees nobody in the middle of a set."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from device.command import Command, Order
from device.view import CameraState, Phase
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.looks import assert_looks_right

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CameraState.BUSY, "Another program uses the camera."),
        (CameraState.HUNG, "The camera sends no pictures. Please check its cable."),
        (CameraState.COVERED, "The camera sees nothing. Is it covered, or is the light off?"),
        (CameraState.OVEREXPOSED, "The picture is too bright."),
    ],
)
def test_a_set_paused_by_a_blind_camera_says_why_and_that_it_goes_on(
    page: Page, appliance: FakeAppliance, state: CameraState, said: str
) -> None:
    appliance.begin()
    appliance.submit(Order(Command.RESUME))
    appliance.change(phase=Phase.PAUSED, camera=state)
    expect(page.locator("#paused-hint")).to_contain_text(said)
    expect(page.locator("#paused-hint")).to_contain_text("It goes on by itself")
    assert_looks_right(page)
    appliance.change(camera=CameraState.LIVE)
    expect(page.locator("#paused-hint")).not_to_contain_text(said)
