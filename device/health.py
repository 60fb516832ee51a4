"""How the device is, in numbers and words of fixed lists, for the clinic."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from device.doctor.pi_health import read_pi_health
from device.errors import StoreError
from device.link.messages import CameraOnTheWire, Health, StorageState
from device.store import Store
from device.summary import Fingerprint, KnownId
from device.view import CameraState


class HealthReport:
    """Call it for the facts of this moment; what can't be found out is None, never an error.

    Args:
        model: id of the pose model.
        exercise_library: fingerprint of the exercise files.
        camera: tells what the picture is; why it shows nobody is for those who stand before the device.
        storage_trouble: tells what is wrong with the disk, empty if nothing is.
        plan_revision: tells which plan is in force.
        store: the database.
        data_dir: its folder.
    """

    def __init__(
        self,
        *,
        model: KnownId,
        exercise_library: Fingerprint,
        camera: Callable[[], CameraState],
        storage_trouble: Callable[[], str],
        plan_revision: Callable[[], int],
        store: Store,
        data_dir: Path,
    ) -> None:
        self._model = model
        self._exercise_library = exercise_library
        self._camera = camera
        self._storage_trouble = storage_trouble
        self._plan_revision = plan_revision
        self._store = store
        self._data_dir = data_dir

    def __call__(self) -> Health:
        """The facts of this moment."""
        trouble = bool(self._storage_trouble())
        waiting = dropped = 0
        try:
            waiting, dropped = self._store.outbox.waiting(), self._store.outbox.dropped()
        except StoreError:
            trouble = True
        return Health(
            camera=self._told_of_camera(),
            model=self._model,
            exercise_library=self._exercise_library,
            plan_revision=self._plan_revision(),
            storage=StorageState.TROUBLE if trouble else StorageState.GOOD,
            disk_free_mb=_free_mb(self._data_dir),
            temperature_c=_temperature_c(),
            clock_set=self._store.clock_is_set(),
            outbox=waiting,
            dropped=dropped,
        )

    def _told_of_camera(self) -> CameraOnTheWire:
        match self._camera():
            case (CameraState.STARTING | CameraState.LIVE | CameraState.DEMO) as state:
                return state
            case _:
                return CameraState.MISSING


def _free_mb(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // 1_000_000
    except OSError:
        return None


def _temperature_c() -> int | None:
    """Only what a thermometer can mean: some boards report nonsense."""
    measured = read_pi_health(tool="").temperature_c
    return round(measured) if measured is not None and -50 <= measured <= 150 else None
