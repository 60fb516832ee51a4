"""The data folder for this process alone, and its database; tried again while their disk takes nothing."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from device.errors import DiskError, UsageError
from device.store import Store
from device.store.disk import DiskTrouble, disk_trouble
from device.store.lock import sole_use

_OF_THE_DISK = {errno.EROFS: DiskTrouble.READ_ONLY, errno.ENOSPC: DiskTrouble.FULL}


def open_storage(
    folder: Path, closing: ExitStack, take_port: Callable[[], object], go_on: Callable[[DiskError], bool]
) -> Store | None:
    """Whoever can't have folder and port leaves the sessions alone.

    Args:
        folder: the data folder; made where it is not there.
        closing: takes what must be released at the end.
        take_port: called with the folder locked, before the database is touched.
        go_on: called after each refusal of the disk; waits a while, and says whether to try again.

    Returns:
        The open database; None if it was not to be tried again.

    Raises:
        UsageError: the folder or the port can't be used, by anybody's waiting.
        StoreError: see Store.open.
    """
    while True:
        with ExitStack() as held:
            try:
                _make(folder)
                held.enter_context(sole_use(folder))
                take_port()
                store = Store.open(folder / "matside.db")
            except DiskError as error:
                if not go_on(error):
                    return None
            else:
                held.callback(store.close)
                closing.push(held.pop_all())
                return store


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if trouble := _OF_THE_DISK.get(error.errno or 0):
            raise DiskError(f"{folder}: can't be made: {trouble.advice}", trouble) from error
        raise UsageError(
            f"store.data_dir = {folder}: can't be made ({error.strerror}); name a folder that can be written"
        ) from error
    # Before the database is opened: what is there would open, and the first thing to be kept would fail.
    if trouble := disk_trouble(folder):
        raise DiskError(f"{folder}: {trouble.advice}", trouble)
