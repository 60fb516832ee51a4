"""Which USB sticks are plugged in, as the kernel tells it: anyone may look, the appliance too."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SYS: Final = Path("/sys/class/block")
MOUNTS: Final = Path("/proc/self/mountinfo")
NAMED: Final = "STICK_DEVICES"
"""Variable for tests, which have no USB: names of block devices that are taken for sticks, and no others."""
_USB: Final = re.compile(r"usb\d+")
# Where a desktop lays out what is plugged in; whatever is mounted elsewhere belongs to the system.
_GUESTS: Final = re.compile(r"/(media/[^/]+|run/media/[^/]+|mnt)/.+")


@dataclass(frozen=True, slots=True)
class Partition:
    """What may hold a file system: a partition, or a whole stick without any.

    Attributes:
        name: the kernel's, such as "sda1".
        disk: the stick that it lies on, such as "sda".
        size_bytes: how large it is.
        read_only: whether the stick has a switch against writing, and it is on.
        plugged: the kernel's number of this plugging in; the next stick in the same place has another.
    """

    name: str
    disk: str
    size_bytes: int
    read_only: bool
    plugged: str

    @property
    def node(self) -> Path:
        """The device."""
        return Path("/dev") / self.name


def partitions(
    sys: Path = SYS, mounts: Path = MOUNTS, environ: Mapping[str, str] = os.environ
) -> tuple[Partition, ...]:
    """Everything on USB sticks that may hold a file system; never of a disk that the system runs from.

    Args:
        sys: the kernel's list of block devices.
        mounts: what is mounted where.
        environ: may name the sticks, in tests.
    """
    named = environ.get(NAMED)
    system = set(_system_disks(sys, mounts)) if named is None else set()
    found = []
    for name in _names(sys) if named is None else named.split():
        place = (sys / name).resolve()
        if not _is_of_a_stick(place, named is not None) or _has_partitions(place):
            continue
        disk = _disk(place)
        if disk.name not in system and (blocks := _number(place / "size")):
            found.append(
                Partition(name, disk.name, blocks * 512, bool(_number(place / "ro")), _read(disk / "diskseq"))
            )
    return tuple(found)


def _is_of_a_stick(place: Path, named: bool) -> bool:
    return place.is_dir() and (named or any(_USB.fullmatch(part) for part in place.parts))


def _has_partitions(place: Path) -> bool:
    return any((place / name / "partition").exists() for name in _names(place) if name.startswith(place.name))


def _disk(place: Path) -> Path:
    return place.parent if (place / "partition").exists() else place


def _system_disks(sys: Path, mounts: Path) -> Iterator[str]:
    """The disks that something of the system's is mounted from, through encryption and volumes."""
    numbers = {_read(sys / name / "dev"): name for name in _names(sys)}
    for line in _read(mounts).splitlines():
        # "36 35 8:1 / /boot/firmware rw,relatime shared:1 - vfat /dev/sda1 rw", see proc(5).
        fields, _, rest = line.partition(" - ")
        words, source = fields.split(), rest.split()[1:2]
        if len(words) < 5 or _GUESTS.fullmatch(words[4]):
            continue
        # The number of a btrfs is none of a device's: there the source tells.
        for name in {numbers.get(words[2]), *(Path(node).resolve().name for node in source)}:
            if name and (sys / name).is_dir():
                yield from _disks_below(sys, name)


def _disks_below(sys: Path, name: str) -> Iterator[str]:
    place = (sys / name).resolve()
    below = _names(place / "slaves")
    if not below:
        yield _disk(place).name
    for other in below:
        yield from _disks_below(sys, other)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def _number(path: Path) -> int:
    text = _read(path)
    return int(text) if text.isdecimal() else 0


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
