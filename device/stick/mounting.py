"""A stick's file system, mounted for as long as it is used: at any other moment it can be pulled out."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from device.stick.devices import Partition
from device.stick.folder import Folder
from device.stick.trouble import StickError, of_the_stick

KINDS: Final = {"vfat": "umask=0077", "exfat": "umask=0077", "ext4": ""}
"""The file systems that are mounted, as blkid calls them, with their options: what sticks are sold with, and
Linux's own. Every other is one more driver that a stranger's stick could get at."""
_PROBE_TIMEOUT_S: Final = 30.0
_LONGEST_LABEL: Final = 32
# mount(2)
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_PROGRAMS, _NO_LINKS, _NO_ACCESS_TIMES = 1, 2, 4, 8, 256, 1024
_LAZILY: Final = 2
_libc: Final = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Volume:
    """A file system that can be mounted.

    Attributes:
        partition: where it lies.
        kind: one of KINDS.
        label: what its owner calls it; may be empty.
    """

    partition: Partition
    kind: str
    label: str


def find_volume(find: Callable[[], tuple[Partition, ...]]) -> Volume:
    """The one stick's file system; of several on it, the largest.

    Raises:
        StickError: there is no stick, more than one, or none that can be read.
    """
    found = find()
    if not found:
        raise StickError("no USB stick is plugged in", "no_stick")
    volumes = [volume for partition in found if (volume := _volume(partition)) is not None]
    disks = sorted({volume.partition.disk for volume in volumes})
    if len(disks) > 1:
        raise StickError(f"several sticks: {', '.join(disks)}", "several_sticks")
    if not volumes:
        names = ", ".join(partition.name for partition in found)
        raise StickError(f"{names}: no file system of {', '.join(KINDS)}", "unreadable")
    return max(volumes, key=lambda volume: volume.partition.size_bytes)


@contextmanager
def mounted(volume: Volume, *, writable: bool = False) -> Iterator[Folder]:
    """The stick's files for as long as the block lasts; what was written is on the stick afterwards.

    Raises:
        StickError: it can't be mounted, is protected, or was pulled out too early.
    """
    node = str(volume.partition.node)
    if writable and volume.partition.read_only:
        raise StickError(f"{node}: write-protected", "read_only")
    place = Path(tempfile.mkdtemp(prefix="matside-stick-"))
    try:
        flags = _NO_SUID | _NO_DEVICES | _NO_PROGRAMS | _NO_LINKS | _NO_ACCESS_TIMES
        _mount(node, place, volume.kind, flags | (0 if writable else _READ_ONLY))
        try:
            descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                yield Folder(descriptor)
                if writable and _libc.syncfs(descriptor):
                    raise of_the_stick(_last_error(), node)
            finally:
                os.close(descriptor)
        finally:
            _unmount(place)
    finally:
        with suppress(OSError):
            place.rmdir()


def _volume(partition: Partition) -> Volume | None:
    """What blkid reads off it; None for what is not mounted."""
    command = ["blkid", "--probe", "--usages", "filesystem", "--output", "udev", str(partition.node)]
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, timeout=_PROBE_TIMEOUT_S, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return None
    told = dict(line.split(b"=", 1) for line in done.stdout.splitlines() if b"=" in line)
    kind = told.get(b"ID_FS_TYPE", b"").decode("ascii", "replace")
    return Volume(partition, kind, _label(told.get(b"ID_FS_LABEL_ENC", b""))) if kind in KINDS else None


def _label(encoded: bytes) -> str:
    plain = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda match: bytes([int(match[1], 16)]), encoded)
    text = plain.decode("utf-8", "replace")
    return "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST_LABEL]


def _mount(node: str, place: Path, kind: str, flags: int) -> None:
    words = (node, str(place), kind)
    if _libc.mount(*map(os.fsencode, words), ctypes.c_ulong(flags), os.fsencode(KINDS[kind])):
        raise of_the_stick(_last_error(), f"{node} ({kind})")


def _unmount(place: Path) -> None:
    """At once if it can be; lazily where something still holds on to it, or nobody could mount it again."""
    if _libc.umount2(os.fsencode(place), 0):
        _libc.umount2(os.fsencode(place), _LAZILY)


def _last_error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
