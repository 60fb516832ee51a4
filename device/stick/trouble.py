"""What went wrong, in the contract's words: by the kind of an error, never by its text."""

from __future__ import annotations

import errno
from typing import Final

from device.backup.sealed import ShortPassphraseError, TooBusyError, WrongPassphraseError
from device.errors import DamagedBackupError, DiskError, MatsideError, NewerBackupError, UnwritableError
from device.stick.order import Trouble
from device.update.package import NoRoomError, NotInstallableError, NotNewerError, NotNowError
from device.update.signature import UntrustedError


class StickError(MatsideError):
    """Something is wrong with the stick itself.

    Attributes:
        trouble: what.
    """

    def __init__(self, message: str, trouble: Trouble) -> None:
        super().__init__(message)
        self.trouble: Trouble = trouble


_OF_KIND: Final[tuple[tuple[type[MatsideError], Trouble], ...]] = (
    (ShortPassphraseError, "short_passphrase"),
    (WrongPassphraseError, "wrong_passphrase"),
    (TooBusyError, "busy"),
    (DamagedBackupError, "not_whole"),
    (NewerBackupError, "too_new"),
    (UntrustedError, "untrusted"),
    (NotNewerError, "not_newer"),
    (NoRoomError, "full"),
)


def trouble_of(error: BaseException) -> Trouble:
    """The contract's word for an error."""
    if isinstance(error, StickError):
        return error.trouble
    if isinstance(error, NotNowError):
        return error.reason
    if isinstance(error, NotInstallableError):
        return "went_back" if error.went_back and error.version else "failed"
    if isinstance(error, DiskError):
        return "full" if error.trouble == "full" else "failed"
    if isinstance(error, UnwritableError):
        return "full" if error.number == errno.ENOSPC else "failed"
    return next((trouble for kind, trouble in _OF_KIND if isinstance(error, kind)), "failed")


def of_the_stick(error: OSError, what: str) -> StickError:
    """What the kernel says of a stick.

    Args:
        error: of reading, writing or mounting it.
        what: file or device.
    """
    number = error.errno or errno.EIO
    troubles: dict[int, Trouble] = {
        errno.ENOSPC: "full",
        errno.EDQUOT: "full",
        errno.EROFS: "read_only",
        errno.EACCES: "read_only",
        # A desktop has laid it out already.
        errno.EBUSY: "busy",
    }
    return StickError(f"{what}: {error.strerror or error}", troubles.get(number, "unreadable"))
