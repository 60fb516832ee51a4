"""An update from its first question to the moment when the guard takes over."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from device.config import Config
from device.errors import UsageError
from device.update import guard
from device.update.guard import NEW, PENDING, Update, finish
from device.update.installer import (
    GUARD_SERVICE,
    in_session,
    install,
    installed_version,
    keep_what_is_there,
    undo,
    watch_over,
)
from device.update.package import (
    NoRoomError,
    NotInstallableError,
    NotNewerError,
    NotNowError,
    UpdateError,
    machine_architecture,
    newer,
    newest,
    read_package,
    said,
)
from device.update.signature import SUFFIX, check, trusted_keys

KEYS: Final = (Path("/usr/share/matside/update-keys"), Path("/etc/matside/update-keys"))
"""Where the public keys of those are who may change the program: the maker's, and the owner's own."""

Stage = Literal["checking", "keeping", "installing", "judging"]
Tell = Callable[[Stage, str], None]
"""Hears how far it has come, and what there is to say of it (maybe nothing)."""


class Procedure:
    """One update.

    Args:
        config: the configuration in force.
        folder: root's, for what is kept.
        tell: hears how far it has come.
        patience_s: how long the new version has to become healthy.
        steady_s: how long it must run without a restart to count as healthy.
    """

    def __init__(
        self, config: Config, folder: Path, tell: Tell, *, patience_s: float = 180.0, steady_s: float = 60.0
    ) -> None:
        self._config = config
        self._folder = folder
        self._tell = tell
        self._patience_s = patience_s
        self._steady_s = steady_s

    def run(self, source: Path | None, *, downgrade: bool = False) -> str:
        """Install; the guard judges it afterwards.

        Args:
            source: a package or a folder with one, its signature beside it; None for the machine's apt
                sources.
            downgrade: also accept what is not newer.

        Returns:
            the version that is installed now.

        Raises:
            NotNowError: another update is not decided yet, or somebody exercises.
            UntrustedError: no trusted key signed the package.
            NotNewerError: the package is not newer.
            NoRoomError: there is too little room.
            NotInstallableError: it could not be installed; what came of that.
            UsageError: the package can't be read, or is not for this machine.
            UpdateError: it did not come about for another reason.
        """
        before = installed_version()
        with self._turn():
            refuse_if_not_now(self._config, self._folder)
            try:
                if source is None:
                    after, packages = _candidate(before), ("matside",)
                else:
                    after, packages = self._checked(source, before, downgrade)
                pending = Update(
                    before=before,
                    after=after,
                    data_dir=str(self._config.store.data_dir),
                    screen=f"http://{self._config.web.host}:{self._config.web.port}/",
                    patience_s=self._patience_s,
                    steady_s=self._steady_s,
                )
                keep_what_is_there(pending, self._folder, lambda words: self._tell("keeping", words))
            except BaseException:
                # A refused update leaves nothing behind: neither the package nor what was kept for it.
                finish(self._folder)
                raise
            self._tell("installing", f"installing version {after}")
            try:
                install(*packages)
            except UpdateError as error:
                stays = guard.installed() == before
                words = undo(pending, self._folder)
                raise NotInstallableError(
                    f"version {after} can't be installed ({error}): {words}",
                    guard.installed(),
                    went_back=not stays,
                ) from error
            watch_over()
            self._tell("judging", "")
        return after

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """For this process alone; who comes second would take the first one's way back away."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        folder = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise NotNowError(
                    "another update is under way: nothing was changed; wait for its end", "busy"
                ) from None
            yield
        finally:
            os.close(folder)

    def _checked(self, source: Path, before: str, downgrade: bool) -> tuple[str, tuple[str]]:
        """The version of the package and root's own copy of it, which nobody can exchange after the check."""
        path = newest(source) if source.is_dir() else source
        self._tell("checking", "")
        copy = self._folder / NEW
        try:
            if path.is_relative_to(self._folder):
                path.rename(copy)  # root's own already
            else:
                shutil.copyfile(path, copy)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise NoRoomError(f"{self._folder}: no room for the package; free some space") from None
            raise UsageError(f"{path}: can't be read: {error.strerror}") from None
        signed_by = check(copy, path.with_name(path.name + SUFFIX), trusted_keys(KEYS))
        package = read_package(copy)
        if package.architecture != (here := machine_architecture()):
            raise UsageError(f"{path}: for {package.architecture}, this machine is {here}")
        if not downgrade and not newer(package.version, before):
            raise NotNewerError(
                f"{path}: version {package.version}, installed is {before}; --downgrade installs it still"
            )
        self._tell("checking", f"{path.name}: version {package.version}, signed by {signed_by}")
        return package.version, (str(copy),)


def refuse_if_not_now(config: Config, folder: Path) -> None:
    """Nothing is changed while an update is judged, or somebody exercises.

    Raises:
        NotNowError: it is so.
    """
    if (folder / PENDING).exists():
        raise NotNowError(
            "the last update is still being judged: nothing was changed; try again in some minutes, or if it "
            f"was interrupted, have it judged: systemctl start {GUARD_SERVICE}",
            "being_judged",
        )
    if in_session(config.store.data_dir / "matside.db"):
        raise NotNowError(
            "somebody is exercising: nothing was changed; try again after the session", "exercising"
        )


def _candidate(before: str) -> str:
    """The version that apt would install."""
    said("apt-get", "-qq", "update", timeout_s=300)
    lines = said("apt-cache", "policy", "matside").splitlines()
    after = next((line.split()[-1] for line in lines if line.strip().startswith("Candidate:")), before)
    if not newer(after, before):
        raise UpdateError(f"version {before} is the newest that the machine's apt sources have")
    return after
