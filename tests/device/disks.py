"""A disk that is small enough to be filled."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SmallDisk:
    """A 1 MiB file system of its own; where this user may not mount one, a limit on the size of files."""

    def __init__(self, folder: Path, mounted: bool) -> None:
        self.folder = folder
        self._mounted = mounted
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave no room for one more byte."""
        if self._mounted:
            with self._ballast.open("wb", buffering=0) as file:
                try:
                    while file.write(bytes(4096)):
                        pass
                except OSError:
                    return
        else:
            _limit_file_size(max(file.stat().st_size for file in self.folder.iterdir()))

    def free(self) -> None:
        """Make room again."""
        if self._mounted:
            self._ballast.unlink()
        else:
            _limit_file_size(resource.RLIM_INFINITY)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Refuse every write for a while."""
        self._allow_writing(False)
        try:
            yield
        finally:
            self._allow_writing(True)

    def _allow_writing(self, allowed: bool) -> None:
        if self._mounted:
            mode = "remount,rw" if allowed else "remount,ro"
            subprocess.run(["mount", "-o", mode, os.fspath(self.folder)], check=True)
            return
        for file in self.folder.iterdir():
            file.chmod(0o600 if allowed else 0o400)
        self.folder.chmod(0o700 if allowed else 0o500)


def _limit_file_size(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Make `folder` a disk of its own for a while."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", os.fspath(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    disk = SmallDisk(folder, mounted)
    try:
        yield disk
    finally:
        if mounted:
            # Lazily: a failed test still holds its database open in the traceback.
            subprocess.run(["umount", "--lazy", os.fspath(folder)], check=True)
        else:
            _limit_file_size(resource.RLIM_INFINITY)
