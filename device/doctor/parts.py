"""The parts of the appliance, each looked at by one function. Nothing here changes anything.

What is slow to import is imported by the function that needs it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from device.config import Config
from device.doctor.check import Check, Level
from device.errors import LinkError
from device.paired import link_of
from device.place import is_there
from device.store.programme_day import CLOCK_UNSET_BEFORE

DATABASE = "matside.db"

OS_RELEASE = Path("/etc/os-release")
FIRMWARE = Path("/proc/device-tree/chosen/bootloader/version")

LEAST_FREE_MB = 200
"""A year of sessions takes about 50 MB; below this the system itself is in danger."""


def python(config: Config) -> Check:
    """The interpreter and the libraries that matter."""
    libraries = []
    for name in (
        "numpy",
        "opencv-python-headless",
        "ai-edge-litert",
        "tflite-runtime",
        "picamera2",
        "gpiozero",
    ):
        try:
            libraries.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    said = f"Matside {version('matside')}, Python {sys.version.split()[0]}, {', '.join(libraries)}"
    return Check("versions", Level.OK, said)


def system(config: Config, os_release: Path = OS_RELEASE, firmware: Path = FIRMWARE) -> Check:
    """The operating system, the kernel, and a Raspberry Pi's firmware."""
    name = "PRETTY_NAME="
    told = [line.removeprefix(name).strip('"') for line in _lines(os_release) if line.startswith(name)]
    told.append(f"kernel {os.uname().release} {os.uname().machine}")
    told += [f"firmware {line.rstrip(chr(0))}" for line in _lines(firmware)]
    return Check("system", Level.OK, ", ".join(told))


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def model_files(config: Config) -> Check:
    """The shipped models against the hashes of their manifest."""
    from device.model_files import FOLDER, altered

    if damaged := altered():
        said = f"{', '.join(damaged)}: not as shipped; install Matside again"
        return Check("model files", Level.FAIL, said)
    return Check("model files", Level.OK, f"as shipped, in {FOLDER}")


def model(config: Config) -> Check:
    """The configured model is loaded."""
    from device.model_files import model_path
    from inference.movenet import ModelError, MoveNet

    try:
        net = MoveNet(model_path(config.model.name), config.model.threads)
    except ModelError as error:
        return Check("model", Level.FAIL, str(error))
    return Check("model", Level.OK, f"{net.name} on {net.runtime}, {config.model.threads} threads")


def exercises(config: Config) -> Check:
    """The library loads, and what the plan asks for can be measured."""
    from device.care.assignment import planned_by
    from inference.exercise import ExerciseError, load_library

    try:
        library = load_library()
    except ExerciseError as error:
        return Check("exercises", Level.FAIL, str(error))
    planned_by(config.plan, library)
    return Check("exercises", Level.OK, f"{len(library)}: {', '.join(library)}")


def store(config: Config) -> Check:
    """The database's folder can be written, and the database is sound."""
    folder = config.store.data_dir
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            pass
    except OSError as error:
        return Check(
            "store", Level.FAIL, f"{folder}: can't be written ({error.strerror}); see store.data_dir"
        )
    file = folder / DATABASE
    if not is_there(file):
        return Check("store", Level.OK, f"{folder}: no session yet")
    if fault := _fault(file):
        return Check("store", Level.FAIL, f"{file}: {fault}; keep a copy of it, then start Matside")
    return Check("store", Level.OK, f"{file}: sound")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(place for place in (folder, *folder.absolute().parents) if is_there(place))


def _fault(file: Path) -> str | None:
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
    return None if answer == "ok" else str(answer)


def rows(config: Config) -> dict[str, int]:
    """How many rows each table of the database has; empty where it can't be read."""
    file = config.store.data_dir / DATABASE
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            tables = [name for (name,) in connection.execute(query)]
            return {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables
            }
    except sqlite3.Error:
        return {}


def disk(config: Config) -> Check:
    """Room for years of sessions."""
    folder = _existing(config.store.data_dir)
    free_mb = shutil.disk_usage(folder).free / 1e6
    level = Level.OK if free_mb >= LEAST_FREE_MB else Level.FAIL
    said = f"{free_mb:,.0f} MB free at {folder}"
    return Check("disk", level, said if level is Level.OK else f"{said}, {LEAST_FREE_MB} needed; make room")


def maintenance(config: Config) -> Check:
    """What the last nightly maintenance came to."""
    from device.maintenance.outcome import last_outcome, outcome_words

    last = last_outcome(config.store.data_dir)
    if last is None:
        return Check("maintenance", Level.OK, "not yet; as a service it runs every night")
    level = Level.OK if last[0].good else Level.WARN
    return Check("maintenance", level, outcome_words(config.store.data_dir))


def web_port(config: Config) -> Check:
    """The screen's port can be taken."""
    address = (config.web.host, config.web.port)
    family = socket.AF_INET6 if ":" in config.web.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            said = f"port {config.web.port}: {error.strerror}; right if Matside is running, else set web.port"
            return Check("web port", Level.WARN, said)
    return Check("web port", Level.OK, f"{config.web.host}:{config.web.port} is free")


def broker(config: Config) -> Check:
    """The clinic's broker takes this device: name, certificate, login, with MQTT 5."""
    from device.clinician import Connection

    link, _ = link_of(config, lambda: "")
    if link.host is None:
        return Check("broker", Level.WARN, "no clinic paired (link.host): summaries wait on the device")
    # A name of its own, and nothing is kept under it: the running appliance's connection goes on.
    client_id = f"matside-doctor-{secrets.token_hex(4)}"
    try:
        with Connection(link, client_id, session_expiry_s=0) as connection:
            connection.open(threading.Event())
    except LinkError as error:
        return Check("broker", Level.FAIL, str(error))
    encrypted = "over TLS" if link.tls else "in the clear"
    return Check("broker", Level.OK, f"{connection.where} takes this device, {encrypted}")


def is_synchronised(tool: str = "timedatectl") -> bool | None:
    """Whether the system's clock follows a time server; None where systemd does not tell."""
    try:
        asked = subprocess.run(
            [tool, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(asked.stdout.strip())


def clock(
    config: Config,
    read: Callable[[], datetime] = lambda: datetime.now(UTC),
    synchronised: Callable[[], bool | None] = is_synchronised,
) -> Check:
    """The date can be true, and comes from a time server. Days of the programme are counted by it."""
    now = read()
    if now.date() < CLOCK_UNSET_BEFORE:
        return Check("clock", Level.FAIL, f"it says {now:%Y-%m-%d}; connect to a network or set it with date")
    said = f"{now.astimezone():%Y-%m-%d %H:%M %Z}"
    match synchronised():
        case False:
            told = f"{said}, not from a time server; connect to a network, or see that the date is right"
            return Check("clock", Level.WARN, told)
        case True:
            return Check("clock", Level.OK, f"{said}, from a time server")
    return Check("clock", Level.OK, said)
