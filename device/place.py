"""Where a path that somebody named leads: to something, to nothing, or where this user may not look."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from device.errors import UsageError


def is_there(path: Path) -> bool:
    """Whether there is anything at `path`.

    Raises:
        UsageError: this user may not look, or the disk refuses.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise UsageError(
            f"{path}: can't be looked at ({error.strerror}); make its folders accessible to this user, "
            "or name another place"
        ) from error
    return True


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        UsageError: it can't be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        words = error.strerror if isinstance(error, OSError) else "not text"
        raise UsageError(f"{path}: can't be read: {words}") from None


def open_regular(path: Path | str, folder: int | None = None) -> BinaryIO:
    """Open a file where others may have laid what they like: no link is followed, no pipe waited for.

    Args:
        path: the file.
        folder: descriptor of the folder that it is in, if `path` is a bare name.

    Raises:
        OSError: it can't be opened, or is no regular file.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(path, flags, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file", str(path))
    return os.fdopen(descriptor, "rb")
