"""What is plainly wrong with the disk that the data is on: no room, or it may not be written."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Final

LEAST_FREE_BYTES: Final = 256 * 1024
"""SQLite needs 32 KiB beside the file to open it, and some pages for its log."""


class DiskTrouble(StrEnum):
    """Why nothing can be written."""

    FULL = "full"
    READ_ONLY = "read_only"

    @property
    def advice(self) -> str:
        """What it is and what to do, as the end of a line."""
        if self is DiskTrouble.FULL:
            return "no room left on the disk; free some space, what was stored before is safe"
        return "the disk is read-only; start the device again; if that does not help, exchange the card"


def disk_trouble(folder: Path) -> DiskTrouble | None:
    """What is wrong with the disk of `folder`; None if nothing that can be seen so."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return None
    if disk.f_flag & os.ST_RDONLY:
        return DiskTrouble.READ_ONLY
    # An inode is needed for each of the files beside the database; 0 of 0: this file system does not count.
    full = disk.f_bavail * disk.f_frsize < LEAST_FREE_BYTES or (disk.f_files and not disk.f_favail)
    return DiskTrouble.FULL if full else None
