"""What a clinic hands out so that a device can reach it: one JSON file, or the same as a code to paste."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from typing import Annotated, Final, Literal

import rfc8785
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificates
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from device.errors import UsageError
from device.link.settings import TopicLevel
from device.summary import PatientCode

# Without letters and figures that look alike: the code is read out over the telephone.
ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CHECK_LETTERS: Final = 8
LARGEST: Final = 64 * 1024
CHECKED: Final = {"host", "port", "clinic", "patient_code", "ca", "clinic_key"}
"""What the check code is made of."""

Pem = Annotated[str, Field(pattern=r"^-----BEGIN ", max_length=32 * 1024)]


class Pairing(BaseModel):
    """Where to send, as whom, for whom, and whom to trust. Certificates and keys are PEM text."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    schema_version: Literal[1] = 1
    host: str = Field(min_length=1, max_length=253)
    port: int = Field(default=8883, ge=1, le=65535)
    tls: bool = True
    ca: Pem | None = None
    cert: Pem | None = None
    key: Pem | None = None
    username: str | None = None
    password: str | None = None
    clinic: TopicLevel
    patient_code: PatientCode
    clinic_key: str | None = Field(default=None, pattern=r"^[A-Za-z0-9+/]{43}=$")
    receipts: bool = True


def read_pairing(text: str) -> Pairing:
    """Read the JSON of a pairing file, or a pairing code.

    Raises:
        UsageError: it is neither, or holds a value that can't be used; no secret is repeated.
    """
    body = text.strip().encode()
    if not body.startswith(b"{"):
        try:
            unpacking = zlib.decompressobj()
            body = unpacking.decompress(base64.urlsafe_b64decode(body), LARGEST)
        except (binascii.Error, ValueError, zlib.error):
            raise UsageError("pairing: neither a pairing file (JSON) nor a whole pairing code") from None
    try:
        return Pairing.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise UsageError(f"pairing: {place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None


def pairing_code(pairing: Pairing) -> str:
    """The same as one line of letters, digits, - and _."""
    body = pairing.model_dump_json(exclude_defaults=True).encode()
    return base64.urlsafe_b64encode(zlib.compress(body, 9)).decode()


def check_code(
    *, host: str, port: int, clinic: str, patient_code: str, ca: str | None, clinic_key: str | None
) -> str:
    """Eight letters that are the same on both sides only if both mean the same broker, patient and keys.

    Raises:
        ValueError: `ca` holds no certificate in PEM form.
    """
    authorities = load_pem_x509_certificates(ca.encode()) if ca else []
    meant: dict[str, str | int | list[str] | None] = {
        "host": host,
        "port": port,
        "clinic": clinic,
        "patient_code": patient_code,
        "authorities": sorted(certificate.fingerprint(SHA256()).hex() for certificate in authorities),
        "clinic_key": clinic_key,
    }
    number = int.from_bytes(hashlib.sha256(rfc8785.dumps(meant)).digest())
    letters = ""
    for _ in range(CHECK_LETTERS):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return f"{letters[:4]}-{letters[4:]}"
