"""How warm a Raspberry Pi is, and whether it was slowed down (the firmware's own flags)."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HOT_C = 75.0
"""Near the 80 °C from which a Pi lowers its clock.

Source: Raspberry Pi documentation, "Frequency management and thermal control".
"""

_NOW = {0: "under-voltage", 1: "clock capped", 2: "throttled", 3: "soft temperature limit"}
_HEAT = 0b1110
"""All of them but under-voltage."""
_SINCE_BOOT = 16
"""The same flags, this many bits higher, tell what happened since the start."""


@dataclass(frozen=True, slots=True)
class PiHealth:
    """What the Pi says of itself.

    Attributes:
        temperature_c: of the processor; None if it can't be read.
        throttled: the firmware's flags (`vcgencmd get_throttled`); None if they can't be read.
    """

    temperature_c: float | None
    throttled: int | None

    @property
    def now(self) -> list[str]:
        """What holds it back at this moment."""
        return _flags(self.throttled or 0)

    @property
    def slowed(self) -> bool:
        """Whether the firmware lowers the clock now."""
        return bool((self.throttled or 0) & _HEAT)

    @property
    def since_boot(self) -> list[str]:
        """What held it back at some time since the start."""
        return _flags((self.throttled or 0) >> _SINCE_BOOT)


def _flags(bits: int) -> list[str]:
    return [words for bit, words in _NOW.items() if bits >> bit & 1]


def pi_model(file: Path = Path("/proc/device-tree/model")) -> str | None:
    """The board's name, such as "Raspberry Pi 5 Model B Rev 1.0"; None on other machines."""
    try:
        name = file.read_bytes().rstrip(b"\0").decode("utf-8", "replace")
    except OSError:
        return None
    return name if name.startswith("Raspberry Pi") else None


def read_pi_health(
    thermal: Path = Path("/sys/class/thermal/thermal_zone0/temp"),
    tool: str = "vcgencmd",
    flags: Path = Path("/sys/devices/platform/soc/soc:firmware/get_throttled"),
) -> PiHealth:
    """Ask kernel and firmware; the flags from the kernel's file, which needs no rights, else by the tool."""
    try:
        temperature_c = int(thermal.read_text(encoding="ascii")) / 1000.0
    except (OSError, ValueError):
        temperature_c = None
    try:
        throttled: int | None = int(flags.read_text(encoding="ascii"), 16)
    except (OSError, ValueError):
        throttled = _asked(tool)
    return PiHealth(temperature_c, throttled)


def _asked(tool: str) -> int | None:
    program = shutil.which(tool)
    if program is None:
        return None
    try:
        answer = subprocess.run(
            [program, "get_throttled"], capture_output=True, text=True, timeout=1, check=True
        )
        return int(answer.stdout.partition("=")[2], 16)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
