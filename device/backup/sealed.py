"""Bytes sealed with a passphrase, in the age format: scrypt, ChaCha20-Poly1305. https://age-encryption.org/v1"""

from __future__ import annotations

from typing import Final

import pyrage

from device.errors import DamagedBackupError, UsageError

SHORTEST: Final = 10
"""Letters of a passphrase: whoever finds the stick may try as long as they like."""
_MAGIC: Final = b"age-encryption.org/v1\n"
# The library's words for a file key that the passphrase does not open; all others speak of the file.
_WRONG_PASSPHRASE: Final = "Decryption failed"
# It measures how fast this machine is at the moment, and gives up at once on what would take it far too long.
_TOO_SLOW: Final = "Excessive work"


class ShortPassphraseError(UsageError):
    """A passphrase that would soon be found."""


class WrongPassphraseError(UsageError):
    """Not the passphrase that it was sealed with."""


class TooBusyError(UsageError):
    """This machine would need too long to open it at the moment."""


def seal(content: bytes, passphrase: str) -> bytes:
    """The content, readable with the passphrase alone. Takes about a second, so that guessing takes long.

    Raises:
        ShortPassphraseError: the passphrase is too short.
    """
    if len(passphrase) < SHORTEST:
        raise ShortPassphraseError(
            f"passphrase: has {len(passphrase)} letters; give at least {SHORTEST}, such as four words"
        )
    return bytes(pyrage.passphrase.encrypt(content, passphrase))


def unseal(sealed: bytes, passphrase: str, where: str) -> bytes:
    """What was sealed; every byte of it is known to be as it was.

    Args:
        sealed: the whole file.
        passphrase: what it was sealed with.
        where: what to call it in an error.

    Raises:
        WrongPassphraseError: it was sealed with another one.
        DamagedBackupError: not a sealed file, not whole, or altered.
        TooBusyError: this machine is too busy, or too slow.
    """
    if not sealed.startswith(_MAGIC):
        raise DamagedBackupError(f"{where}: not a backup of Matside; choose a file that ends in .age")
    try:
        return bytes(pyrage.passphrase.decrypt(sealed, passphrase))
    except pyrage.DecryptError as error:
        if str(error) == _WRONG_PASSPHRASE:
            raise WrongPassphraseError(
                f"{where}: the passphrase is not the one that it was sealed with"
            ) from None
        if str(error).startswith(_TOO_SLOW):
            raise TooBusyError(
                f"{where}: this machine is too busy or too slow to open it; end what else runs and try again"
            ) from None
        raise DamagedBackupError(
            f"{where}: not whole or altered ({len(sealed)} bytes); copy it again or choose an older backup"
        ) from None
