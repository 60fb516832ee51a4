"""A real mosquitto for tests: passwords, rights, TLS; killed, frozen and started again at will."""

from __future__ import annotations

import getpass
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

START_TIMEOUT_S = 10.0


def program(name: str) -> str:
    """The path of one of mosquitto's programs; Debian keeps the broker where only root's PATH looks."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    assert found, f"{name} is not installed: make test installs it, or: sudo apt-get install mosquitto"
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Mosquitto:
    """A broker on a loopback port of its own, stopped until `start`.

    Attributes:
        folder: a private folder for its files.
        users: name to password; empty: anybody may connect.
        acl: rights in mosquitto's own format; None: everybody may do everything.
        tls: (certificate, key) PEM files of the broker; None: plain text.
        extra: further configuration lines.
        persistent: keeps sessions and messages on disk, saved at every change, as a careful clinic has it.
    """

    folder: Path
    users: dict[str, str] = field(default_factory=dict)
    acl: str | None = None
    tls: tuple[Path, Path] | None = None
    extra: tuple[str, ...] = ()
    persistent: bool = False
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it accepts connections."""
        config = self.folder / "mosquitto.conf"
        config.write_text("\n".join(self._lines()) + "\n")
        log = self.folder / "mosquitto.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [program("mosquitto"), "-c", config], stdout=output, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert self._process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """End it without a chance to save or say goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order; does nothing if it is not running."""
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """The machine hangs: connections stay open, nothing is answered."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if nothing had been."""
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def log(self) -> str:
        """What it said so far."""
        return (self.folder / "mosquitto.log").read_text()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        # One that is frozen ends in order only when it goes on; killed, it must not take another breath.
        if how != signal.SIGKILL:
            self._process.send_signal(signal.SIGCONT)
        self._process.wait(10)
        self._process = None

    def _lines(self) -> list[str]:
        lines = [f"listener {self.port} 127.0.0.1", f"user {getpass.getuser()}", "log_type all", *self.extra]
        if self.tls:
            lines += [f"certfile {self.tls[0]}", f"keyfile {self.tls[1]}"]
        if self.users:
            passwords = self.folder / "passwords"
            passwords.touch(mode=0o600)
            for name, password in self.users.items():
                subprocess.run(
                    [program("mosquitto_passwd"), "-b", passwords, name, password],
                    check=True,
                    capture_output=True,
                )
            lines += ["allow_anonymous false", f"password_file {passwords}"]
        else:
            lines += ["allow_anonymous true"]
        if self.acl is not None:
            rights = self.folder / "acl"
            rights.write_text(self.acl)
            rights.chmod(0o600)
            lines += [f"acl_file {rights}"]
        if self.persistent:
            lines += [
                "persistence true",
                f"persistence_location {self.folder}/",
                "autosave_on_changes true",
                "autosave_interval 1",
            ]
        return lines
