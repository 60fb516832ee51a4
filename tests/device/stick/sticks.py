"""A USB stick made of a file: real file systems behind a loop device."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from device.stick.devices import NAMED, Partition, partitions

MAKERS = {
    "vfat": ("mkfs.vfat", "-n"),
    "exfat": ("mkfs.exfat", "-L"),
    "ext4": ("mkfs.ext4", "-q", "-L"),
    "ext2": ("mkfs.ext2", "-q", "-L"),
}


def known_here(kind: str) -> bool:
    """Whether this machine's kernel has a file system, or can load it."""
    if shutil.which("modprobe"):
        subprocess.run(["modprobe", "--quiet", kind], check=False, capture_output=True)
    return any(line.split()[-1] == kind for line in Path("/proc/filesystems").read_text().splitlines())


class LoopStick:
    """A stick that is plugged in, until `pull`.

    Args:
        image: the file that it is made of.
        read_only: whether its switch against writing is on.
    """

    def __init__(self, image: Path, *, read_only: bool = False) -> None:
        self.image = image
        command = ["losetup", "--find", "--show", *(["--read-only"] if read_only else []), str(image)]
        self.node = Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
        self._plugged = True

    def find(self) -> tuple[Partition, ...]:
        """What the service and the appliance find of it."""
        # Once it is pulled, its number may be another test's.
        return partitions(environ={NAMED: self.node.name}) if self._plugged else ()

    @contextmanager
    def laid_out(self, folder: Path) -> Iterator[Path]:
        """Its files, for whoever prepares it or looks at it."""
        folder.mkdir(exist_ok=True)
        subprocess.run(["mount", str(self.node), str(folder)], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)

    def tear(self) -> None:
        """Pull it out while it is in use: nothing of it can be read or written any more."""
        os.truncate(self.image, 0)
        subprocess.run(["losetup", "--set-capacity", str(self.node)], check=True)

    def pull(self) -> None:
        """Pull it out."""
        if self._plugged:
            self._plugged = False
            subprocess.run(["losetup", "--detach", str(self.node)], check=True)


def image(path: Path, kind: str, *, label: str = "HOLIDAY", mib: int = 8) -> Path:
    """The file of a formatted stick."""
    with path.open("wb") as file:
        file.truncate(mib * 1024 * 1024)
    subprocess.run([*MAKERS[kind], label, str(path)], check=True, capture_output=True)
    return path


@contextmanager
def stick(path: Path, kind: str = "ext4", *, read_only: bool = False, mib: int = 8) -> Iterator[LoopStick]:
    """A formatted stick, plugged in for the block."""
    if os.geteuid() != 0:
        pytest.skip("only root may make loop devices and mount them")
    if subprocess.run(["losetup", "--find"], check=False, capture_output=True).returncode:
        pytest.skip("this machine has no loop devices")
    if not known_here(kind):
        pytest.skip(f"this machine's kernel has no {kind}")
    made = LoopStick(image(path, kind, mib=mib), read_only=read_only)
    try:
        yield made
    finally:
        made.pull()
