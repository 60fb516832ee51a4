from __future__ import annotations

import pytest

from tests.device.camera.fake_picamera2 import FakeSensor
from tests.device.fake_clock import FakeClock


@pytest.fixture
def sensor() -> FakeSensor:
    return FakeSensor(FakeClock())
