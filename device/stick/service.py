"""Root's end of the line: takes one order, does it, says how it went."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from device.backup.archive import LARGEST_BYTES, Archive, pack
from device.backup.exchange import exchange, opened
from device.backup.sealed import seal
from device.backup.snapshot import take
from device.config import Config
from device.config_file import find_file, load
from device.errors import MatsideError, UnwritableError
from device.stick.answers import Answers
from device.stick.catalogue import contents_of
from device.stick.devices import Partition
from device.stick.folder import Folder
from device.stick.mounting import Volume, find_volume, mounted
from device.stick.order import BackupOrder, Contents, LookOrder, Order, Outcome, RestoreOrder, UpdateOrder
from device.stick.trouble import StickError, trouble_of
from device.update import guard
from device.update.procedure import refuse_if_not_now
from device.update.signature import SUFFIX

log = logging.getLogger(__name__)

LARGEST_PACKAGE_BYTES: Final = 1024 * 1024 * 1024
LARGEST_SIGNATURE_BYTES: Final = 4096
FROM_STICK: Final = "from-stick"
"""Where a package lies that was copied from a stick, in the update's folder."""
_OF_A_PULLED_STICK: Final = ("unreadable", "read_only")
"""What the kernel says of one, depending on where it was."""
MAINTENANCE: Final = "matside-maintenance.service"
INSTALLER: Final = "matside-stick-update"
"""The unit that installs it: this service's rights are too narrow for dpkg, and its program is exchanged."""


