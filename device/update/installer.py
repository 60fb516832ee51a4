"""The steps of an update: keep what is there, install, hand over to the guard."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from device.update import guard
from device.update.guard import DATABASE, PENDING, PREVIOUS, Update
from device.update.package import NoRoomError, UpdateError, said

GUARD_SERVICE = "matside-update-guard.service"
INSTALL_TIMEOUT_S = 900.0


def installed_version() -> str:
    """The version of the installed package.

    Raises:
        UpdateError: Matside is not installed as a package.
    """
    try:
        status, version = said("dpkg-query", "-W", "-f=${db:Status-Status} ${Version}", "matside").split()
    except (UpdateError, ValueError):
        status, version = "", ""
    if status != "installed":
        raise UpdateError(
            "Matside is not installed as a Debian package here; a copy of the source is updated with "
            "git pull and provisioning/install"
        )
    return version


def in_session(database: Path) -> bool:
    """Whether somebody exercises now: a session is open and the service runs."""
    if subprocess.run(["systemctl", "is-active", "--quiet", guard.SERVICE], check=False).returncode:
        return False
    if not database.exists():
        return False
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        (sessions,) = connection.execute("SELECT count(*) FROM session WHERE ending IS NULL").fetchone()
    return bool(sessions)


def keep_what_is_there(update: Update, folder: Path, tell: Callable[[str], None]) -> None:
    """Lay everything aside that the way back needs; from its last step on the update is pending.

    Raises:
        NoRoomError: there is no room for it. Nothing was changed then.
        UpdateError: a tool fails. Nothing was changed then.
    """
    program = Path("/usr/lib/matside/wheels")
    needed = 3 * sum(file.stat().st_size for file in program.iterdir()) if program.is_dir() else 0
    if (free := shutil.disk_usage(folder).free) < needed:
        raise NoRoomError(
            f"{folder}: {free / 1e6:.0f} MB free, the update needs {needed / 1e6:.0f} MB; free some space"
        )
    tell(f"keeping version {update.before}, to go back to")
    for left in folder.glob("matside_*.deb"):
        left.unlink()
    said_in(folder, "dpkg-repack", "--deb-option=-Zgzip", "--deb-option=-z1", "matside")
    repacked = next(folder.glob("matside_*.deb"), None)
    if repacked is None:
        raise UpdateError("dpkg-repack made no package of the installed version; nothing was changed")
    repacked.rename(folder / PREVIOUS)
    source = Path(update.data_dir) / "matside.db"
    if source.exists():
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as now,
            closing(sqlite3.connect(folder / DATABASE)) as kept,
        ):
            now.backup(kept)
    shutil.copy(guard.__file__, folder / "guard.py")
    written = folder / f"{PENDING}.new"
    written.write_text(json.dumps(asdict(update)), "utf-8")
    os.sync()
    written.rename(folder / PENDING)


def install(*packages: str) -> None:
    """Have apt install packages, files or names, asking nothing.

    Raises:
        UpdateError: it failed.
    """
    environ = {
        "DEBIAN_FRONTEND": "noninteractive",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
    }
    words = [f"{name}={value}" for name, value in environ.items()]
    options = [
        "-qq",
        "--yes",
        "--allow-downgrades",
        "--no-install-recommends",
        "-o",
        "Dpkg::Options::=--force-confold",
        "-o",
        f"DPkg::Lock::Timeout={guard.LOCK_PATIENCE_S:.0f}",
    ]
    said("env", *words, "apt-get", "install", *options, *packages, timeout_s=INSTALL_TIMEOUT_S)


def watch_over() -> None:
    """Start the guard, which works on by itself."""
    said("systemctl", "daemon-reload")
    said("systemctl", "start", "--no-block", GUARD_SERVICE)


def undo(update: Update, folder: Path) -> str:
    """Have the version before, at once: the new one could not even be installed. What was done, in words."""
    if guard.installed() == update.before != update.after:
        guard.finish(folder)
        return f"{update.before} stays"
    try:
        back = guard.go_back(update, folder)
    except OSError:
        back = False  # no room for the database's copy, say; the guard tells it
    if not back:
        watch_over()
        return f"going back to {update.before} failed as well, the guard goes on trying"
    guard.finish(folder)
    return f"back to {update.before}"


def said_in(folder: Path, *command: str) -> str:
    """`said`, in a folder."""
    return said("env", f"--chdir={folder}", *command, timeout_s=INSTALL_TIMEOUT_S)
