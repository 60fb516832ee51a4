from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers import Mosquitto


@pytest.fixture
def clinic_broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that keeps what it is given, not started."""
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, persistent=True)
    yield broker
    broker.stop()
