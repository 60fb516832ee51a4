"""Files that trouble left behind in the data folder: a few are kept to be studied, not all for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from device.errors import StoreError

KEPT: Final = 2
HALF_WRITTEN: Final = ".*.????????"
"""How files are called until they are whole; a power cut leaves them, one with a key in it perhaps."""
SURE_S: Final = 3600.0


def clear_half_written(folder: Path, now_s: float) -> str:
    """Delete what was being written in `folder` when the power went.

    Args:
        folder: the data folder.
        now_s: the time, as files have it; what is younger than an hour may still be written.

    Raises:
        StoreError: one can't be deleted.
    """
    old = [path for path in folder.glob(HALF_WRITTEN) if now_s - path.lstat().st_mtime > SURE_S]
    for path in old:
        _delete(path)
    return f"half-written files: {len(old)} deleted"


def clear_remains(folder: Path) -> str:
    """Delete all but the newest damaged databases that were set aside in `folder`.

    Raises:
        StoreError: one can't be deleted.
    """
    aside = sorted(folder.glob("matside.db.damaged-*[0-9]"), key=lambda path: path.stat().st_mtime)
    old = aside[:-KEPT]
    for path in old:
        # Their logs are called alike, with an ending.
        for part in folder.glob(f"{path.name}*"):
            if part.name.removeprefix(path.name) not in ("", "-wal", "-shm"):
                continue
            _delete(part)
    return f"damaged databases: {len(aside) - len(old)} kept, {len(old)} deleted"


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: can't be deleted ({error.strerror}); check the disk") from error
