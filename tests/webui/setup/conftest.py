from __future__ import annotations

import pytest
from flask import Flask

from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import FakeMachine
from tests.webui.setup.fake_set_up import FakeSetUp
from webui.app import create_app


@pytest.fixture
def set_up() -> FakeSetUp:
    return FakeSetUp()


@pytest.fixture
def app(appliance: FakeAppliance, household: FakeHousehold, machine: FakeMachine, set_up: FakeSetUp) -> Flask:
    """The application at the first start."""
    return create_app(appliance, household, machine, set_up)
