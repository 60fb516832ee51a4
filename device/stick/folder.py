"""A stick's topmost folder. Anyone may have laid anything there: links, pipes, a hundred thousand files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from device.errors import UnwritableError
from device.place import open_regular
from device.stick.trouble import StickError, of_the_stick

MOST_ENTRIES: Final = 20_000
"""So many names are read of a folder, in the order in which they lie there."""
MOST_FILES: Final = 2_000
"""So many of those asked for are looked at; each look goes through the whole folder on a FAT."""
PIECE_BYTES: Final = 1024 * 1024
UNFINISHED: Final = ".matside-unfinished"
"""Holds what is being written; one that a pulled stick left behind makes room for the next."""


@dataclass(frozen=True, slots=True)
class File:
    """A regular file.

    Attributes:
        name: without a folder.
        size_bytes: its size.
        modified_s: when it was written, seconds since 1970.
    """

    name: str
    size_bytes: int
    modified_s: float


class Folder:
    """The files of a mounted stick.

    Args:
        descriptor: of the open folder; whoever opened it closes it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @property
    def free_bytes(self) -> int:
        """Room that is left."""
        room = os.statvfs(self._descriptor)
        return room.f_bavail * room.f_frsize

    def files(self, pattern: re.Pattern[str]) -> list[File]:
        """The regular files whose whole name fits.

        Raises:
            StickError: the folder can't be read.
        """
        try:
            with os.scandir(self._descriptor) as entries:
                names = [
                    entry.name for entry in islice(entries, MOST_ENTRIES) if pattern.fullmatch(entry.name)
                ]
        except OSError as error:
            raise of_the_stick(error, "the stick's folder") from error
        return list(self._looked_at(names[:MOST_FILES]))

    def size_bytes(self, name: str) -> int:
        """How large a file is.

        Raises:
            StickError: it is not there, or no regular file.
        """
        with self._opened(name) as file:
            return os.fstat(file.fileno()).st_size

    def read(self, name: str, largest_bytes: int) -> bytes:
        """A file's content.

        Raises:
            StickError: it can't be read, or is larger than `largest_bytes`.
        """
        try:
            with self._opened(name) as file:
                content = file.read(largest_bytes + 1)
        except OSError as error:
            raise of_the_stick(error, name) from error
        if len(content) > largest_bytes:
            raise StickError(f"{name}: larger than {largest_bytes} bytes", "not_whole")
        return content

    def copy(self, name: str, target: Path, largest_bytes: int) -> None:
        """Copy a file to a new one of the device.

        Raises:
            StickError: it can't be read, or is larger than `largest_bytes`.
            UnwritableError: the device takes no more.
        """
        left = largest_bytes
        with self._opened(name) as file, _new(target) as copy:
            while True:
                try:
                    piece = file.read(PIECE_BYTES)
                except OSError as error:
                    raise of_the_stick(error, name) from error
                if not piece:
                    break
                left -= len(piece)
                if left < 0:
                    raise StickError(f"{name}: larger than {largest_bytes} bytes", "not_whole")
                _put(piece, copy, target)

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all.

        Raises:
            StickError: the stick is full, protected or broken.
        """
        try:
            with suppress(FileNotFoundError):
                os.unlink(UNFINISHED, dir_fd=self._descriptor)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            file = os.fdopen(os.open(UNFINISHED, flags, 0o600, dir_fd=self._descriptor), "wb")
            try:
                with file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.rename(UNFINISHED, name, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)
                os.fsync(self._descriptor)
            except OSError:
                with suppress(OSError):
                    os.unlink(UNFINISHED, dir_fd=self._descriptor)
                raise
        except OSError as error:
            raise of_the_stick(error, name) from error

    def has(self, name: str) -> bool:
        """Whether there is anything of this name, whatever it is.

        Raises:
            StickError: the stick can't be read.
        """
        try:
            os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise of_the_stick(error, name) from error
        return True

    def _looked_at(self, names: Iterable[str]) -> Iterable[File]:
        for name in names:
            # What is broken in the file system can't be offered, and is no reason to offer nothing else.
            with suppress(OSError):
                found = os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)
                if stat.S_ISREG(found.st_mode):
                    yield File(name, found.st_size, found.st_mtime)

    def _opened(self, name: str) -> BinaryIO:
        try:
            return open_regular(name, self._descriptor)
        except OSError as error:
            raise of_the_stick(error, name) from error


def _new(target: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb", 0)
    except OSError as error:
        raise UnwritableError(f"{target}: can't be written: {error.strerror}", error.errno) from error


def _put(piece: bytes, copy: BinaryIO, target: Path) -> None:
    try:
        left = memoryview(piece)
        while left:
            left = left[copy.write(left) :]
    except OSError as error:
        raise UnwritableError(f"{target}: can't be written: {error.strerror}", error.errno) from error
