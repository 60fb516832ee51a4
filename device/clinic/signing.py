"""The clinic's key, and its signature under a plan."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.errors import ConfigError, UsageError
from device.link.plan import Plan
from device.link.signature import sign


def new_key(file: Path) -> str:
    """Make a private key in a file that only its owner reads.

    Returns:
        The public key in Base64, as devices have it in `link.clinic_key`.

    Raises:
        UsageError: the file exists or can't be written.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        # A key that devices know is never overwritten.
        file.touch(mode=0o600, exist_ok=False)
        file.write_bytes(pem)
    except FileExistsError:
        raise UsageError(f"{file}: is there already; name another file") from None
    except OSError as error:
        raise UsageError(f"{file}: can't be written ({error.strerror})") from None
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def read_key(file: Path) -> Ed25519PrivateKey:
    """The key that `new_key` made.

    Raises:
        ConfigError: the file can't be read or holds something else.
    """
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise ConfigError(f"clinic.signing_key_file = {file}: can't be read ({error.strerror})") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(
            f"clinic.signing_key_file = {file}: holds no Ed25519 private key; matside clinic key makes one"
        )
    return key


def signed(plan: Plan, key: Ed25519PrivateKey) -> Plan:
    """The plan with the clinic's signature over everything in it."""
    return plan.model_copy(update={"signature": sign(plan.model_dump(mode="json"), key)})
