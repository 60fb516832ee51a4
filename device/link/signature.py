"""The clinic's signature under a plan: Ed25519 over the plan's canonical JSON without the signature."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FIELD = "signature"


def canonical(plan: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: RFC 8785 JSON of every field that was sent but the signature."""
    return rfc8785.dumps({name: value for name, value in plan.items() if name != FIELD})


def sign(plan: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    """The signature of a plan's JSON object, for its field `signature`."""
    return base64.b64encode(key.sign(canonical(plan))).decode()


def is_signed_by(key: Ed25519PublicKey, plan: Mapping[str, Any]) -> bool:
    """Whether the plan's JSON object carries this key's signature."""
    try:
        key.verify(base64.b64decode(str(plan.get(FIELD)), validate=True), canonical(plan))
    except (InvalidSignature, binascii.Error):
        return False
    return True


def public_key(text: str) -> Ed25519PublicKey:
    """The key that 44 Base64 characters stand for."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
