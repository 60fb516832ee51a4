"""What a stick offers: backups, and the newest package that fits. No file is opened for it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from device.stick.folder import Folder
from device.stick.order import Contents, KeptBackup, OfferedUpdate
from device.update.installer import installed_version
from device.update.package import UpdateError, machine_architecture, newer
from device.update.signature import SUFFIX

MOST_BACKUPS: Final = 50
MOST_PACKAGES: Final = 50
BACKUP: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~+-]{0,120}\.age")
PACKAGE: Final = re.compile(r"matside_([0-9][A-Za-z0-9.+~-]{0,60})_([a-z0-9-]{1,20})\.deb")
"""As Debian names packages: version and architecture. A name that lies is found out when it is installed."""
_SIGNATURE: Final = re.compile(PACKAGE.pattern + re.escape(SUFFIX))


def contents_of(folder: Folder, label: str) -> Contents:
    """What lies on a stick.

    Args:
        folder: the mounted stick's.
        label: what its owner calls it.

    Raises:
        StickError: it can't be read.
    """
    kept = sorted(folder.files(BACKUP), key=lambda file: (file.modified_s, file.name), reverse=True)
    return Contents(
        label=label,
        free_bytes=folder.free_bytes,
        backups=tuple(
            KeptBackup(name=file.name, written=_minute(file.modified_s)) for file in kept[:MOST_BACKUPS]
        ),
        update=_newest(folder),
    )


def _newest(folder: Folder) -> OfferedUpdate | None:
    signed = {file.name.removesuffix(SUFFIX) for file in folder.files(_SIGNATURE)}
    names = sorted(file.name for file in folder.files(PACKAGE) if file.name in signed)
    if not names:
        return None
    try:
        here, best = machine_architecture(), installed_version()
    except UpdateError:
        return None  # installed from its source: no package fits
    offered = None
    for name in names[:MOST_PACKAGES]:
        version, architecture = _told(name)
        if architecture == here and newer(version, best):
            best, offered = version, OfferedUpdate(name=name, version=version)
    return offered


def _told(name: str) -> tuple[str, str]:
    match = PACKAGE.fullmatch(name)
    assert match is not None
    return match[1], match[2]


def _minute(seconds: float) -> str:
    """Local time; a stick's clock may say anything."""
    try:
        return datetime.fromtimestamp(seconds).isoformat(timespec="minutes")
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0).isoformat(timespec="minutes")
