"""Tests that may mount disks, and have no network but loopback: each in namespaces of its own.

As root, or as anybody whom the kernel lets have a user namespace. What such a test mounts is gone with it.
"""

from __future__ import annotations

import functools
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def apart(test: Callable[[Path], None]) -> Callable[[Path], None]:
    """Run a test of this folder that takes `tmp_path` apart from the machine's mounts and network."""

    @functools.wraps(test)
    def outside(tmp_path: Path) -> None:
        rights = [] if os.geteuid() == 0 else ["--map-root-user"]
        module = test.__module__.rpartition(".")[2]
        here = [sys.executable, "-m", "tests.scenarios.apart", module, test.__name__, tmp_path]
        done = subprocess.run(
            ["unshare", *rights, "--mount", "--net", *here],
            capture_output=True,
            text=True,
            timeout=170,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return outside


class Disk:
    """A disk of its own, in memory, mounted at `folder`."""

    def __init__(self, folder: Path, size: str) -> None:
        folder.mkdir()
        self.folder = folder
        self._ballast = folder / "ballast"
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "matside", folder], check=True)

    def fill(self) -> None:
        """Leave no room for one more byte."""
        with pytest.raises(OSError, match="No space left"):
            self._ballast.write_bytes(bytes(16 << 20))

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink()

    def writable(self, allowed: bool) -> None:
        """Allow writing or refuse it; the kernel refuses it only while no file is open for writing."""
        mode = "remount,bind,rw" if allowed else "remount,bind,ro"
        subprocess.run(["mount", "-o", mode, self.folder], check=True)


if __name__ == "__main__":
    module, name, folder = sys.argv[1:]
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    test = getattr(importlib.import_module(f"tests.scenarios.{module}"), name)
    test.__wrapped__(Path(folder))
