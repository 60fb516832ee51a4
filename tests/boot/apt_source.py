"""A folder of packages that apt takes them from, signed as docs/updates.md wants it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from email.utils import formatdate
from pathlib import Path


class AptSource:
    """A clinic's own source, with a key of its own.

    Args:
        folder: of the packages.
        home: for gpg's keys; made here.
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self._home = home
        home.mkdir(mode=0o700)
        self._gpg("--quick-generate-key", "Packages <packages@clinic.invalid>", "ed25519", "sign", "never")

    def publish(self, *packages: Path) -> None:
        """Lay the packages there, with an index that is signed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in packages:
            shutil.copy(path, self.folder)
        index = subprocess.run(
            ["dpkg-scanpackages", "."], cwd=self.folder, capture_output=True, check=True
        ).stdout
        (self.folder / "Packages").write_bytes(index)
        summed = f" {hashlib.sha256(index).hexdigest()} {len(index)} Packages"
        release = f"Suite: matside\nDate: {formatdate(usegmt=True)}\nSHA256:\n{summed}\n"
        (self.folder / "InRelease").write_bytes(self._gpg("--clearsign", text=release))

    def key(self) -> bytes:
        """The public half."""
        return self._gpg("--export")

    def close(self) -> None:
        """End gpg's helper."""
        subprocess.run(["gpgconf", "--homedir", str(self._home), "--kill", "all"], check=True)

    def _gpg(self, *words: str, text: str = "") -> bytes:
        command = ["gpg", "--homedir", str(self._home), "--batch", "--quiet", "--passphrase", "", *words]
        return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
