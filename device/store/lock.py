"""Who works on a data folder: one running Matside at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from device.errors import UsageError

LOCK_FILE: Final = "matside.lock"


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Keep every other `matside run` off the folder's database for as long as the block lasts.

    The kernel lets go of the lock when the process ends, however it ends. Programs that only look at the
    database, or change rows of the outbox, need no lock.

    Raises:
        UsageError: another one is at work there, or the folder can't be written.
    """
    path = folder / LOCK_FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        _give_to_owner(descriptor, folder)
    except OSError as error:
        raise UsageError(
            f"{path}: can't be written ({error.strerror}); make the folder writable or set another "
            "store.data_dir"
        ) from error
    try:
        _lock(descriptor, folder)
        # The number is for people; a full disk must not keep the appliance from starting.
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def _give_to_owner(descriptor: int, folder: Path) -> None:
    """What root has made in the service's folder is the service's to open."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != os.fstat(descriptor).st_uid:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 20).decode("ascii", "replace") or "unknown"
        raise UsageError(
            f"{folder}: in use by another Matside (process {holder}); end that one first or set another "
            "store.data_dir"
        ) from error
    except OSError as error:
        raise UsageError(
            f"{folder}: can't be locked ({error.strerror}); set store.data_dir to a folder on a local disk"
        ) from error
