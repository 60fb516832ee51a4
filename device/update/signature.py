"""Who may change the program: packages are signed with Ed25519, beside the package in a file of their own.

Signed is not the package but its SHA-512 after a few words that name the purpose: a package of 150 MB need
not fit into memory, and a signature made with the same key for something else does not fit here.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from device.errors import UsageError
from device.place import read_text

PURPOSE: Final = b"Matside package, SHA-512: "
SUFFIX: Final = ".sig"


class UntrustedError(UsageError):
    """No key that this device trusts signed the package as it is."""


def sign(package: Path, key: Path) -> Path:
    """Write the package's signature beside it.

    Args:
        package: the .deb.
        key: PEM file of the Ed25519 private key, without a passphrase.

    Raises:
        UsageError: a file can't be read, or the key is of another kind.
    """
    try:
        private = load_pem_private_key(read_text(key).encode(), password=None)
    except (ValueError, TypeError):
        raise UsageError(f"{key}: not a PEM private key without a passphrase") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise UsageError(f"{key}: not an Ed25519 key; make one: openssl genpkey -algorithm ed25519")
    signature = package.with_name(package.name + SUFFIX)
    signature.write_text(base64.b64encode(private.sign(_signed(package))).decode() + "\n", "ascii")
    return signature


def trusted_keys(folders: Iterable[Path]) -> dict[str, Ed25519PublicKey]:
    """The keys whose packages are accepted, by the name of their file: *.pem in `folders`.

    Raises:
        UsageError: a file there is no Ed25519 public key.
    """
    keys: dict[str, Ed25519PublicKey] = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.pem")):
        try:
            key = load_pem_public_key(read_text(path).encode())
        except ValueError:
            raise UsageError(f"{path}: not a PEM public key; remove it or put the right one there") from None
        if not isinstance(key, Ed25519PublicKey):
            raise UsageError(f"{path}: not an Ed25519 public key; remove it or put the right one there")
        keys[path.name] = key
    return keys


def check(package: Path, signature: Path, keys: dict[str, Ed25519PublicKey]) -> str:
    """The name of the key that signed the package.

    Raises:
        UntrustedError: there is no signature, or none of the keys made it for this package.
        UsageError: a file can't be read.
    """
    try:
        given = base64.b64decode(read_text(signature).strip(), validate=True)
    except ValueError:
        raise UntrustedError(f"{signature}: not a signature; copy the file again") from None
    signed = _signed(package)
    for name, key in keys.items():
        try:
            key.verify(given, signed)
        except InvalidSignature:
            continue
        return name
    known = ", ".join(keys) or "none is trusted yet"
    raise UntrustedError(
        f"{package}: not signed by a key that this device trusts ({known}), or changed since; "
        "nothing was installed"
    )


def _signed(package: Path) -> bytes:
    try:
        with package.open("rb") as file:
            return PURPOSE + hashlib.file_digest(file, "sha512").hexdigest().encode()
    except OSError as error:
        raise UsageError(f"{package}: can't be read: {error.strerror}") from None
