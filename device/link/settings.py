"""The settings of the link to the clinic's broker."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

TopicLevel = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")]


class LinkSettings(BaseModel):
    """How to reach the clinic. Without a host nothing is sent; summaries wait in the outbox."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    host: str | None = Field(default=None, min_length=1, max_length=253)
    """Name or address of the broker."""
    port: int = Field(default=8883, ge=1, le=65535)
    """TCP port of the broker."""
    tls: bool = True
    """Encrypt and check the broker's certificate; may be false only for a broker on loopback."""
    ca_file: Path | None = None
    """PEM file of the authority that signed the broker's certificate; unset: the system's authorities."""
    cert_file: Path | None = None
    """PEM file of this device's certificate, if the broker asks for one."""
    key_file: Path | None = None
    """PEM file of the certificate's private key."""
    username: str | None = None
    """Name to log in with."""
    password: SecretStr | None = None
    """Password to log in with."""
    clinic: TopicLevel = "clinic"
    """The clinic's id, second level of every topic."""
    clinic_key: str | None = Field(default=None, pattern=r"^[A-Za-z0-9+/]{43}=$")
    """The clinic's Ed25519 public key, Base64. With it, a plan without the clinic's signature is refused."""
    receipts: bool = True
    """True if the clinic confirms what it has stored; a summary leaves the outbox only then."""
    keepalive_s: int = Field(default=30, ge=5, le=3600)
    """Seconds of silence after which the connection is probed."""

    @model_validator(mode="after")
    def _secret_on_the_way(self) -> LinkSettings:
        if self.host is not None and not self.tls and not is_loopback(self.host):
            raise ValueError(
                f"tls = false sends in the clear, and {self.host} is not loopback; set tls = true"
            )
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file belong together; give both or neither")
        if self.password is not None and self.username is None:
            raise ValueError("password is set without username; give both or neither")
        return self


def is_loopback(host: str) -> bool:
    """Whether what is sent to `host` stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
