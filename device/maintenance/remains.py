"""Files that trouble left behind in the data folder: a few are kept to be studied, not all for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from device.errors import StoreError

KEPT: Final = 2


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
            try:
                part.unlink()
            except OSError as error:
                raise StoreError(f"{part}: can't be deleted ({error.strerror}); check the disk") from error
    return f"damaged databases: {len(aside) - len(old)} kept, {len(old)} deleted"