class Service:
    """Does one order.

    Args:
        answers: the way to who gave it.
        find: tells which sticks are plugged in.
        updates: root's folder for what an update keeps.
    """

    def __init__(
        self, answers: Answers, find: Callable[[], tuple[Partition, ...]], updates: Path = guard.FOLDER
    ) -> None:
        self._answers = answers
        self._find = find
        self._updates = updates

    def do(self, order: Order) -> None:
        """Do it. How it went, even that it failed, is said; nothing is raised."""
        log.info("%s", order.do)
        try:
            outcome = self._done(order)
        except StickError as error:
            pulled = error.trouble in _OF_A_PULLED_STICK and not self._find()
            outcome = _failed(order, StickError(f"{error}; pulled out", "no_stick") if pulled else error)
        except Exception as error:
            outcome = _failed(order, error)
        if outcome is not None:
            self._answers.last(outcome)

    def _done(self, order: Order) -> Outcome | None:
        match order:
            case LookOrder():
                return Outcome(of="look", contents=self._look())
            case BackupOrder():
                return self._backup(order)
            case RestoreOrder():
                return self._restore(order)
            case UpdateOrder():
                return self._update(order)

    def _look(self) -> Contents:
        self._answers.step("reading")
        volume = find_volume(self._find)
        with mounted(volume) as folder:
            return contents_of(folder, volume.label)

    def _backup(self, order: BackupOrder) -> Outcome:
        config, settings = _settings()
        volume = find_volume(self._find)
        if volume.partition.read_only:
            raise StickError(f"{volume.partition.node}: write-protected", "read_only")
        self._answers.step("sealing")
        sealed = seal(pack(take(config, settings)), order.passphrase)
        self._answers.step("writing")
        with mounted(volume, writable=True) as folder:
            name = _unused(folder, f"matside-{datetime.now():%Y%m%d-%H%M}")
            if folder.free_bytes < len(sealed):
                raise StickError(f"{name}: {folder.free_bytes} bytes free, {len(sealed)} needed", "full")
            folder.write(name, sealed)
        self._answers.step("checking")
        # Mounted again it comes from the stick, not from this machine's memory.
        with mounted(volume) as folder:
            if folder.read(name, len(sealed)) != sealed:
                raise StickError(f"{name}: the stick does not give back what was written", "unreadable")
            return Outcome(of="backup", name=name, contents=contents_of(folder, volume.label))

    def _restore(self, order: RestoreOrder) -> Outcome:
        config, settings = _settings()
        refuse_if_not_now(config, self._updates)
        self._answers.step("reading")
        with mounted(find_volume(self._find)) as folder:
            sealed = folder.read(order.name, LARGEST_BYTES)
        self._answers.step("checking")
        # Whoever stands at the screen can't bring in another maker of updates.
        archive = replace(opened(sealed, order.passphrase, order.name), update_keys={})
        refuse_if_not_now(config, self._updates)
        return self._exchanged(order, archive, settings)

    def _exchanged(self, order: RestoreOrder, archive: Archive, settings: Path | None) -> Outcome:
        """Put it in place while Matside is stopped; it is started again whatever happens."""
        self._answers.step("keeping")
        self._answers.mark_stopped(True)
        try:
            # The nightly look at the database as well: it would have it open.
            _systemctl("stop", guard.SERVICE, MAINTENANCE)
            done = exchange(archive, order.passphrase, settings, lambda _: self._answers.step("restoring"))
            outcome = Outcome(of="restore", name=order.name)
            try:
                _systemctl("start", guard.SERVICE)
            except MatsideError:
                outcome = _failed(order, StickError("Matside does not run with it", "does_not_run"))
                _systemctl("stop", guard.SERVICE, check=False)
                done.undo()
        except Exception as error:
            outcome = _failed(order, error)
        finally:
            _systemctl("reset-failed", guard.SERVICE, check=False)
            _systemctl("start", "--no-block", guard.SERVICE, check=False)
            self._answers.mark_stopped(False)
        self._answers.leave(outcome)
        return outcome

    def _update(self, order: UpdateOrder) -> Outcome | None:
        config, _ = _settings()
        refuse_if_not_now(config, self._updates)
        self._answers.step("reading")
        place = self._updates / FROM_STICK
        shutil.rmtree(place, ignore_errors=True)
        try:
            self._updates.mkdir(mode=0o700, exist_ok=True)
            place.mkdir(mode=0o700)
            self._copy(find_volume(self._find), order.name, place)
            if self._installed_elsewhere(order.name):
                return None
            raise StickError(f"{INSTALLER}: can't be started; another update may be under way", "busy")  # noqa: TRY301
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise

    @staticmethod
    def _copy(volume: Volume, name: str, place: Path) -> None:
        with mounted(volume) as folder:
            if not folder.has(name + SUFFIX):
                raise StickError(f"{name}{SUFFIX}: not there", "untrusted")
            size, free = folder.size_bytes(name), shutil.disk_usage(place).free
            if size <= LARGEST_PACKAGE_BYTES and free < size:
                raise UnwritableError(f"{place}: {free} bytes free, {size} needed", errno.ENOSPC)
            folder.copy(name + SUFFIX, place / (name + SUFFIX), LARGEST_SIGNATURE_BYTES)
            folder.copy(name, place / name, LARGEST_PACKAGE_BYTES)

    @staticmethod
    def _installed_elsewhere(name: str) -> bool:
        """Have it installed by a unit of its own, which goes on when this one is gone, and says how it went.

        Returns:
            whether that unit was started and has said its word, of whatever kind.
        """
        command = ["systemd-run", "--quiet", "--collect", "--pipe", f"--unit={INSTALLER}"]
        words = [str(Path(sys.executable).with_name("matside")), "stick", "--install", name]
        # A missing setting has the same default there.
        command += [f"--setenv={key}={os.environ[key]}" for key in ("STATE_DIRECTORY",) if key in os.environ]
        done = subprocess.run([*command, *words], check=False, stdin=subprocess.DEVNULL)
        return done.returncode == 0


def _settings() -> tuple[Config, Path | None]:
    settings = find_file(None, os.environ)
    return load(settings, os.environ), settings


def _systemctl(*words: str, check: bool = True) -> None:
    done = subprocess.run(
        ["systemctl", *words],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if check and done.returncode:
        raise MatsideError(f"systemctl {words[0]}: {done.stderr.strip()}")


def _failed(order: Order, error: Exception) -> Outcome:
    trouble = trouble_of(error)
    if isinstance(error, MatsideError):
        log.warning("%s: %s: %s", order.do, trouble, error)
    else:
        log.exception("%s", order.do)
    name = order.name if isinstance(order, RestoreOrder | UpdateOrder) else ""
    return Outcome(of=order.do, trouble=trouble, detail=str(error), name=name)


def _unused(folder: Folder, stem: str) -> str:
    name, number = f"{stem}.age", 1
    while folder.has(name):
        number += 1
        name = f"{stem}-{number}.age"
    return name
