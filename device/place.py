"""Where a path that somebody named leads: to something, to nothing, or where this user may not look."""

from __future__ import annotations

from pathlib import Path

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
