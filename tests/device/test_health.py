"""The facts that the clinic gets of the device itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.health import HealthReport
from device.link.messages import StorageState
from device.store import Store
from device.view import CameraState
from tests.device.sessions import finish_session


def report(store: Store, folder: Path, trouble: str = "") -> HealthReport:
    return HealthReport(
        model="movenet_lightning_int8",
        exercise_library="0123456789ab",
        camera=lambda: CameraState.LIVE,
        storage_trouble=lambda: trouble,
        plan_revision=lambda: 7,
        store=store,
        data_dir=folder,
    )


def test_it_tells_what_is(store: Store, tmp_path: Path) -> None:
    finish_session(store)
    health = report(store, tmp_path)()
    assert (health.camera, health.plan_revision, health.outbox, health.dropped) == (CameraState.LIVE, 7, 1, 0)
    assert health.storage is StorageState.GOOD
    assert health.clock_set
    assert health.disk_free_mb is not None
    assert health.disk_free_mb > 0


def test_trouble_with_the_disk_is_told_without_its_words(store: Store, tmp_path: Path) -> None:
    health = report(store, tmp_path, "matside.db: no room left on the disk")()
    assert health.storage is StorageState.TROUBLE
    assert "matside.db" not in health.model_dump_json()


def test_what_can_t_be_found_out_is_null(store: Store, tmp_path: Path) -> None:
    assert report(store, tmp_path / "gone")().disk_free_mb is None


@pytest.mark.parametrize(("year", "known"), [(1970, False), (2026, True)])
def test_a_clock_that_is_not_set_is_told(tmp_path: Path, year: int, known: bool) -> None:
    store = Store.open(tmp_path / "matside.db", lambda: datetime(year, 1, 1, tzinfo=UTC))
    assert report(store, tmp_path)().clock_set is known
    store.close()
