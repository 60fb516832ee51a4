"""Certificates as a clinic's own authority would issue them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme


class Authority:
    """A certificate authority with its files in one folder."""

    def __init__(self, folder: Path, name: str = "ca") -> None:
        self._folder = folder
        self._ca = trustme.CA()
        self.file = folder / f"{name}.pem"
        self._ca.cert_pem.write_to_path(self.file)

    def key_pem(self) -> bytes:
        """The authority's own key, which signs."""
        return self._ca.private_key_pem.bytes()

    def issue(self, identity: str, *, expired: bool = False, not_yet: bool = False) -> tuple[Path, Path]:
        """A certificate for a host name, an address or a user: its file and its key's file."""
        now = datetime.now(UTC)
        before, after = now - timedelta(days=2), now + timedelta(days=2)
        if expired:
            after = now - timedelta(days=1)
        if not_yet:
            before = now + timedelta(days=1)
        issued = self._ca.issue_cert(identity, not_before=before, not_after=after)
        certificate, key = self._folder / f"{identity}.pem", self._folder / f"{identity}.key"
        certificate.unlink(missing_ok=True)
        for blob in issued.cert_chain_pems:
            blob.write_to_path(certificate, append=True)
        issued.private_key_pem.write_to_path(key)
        return certificate, key
