"""Switching the machine off: only where systemd runs Matside as a service, the only file that knows how."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from device.errors import UsageError

TIMEOUT_S = 10.0
SYSTEMD = Path("/run/systemd/system")


def poweroff_command(environ: Mapping[str, str], systemd: Path = SYSTEMD) -> tuple[str, ...]:
    """The command that switches this machine off; empty where Matside is not its service."""
    tool = shutil.which("systemctl", path=environ.get("PATH"))
    if tool is None or "INVOCATION_ID" not in environ or not systemd.is_dir():
        return ()
    return tool, "--no-ask-password", "poweroff"


class Power:
    """The switch.

    Args:
        command: what switches the machine off; empty: nothing does.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)

    @property
    def can_switch_off(self) -> bool:
        """Whether there is a way."""
        return bool(self._command)

    def switch_off(self) -> None:
        """Switch the machine off; the service is told to end in good order first.

        Raises:
            UsageError: there is no way, or it is refused.
        """
        if not self._command:
            raise UsageError("this machine can't be switched off from here; use its own way")
        try:
            done = subprocess.run(
                self._command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UsageError(f"switching off: {error}") from error
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise UsageError(f"switching off was refused: {said[0] if said else done.returncode}")
