from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from device.store import Store
from tests.brokers import Mosquitto
from tests.clinics import Clinic


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "matside.db")
    yield store
    store.close()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that anybody may use, started."""
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def custom_broker(tmp_path: Path) -> Iterator[Callable[..., Mosquitto]]:
    """Starts brokers with passwords, rights, certificates: arguments as for Mosquitto."""
    brokers: list[Mosquitto] = []

    def start(**options: Any) -> Mosquitto:
        folder = tmp_path / f"broker{len(brokers)}"
        folder.mkdir()
        brokers.append(Mosquitto(folder, **options))
        brokers[-1].start()
        return brokers[-1]

    yield start
    for broker in brokers:
        broker.stop()


@pytest.fixture
def clinic_of() -> Iterator[Callable[..., Clinic]]:
    """Opens clinics at a broker: arguments as for Clinic."""
    clinics: list[Clinic] = []

    def open_clinic(broker: Mosquitto, **options: Any) -> Clinic:
        clinics.append(Clinic(broker, **options))
        return clinics[-1]

    yield open_clinic
    for clinic in clinics:
        clinic.close()
