"""The key that this device made for itself: it never leaves it, only the request for a certificate does."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from device.config_edit import save_file
from device.errors import UsageError
from device.place import is_there

NAME: Final = "device-key.pem"
LONGEST_NAME: Final = 64
"""Characters of a common name (RFC 5280, ub-common-name)."""


def ensure_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The device's key, made where there is none yet: P-256, for the data folder's owner alone.

    Raises:
        UsageError: it can't be read or written.
    """
    path = folder / NAME
    if not is_there(path):
        fresh = ec.generate_private_key(ec.SECP256R1())
        save_file(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), like=folder)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror}; run as root (sudo)") from error
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UsageError(f"{path}: no key of a device; restore a backup, or remove the file and pair again")
    return key


def certificate_request(folder: Path, name: str) -> str:
    """What a clinic's authority makes a certificate from (PKCS 10, PEM).

    Args:
        folder: the data folder.
        name: the common name; the broker's rights may go by it.

    Raises:
        UsageError: the name can't be used, or the key can't be read or written.
    """
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise UsageError(f"name: {name[:80]!r} can't be a certificate's; give 1 to {LONGEST_NAME} characters")
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(ensure_key(folder), SHA256())
    return request.public_bytes(Encoding.PEM).decode()


def check_certificate(folder: Path, certificate: str) -> None:
    """See that a certificate was made for this device's key.

    Args:
        folder: the data folder.
        certificate: PEM text, the device's own first.

    Raises:
        UsageError: it was not, or is none.
    """
    try:
        theirs = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    except ValueError:
        raise UsageError("pairing: cert: holds no certificate in PEM form") from None
    if theirs != ensure_key(folder).public_key():
        raise UsageError(
            "pairing: cert: not for this device's key; the clinic makes one from matside provision --request"
        )
