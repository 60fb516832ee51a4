"""One tree of errors. Each message says what, where, which value and what to do, in one line."""

from __future__ import annotations


class MatsideError(Exception):
    """Something a person can act on; shown as one line, never as a traceback."""

    exit_code = 1


class UsageError(MatsideError):
    """Wrong arguments or input data."""

    exit_code = 2


class UnwritableError(UsageError):
    """A file can't be written.

    Attributes:
        number: the kernel's, such as errno.ENOSPC.
    """

    def __init__(self, message: str, number: int | None) -> None:
        super().__init__(message)
        self.number = number


class DamagedBackupError(UsageError):
    """Not a backup of Matside, or not whole any more."""


class NewerBackupError(UsageError):
    """A backup of a newer Matside than this one."""


class ConfigError(UsageError):
    """A setting that can't be used."""


class CameraError(MatsideError):
    """No picture from the camera."""


class CameraBusyError(CameraError):
    """Another program has the camera."""


class CameraHungError(CameraError):
    """The camera is there and open, but sends no frames."""


class StoreError(MatsideError):
    """The database can't be opened, read or written."""


class DiskError(StoreError):
    """The disk takes nothing now. It may end by a person's hand, so it is worth trying again.

    Attributes:
        trouble: what is wrong: "full" or "read_only".
    """

    def __init__(self, message: str, trouble: str) -> None:
        super().__init__(message)
        self.trouble = trouble


class SessionClosedError(StoreError):
    """The session is closed: nothing can be added to it any more."""


class LinkError(MatsideError):
    """The clinician's broker refuses or can't be reached."""
