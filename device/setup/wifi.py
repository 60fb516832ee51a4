"""Wi-Fi through NetworkManager's `nmcli`, the only file that knows how: what is in the air, and joining."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from device.errors import UsageError

LONGEST_SSID_BYTES: Final = 32
PASSWORD = re.compile(r"[\x20-\x7e]{8,63}")
"""What WPA takes (IEEE 802.11, annex J.4): 8 to 63 printable ASCII characters."""
ANSWER_S: Final = 15.0
JOIN_S: Final = 40
# nmcli escapes with backslashes what separates its fields.
_FIELD: Final = re.compile(r"((?:[^:\\]|\\.)*)(?::|$)")


@dataclass(frozen=True, slots=True)
class Network:
    """One network in the air.

    Attributes:
        ssid: its name.
        strength_percent: of its strongest station.
        secured: whether it wants a password.
        in_use: whether this machine is connected to it.
    """

    ssid: str
    strength_percent: int
    secured: bool
    in_use: bool


class NetworkManager:
    """The machine's Wi-Fi, where NetworkManager looks after it.

    Args:
        environ: the environment in which nmcli is looked for and run.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = dict(environ) | {"LC_ALL": "C.UTF-8"}
        self._tool = shutil.which("nmcli", path=environ.get("PATH"))

    def has_radio(self) -> bool:
        """Whether there is a Wi-Fi that NetworkManager looks after."""
        if self._tool is None:
            return False
        done = self._run("--terse", "--fields", "TYPE", "device", "status", timeout_s=ANSWER_S)
        return done.returncode == 0 and "wifi" in done.stdout.split()

    def is_on(self) -> bool:
        """Whether the radio may send; Raspberry Pi OS comes with it off, until a country is chosen."""
        done = self._run("--terse", "radio", "wifi", timeout_s=ANSWER_S)
        return done.returncode == 0 and done.stdout.strip() == "enabled"

    def switch_on(self) -> None:
        """Let the radio send, now and after every start.

        Raises:
            UsageError: NetworkManager refuses or does not answer.
        """
        done = self._run("radio", "wifi", "on", timeout_s=ANSWER_S)
        if done.returncode:
            raise UsageError(f"Wi-Fi: {_reason(done)}")

    def networks(self) -> list[Network]:
        """What was last heard in the air, the strongest first, each name once; asks for a new look around.

        Hidden networks are left out. What the new look finds comes with a later call, some seconds after.

        Raises:
            UsageError: NetworkManager does not answer.
        """
        # Refused just after another one: then it is fresh.
        self._run("device", "wifi", "rescan", timeout_s=ANSWER_S)
        style = ("--terse", "--escape", "yes", "--fields", "IN-USE,SSID,SIGNAL,SECURITY")
        done = self._run(*style, "device", "wifi", "list", "--rescan", "no", timeout_s=ANSWER_S)
        if done.returncode:
            raise UsageError(f"Wi-Fi: {_reason(done)}")
        found: dict[str, Network] = {}
        for line in done.stdout.splitlines():
            network = _network(line)
            if network.ssid:
                known = found.get(network.ssid)
                if known is None or (network.in_use, network.strength_percent) > (
                    known.in_use,
                    known.strength_percent,
                ):
                    found[network.ssid] = network
        return sorted(found.values(), key=lambda network: (-network.in_use, -network.strength_percent))

    def join(self, ssid: str, password: str) -> None:
        """Connect, now and after every start.

        Args:
            ssid: the network's name.
            password: empty for an open network, or one whose password is known already.

        Raises:
            UsageError: it can't be joined: wrong password, out of reach, refused.
        """
        if not 1 <= len(ssid.encode()) <= LONGEST_SSID_BYTES or not ssid.isprintable():
            raise UsageError(f"Wi-Fi: {ssid[:40]!r} is no name of a network; choose one of the list")
        if password and not PASSWORD.fullmatch(password):
            raise UsageError(
                f"Wi-Fi: the password has {len(password)} characters; it must have 8 to 63, letters without "
                "accents, figures and signs"
            )
        if password:
            self._forget(ssid)
        # On standard input: other programs of this machine may read every command line.
        done = self._run(
            *("--wait", str(JOIN_S), "--ask", "device", "wifi", "connect", ssid),
            timeout_s=JOIN_S + 10.0,
            told=f"{password}\n",
        )
        if done.returncode:
            raise UsageError(f"Wi-Fi: {ssid}: {_reason(done)}")

    def _forget(self, ssid: str) -> None:
        """Remove what was kept of a network, such as a wrong password; nmcli would not replace it.

        What connects this machine at the moment stays.
        """
        kept = self._run("--terse", "--fields", "UUID,TYPE,STATE", "connection", "show", timeout_s=ANSWER_S)
        for line in kept.stdout.splitlines():
            uuid, kind, state = line.split(":")
            if kind != "802-11-wireless" or state == "activated":
                continue
            asked = ("--escape", "no", "--get-values", "802-11-wireless.ssid", "connection", "show", uuid)
            if self._run(*asked, timeout_s=ANSWER_S).stdout == f"{ssid}\n":
                self._run("connection", "delete", uuid, timeout_s=ANSWER_S)

    def _run(self, *arguments: str, timeout_s: float, told: str = "") -> subprocess.CompletedProcess[str]:
        if self._tool is None:
            raise UsageError("Wi-Fi: nmcli is not installed; use a cable, or install network-manager")
        try:
            return subprocess.run(
                [self._tool, *arguments],
                input=told,
                capture_output=True,
                text=True,
                timeout=timeout_s,
                check=False,
                env=self._environ,
            )
        except subprocess.TimeoutExpired as error:
            raise UsageError(f"Wi-Fi: no answer within {timeout_s:.0f} s; try again") from error
        except (OSError, ValueError) as error:
            raise UsageError(f"Wi-Fi: {error}") from error


def _network(line: str) -> Network:
    """From a line such as "*:Home:82:WPA2"."""
    in_use, ssid, signal, security, *_ = [re.sub(r"\\(.)", r"\1", field) for field in _FIELD.findall(line)]
    return Network(ssid, int(signal) if signal.isdigit() else 0, bool(security.strip("- ")), in_use == "*")


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """The first line of what nmcli complains of; it repeats no password."""
    said = (done.stderr or done.stdout).strip().splitlines()
    return said[0].removeprefix("Error: ") if said else f"nmcli ended with {done.returncode}"
