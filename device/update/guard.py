"""Watches over an update: the new version must be healthy within three minutes, or the one before comes back.

Copied out of the installed version before an update and run as a program of its own by
matside-update-guard.service, with the system's Python and nothing but the standard library: what an update
brings can't break its judge, and a power cut in the middle only makes it begin again. What it judges is what
dpkg says is installed, not what was meant to be.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("/var/lib/matside-update")
PENDING = "pending.json"
PREVIOUS, DATABASE, NEW = "previous.deb", "matside.db", "new.deb"
SERVICE = "matside.service"
SCREENS = Path("/run/matside-stick")
"""Where the touchscreen looks for the verdict (device/stick/order.py), which may be there after a restart."""
LOOK_EVERY_S = 1.0
LOCK_PATIENCE_S = 300.0
"""How long another package tool, such as the nightly security updates, may keep dpkg to itself."""


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
    except (OSError, http.client.HTTPException):
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


def installed() -> str:
    """The version that dpkg has installed, whole and configured; empty while it has none like that."""
    told = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status} ${Version}", "matside"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    status, _, version = told.partition(" ")
    return version if status == "installed" else ""


def dpkg(*words: str, patience_s: float = LOCK_PATIENCE_S) -> bool:
    """Run dpkg, once it is this one's turn; whether it did what it was told. Nobody is there to be asked."""
    command = ["dpkg", "--force-downgrade,confold", *words]
    deadline_s = time.monotonic() + patience_s
    while True:
        done = subprocess.run(
            command, env=os.environ | {"LC_ALL": "C.UTF-8"}, stderr=subprocess.PIPE, text=True, check=False
        )
        if "was locked by another process" not in done.stderr or time.monotonic() >= deadline_s:
            sys.stderr.write(done.stderr)
            return done.returncode == 0
        time.sleep(LOOK_EVERY_S)


def go_back(update: Update, folder: Path) -> bool:
    """Install the version before; its data comes back if the new version changed the form of it.

    Returns:
        whether it is installed again. If not, the service runs all the same, with what there is.
    """
    subprocess.run(["systemctl", "stop", SERVICE], check=False)
    try:
        restore_database(update, folder)
        return dpkg("--install", str(folder / PREVIOUS))
    finally:
        subprocess.run(["systemctl", "reset-failed", SERVICE], check=False)
        subprocess.run(["systemctl", "restart", SERVICE], check=False)


def restore_database(update: Update, folder: Path) -> None:
    """Put the database from before the update back, if the new version gave it another schema.

    What the new version wrote stays beside it. With the same schema the newer data is the better one.
    """
    data, kept = Path(update.data_dir), folder / DATABASE
    path = data / "matside.db"
    if not kept.exists() or (path.exists() and _schema(path) == _schema(kept)):
        return
    # Whole before it gets its name: half a database would be taken for a damaged one, its copy thrown away.
    whole, owner = data / ".matside.db.before", data.stat()
    # The folder is the service's, this is root: what lies there under that name is not followed.
    whole.unlink(missing_ok=True)
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as copy, kept.open("rb") as source:
        shutil.copyfileobj(source, copy)
        os.fchown(copy.fileno(), owner.st_uid, owner.st_gid)
    aside = _unused(data / f"matside.db.of-{update.after}")
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    os.sync()
    whole.rename(path)
    os.sync()


def _unused(path: Path) -> Path:
    """This path, or one with a number: a power cut between the steps lays aside more than once."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


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


def tell_the_screen(screens: Path, version: str, trouble: str | None, detail: str) -> None:
    """Leave the verdict for the touchscreen; that nobody can be told changes nothing about it."""
    verdict = {"of": "update", "trouble": trouble, "detail": detail, "version": version}
    written = screens / "outcome.json.new"
    if not screens.is_dir():
        return  # nothing is installed that would look there
    try:
        written.write_text(json.dumps(verdict), "utf-8")
        written.chmod(0o644)
        written.rename(screens / "outcome.json")
        (screens / "under-way").unlink(missing_ok=True)
    except OSError as error:
        print(f"the touchscreen is not told: {error}")


def main(
    folder: Path = FOLDER, judge: Callable[[Update], bool] = becomes_healthy, screens: Path = SCREENS
) -> int:
    """Judge the pending update; what can't be decided now is tried again: by systemd, and at each start."""
    try:
        update = Update(**json.loads((folder / PENDING).read_text("utf-8")))
    except FileNotFoundError:
        return 0
    # A power cut in the middle of the install leaves packages half configured.
    dpkg("--configure", "--pending")
    found = installed()
    if found == update.after:
        if judge(update):
            return _decided(folder, screens, update.after, None, f"Matside {update.after} is healthy: kept")
        why = f"was not healthy within {update.patience_s:.0f} s"
    elif found == update.before:
        words = f"Matside {update.after} is not installed, {update.before} is: it stays"
        return _decided(folder, screens, update.before, "failed", words)
    else:
        why = "was cut off while it was installed"
    words = f"Matside {update.after} {why}: back to {update.before}"
    print(words)
    if not go_back(update, folder):
        print(f"Matside {update.before} can't be installed now; tried again")
        return 1
    finish(folder)
    tell_the_screen(screens, update.before, "went_back", words)
    return 0


def _decided(folder: Path, screens: Path, version: str, trouble: str | None, words: str) -> int:
    print(words)
    finish(folder)
    tell_the_screen(screens, version, trouble, words)
    return 0


if __name__ == "__main__":
    sys.exit(main())
