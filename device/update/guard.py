"""Watches over an update: the new version must be healthy within three minutes, or the one before comes back.

Copied out of the installed version before an update and run as a program of its own by
matside-update-guard.service, with the system's Python and nothing but the standard library: what an update
brings can't break its judge, and a power cut in the middle only makes it begin again.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("/var/lib/matside-update")
PENDING = "pending.json"
PREVIOUS, DATABASE, NEW = "previous.deb", "matside.db", "new.deb"
SERVICE = "matside.service"
LOOK_EVERY_S = 1.0


@dataclass(frozen=True)
class Update:
    """What `pending.json` says.

    Attributes:
        before, after: the versions.
        data_dir: where the database is.
        screen: the appliance's address.
        patience_s: how long the new version has to become healthy.
        steady_s: how long it must run without a restart to count as healthy.
    """

    before: str
    after: str
    data_dir: str
    screen: str
    patience_s: float = 180.0
    steady_s: float = 60.0


def healthy(update: Update, run: str) -> bool:
    """Whether the service has run, as `run` (systemd's invocation), and its screen answers."""
    if not run:
        return False
    try:
        with urllib.request.urlopen(update.screen, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def current_run() -> str:
    """systemd's name for the present run of the service, empty while it is not ready."""
    told = subprocess.run(
        ["systemctl", "show", SERVICE, "-p", "ActiveState", "-p", "InvocationID"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    state = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
    return state.get("InvocationID", "") if state.get("ActiveState") == "active" else ""


def becomes_healthy(
    update: Update,
    run: Callable[[], str] = current_run,
    answers: Callable[[Update, str], bool] = healthy,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Wait until one run of the service has lasted `steady_s` and its screen answers."""
    began_s = clock()
    present, since_s = run(), began_s
    while clock() - began_s < update.patience_s:
        sleep(LOOK_EVERY_S)
        if (now := run()) != present:
            present, since_s = now, clock()
        if present and clock() - since_s >= update.steady_s and answers(update, present):
            return True
    return False


def go_back(update: Update, folder: Path) -> None:
    """Install the version before; its data comes back if the new version changed the form of it."""
    subprocess.run(["systemctl", "stop", SERVICE], check=False)
    restore_database(update, folder)
    subprocess.run(["dpkg", "--force-downgrade,confold", "--install", str(folder / PREVIOUS)], check=True)
    subprocess.run(["systemctl", "reset-failed", SERVICE], check=False)
    subprocess.run(["systemctl", "restart", SERVICE], check=True)


def restore_database(update: Update, folder: Path) -> None:
    """Put the database from before the update back, if the new version gave it another schema.

    What the new version wrote stays beside it. With the same schema the newer data is the better one.
    """
    data, kept = Path(update.data_dir), folder / DATABASE
    path = data / "matside.db"
    if not kept.exists() or _schema(path) == _schema(kept):
        return
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(data / f"matside.db.of-{update.after}{suffix}")
    owner = data.stat()
    subprocess.run(
        ["install", "-m", "0600", "-o", str(owner.st_uid), "-g", str(owner.st_gid), str(kept), str(path)],
        check=True,
    )


def _schema(path: Path) -> str:
    """The version of the schema, from the file and its log."""
    program = (
        "import sqlite3, sys\n"
        "print(sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version').fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def finish(folder: Path) -> None:
    """The update is decided: what was kept for it goes, the note first, without which nothing is pending."""
    for name in (PENDING, PREVIOUS, DATABASE, NEW):
        (folder / name).unlink(missing_ok=True)


def main(folder: Path = FOLDER) -> int:
    """Judge the pending update."""
    try:
        update = Update(**json.loads((folder / PENDING).read_text("utf-8")))
    except FileNotFoundError:
        return 0
    # A power cut in the middle of the install leaves packages half configured.
    subprocess.run(["dpkg", "--configure", "--pending"], check=False)
    if becomes_healthy(update):
        print(f"Matside {update.after} is healthy: kept")
        finish(folder)
        return 0
    print(f"Matside {update.after} was not healthy within {update.patience_s:.0f} s: back to {update.before}")
    go_back(update, folder)
    finish(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
