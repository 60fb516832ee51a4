"""The application with everything behind it that behaves."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import FakeMachine
from webui.app import create_app


def touchscreen(appliance: FakeAppliance, **options: Any) -> Flask:
    """What shows this appliance, on a household and a machine of its own."""
    return create_app(appliance, FakeHousehold(appliance), FakeMachine(), **options)
