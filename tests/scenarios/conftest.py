from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers import Mosquitto
from tests.scenarios.displays import walk
from tests.scenarios.sayings import SAYINGS

__all__ = ["walk"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "language" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("languages")
        every = metafunc.config.getoption("--every-language") or marked is None
        metafunc.parametrize("language", list(SAYINGS) if every else marked.args)


@pytest.fixture
def clinic_broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that keeps what it is given, not started."""
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, persistent=True)
    yield broker
    broker.stop()
