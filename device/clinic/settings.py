"""The settings of the clinic's server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from device.link.settings import TopicLevel, is_loopback

PublicUrl = Annotated[str, Field(pattern=r"^https://[a-z0-9.-]+(:[0-9]{1,5})?$")]


class ClinicSettings(BaseModel):
    """The clinic's own server (`matside clinic serve`); an appliance needs none of it."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    database: SecretStr | None = None
    """Where records are kept, as postgresql://user:password@host/name; unset: SQLite in store.data_dir."""
    group: TopicLevel = "store"
    """Name of the shared subscription; all workers of one clinic have the same."""
    signing_key_file: Path | None = None
    """PEM file of the clinic's private Ed25519 key (`matside clinic key`); with it, plans are signed."""
    host: str = "127.0.0.1"
    """Address that the pages are served on; anything but loopback needs cert_file."""
    port: int = Field(default=8138, ge=0, le=65535)
    """TCP port of the pages; 0 takes any free one."""
    cert_file: Path | None = None
    """PEM file of the pages' certificate, with its chain."""
    key_file: Path | None = None
    """PEM file of the certificate's private key."""
    public_url: PublicUrl | None = None
    """The address that a browser shows, as https://clinic.example, where it differs from host and port."""

    @model_validator(mode="after")
    def _nothing_in_the_clear(self) -> ClinicSettings:
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file belong together; give both or neither")
        if self.cert_file is None and not is_loopback(self.host):
            raise ValueError(
                f"host = {self.host} is not loopback and there is no cert_file: records would travel "
                "in the clear; give cert_file and key_file, or serve on 127.0.0.1 behind a reverse proxy"
            )
        return self
