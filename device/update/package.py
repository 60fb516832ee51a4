"""A Debian package of Matside, looked at before it is installed."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from device.errors import MatsideError, UsageError

TIMEOUT_S = 60.0


class UpdateError(MatsideError):
    """An update that did not come about; the version before is still there."""


class NotNowError(UpdateError):
    """It may come about later.

    Attributes:
        reason: "exercising", "being_judged" or "busy".
    """

    def __init__(self, message: str, reason: Literal["exercising", "being_judged", "busy"]) -> None:
        super().__init__(message)
        self.reason = reason


class NoRoomError(UpdateError):
    """The disk holds too little free space for the package and the way back."""


class NotInstallableError(UpdateError):
    """The package is good, but could not be installed.

    Attributes:
        version: that is there now, empty if not even that is sure yet.
        went_back: whether the version before had to be installed again.
    """

    def __init__(self, message: str, version: str, *, went_back: bool) -> None:
        super().__init__(message)
        self.version = version
        self.went_back = went_back


class NotNewerError(UsageError):
    """The package is not newer than what is installed."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says of itself."""

    path: Path
    name: str
    version: str
    architecture: str


def said(*command: str, timeout_s: float = TIMEOUT_S) -> str:
    """What a program of the system says.

    Raises:
        UpdateError: it is not there, fails, or takes too long.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout_s)
    except FileNotFoundError:
        raise UpdateError(f"{command[0]} is missing: updates need Debian's package tools") from None
    except subprocess.TimeoutExpired:
        raise UpdateError(f"{command[0]} took longer than {timeout_s:.0f} s and was ended") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise UpdateError(f"{' '.join(command[:2])}: {lines[-1] if lines else done.returncode}")
    return done.stdout.strip()


def read_package(path: Path) -> Package:
    """Open a package.

    Raises:
        UsageError: it is none, or not one of Matside.
    """
    try:
        fields = said(
            "dpkg-deb", "--show", "--showformat=${Package} ${Version} ${Architecture}", str(path)
        ).split()
    except UpdateError as error:
        raise UsageError(f"{path}: not a Debian package ({error})") from None
    if len(fields) != 3 or fields[0] != "matside":
        raise UsageError(f"{path}: a package of {fields[0] if fields else 'nothing'}, not of Matside")
    return Package(path, *fields)


def newer(one: str, other: str) -> bool:
    """Whether version `one` comes after `other`, as dpkg counts."""
    return subprocess.run(["dpkg", "--compare-versions", one, "gt", other], check=False).returncode == 0


def newest(folder: Path) -> Path:
    """The newest package for this machine in a folder, such as a USB stick.

    Raises:
        UsageError: there is none.
    """
    architecture = machine_architecture()
    found: Sequence[Package] = [
        package
        for path in sorted(folder.glob("matside_*.deb"))
        if (package := read_package(path)).architecture == architecture
    ]
    if not found:
        raise UsageError(f"{folder}: no matside_VERSION_{architecture}.deb there; copy one with its .sig")
    best = found[0]
    for package in found[1:]:
        best = package if newer(package.version, best.version) else best
    return best.path


def machine_architecture() -> str:
    """As Debian calls it: arm64, amd64."""
    return said("dpkg", "--print-architecture")
