"""A machine to boot, hang and cut the power of: Debian 12 with systemd in a container, on its own disk."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

PATIENCE_S = 60.0
RESTART = 133
"""What systemd-nspawn ends with when the machine wants to be started again."""
UP = {"starting", "running", "degraded"}
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


class Container:
    """One machine. Its disk is an overlay over others: what is written stays until `scrap`.

    Args:
        bases: the folders that its disk is made of at first, the topmost first; never written to.
        folder: for this machine's disk and its console's words.
        lent: devices of this machine that the other one may use, too.
    """

    def __init__(self, bases: Sequence[Path], folder: Path, lent: Sequence[str] = ()) -> None:
        self._lent = lent
        self.disk = folder / "upper"
        self.root = folder / "root"
        self._console = folder / "console.txt"
        self._nspawn: subprocess.Popen[bytes] | None = None
        self._leader = 0
        for part in ("upper", "work", "root"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        below = ":".join(map(str, bases))
        layers = f"lowerdir={below},upperdir={folder / 'upper'},workdir={folder / 'work'}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, str(self.root)], check=True)

    @property
    def console(self) -> str:
        """What the machine said while it booted."""
        return self._console.read_text("utf-8", "replace") if self._console.exists() else ""

    def boot(self) -> float:
        """Switch on; the monotonic time, in seconds, of the moment before."""
        began_s = time.monotonic()
        with self._console.open("ab") as console:
            self._nspawn = subprocess.Popen(
                [*self._spawn(), "--boot"],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
            )
        self._leader = self.wait_for(self._first_process, "container")
        self.wait_for(
            lambda: self.run("systemctl", "is-system-running").stdout.strip() in UP,
            "systemd in the container",
        )
        return began_s

    def install(self, *command: str) -> str:
        """Run a command in the machine while it is switched off; what it said."""
        done = subprocess.run(
            [*self._spawn(), *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{shlex.join(command)}: {done.stdout}{done.stderr}"
        return done.stdout

    def run(self, *command: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command in the running machine, as root."""
        return subprocess.run(
            [*self._enter(), "env", "-i", f"PATH={PATH}", "LANG=C.UTF-8", *command],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def told(self, *command: str) -> str:
        """What a command that must succeed says."""
        done = self.run(*command)
        assert done.returncode == 0, f"{shlex.join(command)}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def unit(self, name: str, *properties: str) -> dict[str, str]:
        """What systemd knows of a unit."""
        asked = [word for name in properties for word in ("-p", name)]
        return dict(line.split("=", 1) for line in self.told("systemctl", "show", name, *asked).splitlines())

    def in_its_network(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a module of the tests with this machine's loopback, outside of the rest of it."""
        return subprocess.run(
            ["nsenter", f"--target={self._leader}", "--net", sys.executable, "-m", module, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def wait_for(self, condition: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> Any:
        """Wait until `condition()` is true; its value."""
        deadline_s = time.monotonic() + patience_s
        while not (value := condition()):
            assert time.monotonic() < deadline_s, f"no {what} in {patience_s} s:\n{self.console[-2000:]}"
            time.sleep(0.05)
        return value

    def cut_power(self) -> None:
        """Nothing in the machine gets a chance to say another word."""
        if self._leader:
            with suppress(ProcessLookupError):  # it has switched itself off
                os.kill(self._leader, signal.SIGKILL)
        self._gone()

    def wait_for_restart(self, patience_s: float = PATIENCE_S) -> None:
        """Until it has started itself again."""
        assert self._nspawn is not None
        assert self._nspawn.wait(patience_s) == RESTART
        self.boot()

    def wait_until_off(self, patience_s: float = PATIENCE_S) -> None:
        """Until it has switched itself off."""
        assert self._nspawn is not None
        self._nspawn.wait(patience_s)
        self._leader, self._nspawn = 0, None

    def scrap(self) -> None:
        """Switch off for good; the disk is let go."""
        try:
            if self._nspawn is not None:
                self.cut_power()
        finally:
            # Before anyone tidies the folder up: what lies below is not theirs.
            subprocess.run(["umount", "--lazy", str(self.root)], check=True)

    def _first_process(self) -> int:
        """The machine's process 1, as this one counts; 0 as long as it isn't there."""
        assert self._nspawn is not None
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children")
        for child in children.read_text("ascii").split():
            try:
                status = Path(f"/proc/{child}/status").read_text("ascii")
            except FileNotFoundError:
                continue  # it has just ended
            if any(line.split()[0::2] == ["NSpid:", "1"] for line in status.splitlines()):
                return int(child)
        return 0

    def _gone(self) -> None:
        if self._nspawn is not None:
            self._nspawn.wait(PATIENCE_S)
        self._leader, self._nspawn = 0, None

    def _spawn(self) -> Sequence[str]:
        return (
            "systemd-nspawn",
            f"--directory={self.root}",
            f"--machine=matside-{os.getpid()}",
            "--quiet",
            "--console=pipe",
            "--register=no",
            "--keep-unit",
            "--private-network",
            "--timezone=off",
            *(f"--bind={path}" for path in self._lent),
        )

    def _enter(self) -> Sequence[str]:
        kinds = ("--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd")
        return "nsenter", f"--target={self._leader}", *kinds
