"""How warm a Raspberry Pi is, and whether heat or a weak supply slows it down (the firmware's own flags)."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HOT_C = 75.0
"""Near the 80 °C from which a Pi lowers its clock.

Source: Raspberry Pi documentation, "Frequency management and thermal control".
"""

WEAK_SUPPLY = "under-voltage (weak supply)"
_NOW = {
    0: WEAK_SUPPLY,
    1: "clock capped",
    2: "throttled",
    3: "soft temperature limit",
}
_UNDER_VOLTAGE, _LOWERED, _HEAT = 0b1, 0b110, 0b1110
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
        return _words(_causes(self.throttled or 0))

    @property
    def hot(self) -> bool:
        """Whether heat lowers the clock now."""
        return bool(_causes(self.throttled or 0) & _HEAT)

    @property
    def since_boot(self) -> list[str]:
        """What held it back at some time since the start."""
        return _words(_causes((self.throttled or 0) >> _SINCE_BOOT))


def _causes(bits: int) -> int:
    """The flags without those that only follow: for too low a voltage, too, the firmware lowers the clock.

    Source: raspberrypi/firmware issue 615.
    """
    return bits & ~_LOWERED if bits & _UNDER_VOLTAGE else bits


def _words(bits: int) -> list[str]:
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
    devices: Path = Path("/sys/devices/platform"),
) -> PiHealth:
    """Ask kernel and firmware; the flags by the firmware's tool, else from the kernel's file.

    The kernel calls its file deprecated, and newer ones have none.
    """
    try:
        temperature_c = int(thermal.read_text(encoding="ascii")) / 1000.0
    except (OSError, ValueError):
        temperature_c = None
    throttled = _asked(tool)
    return PiHealth(temperature_c, _kept(devices) if throttled is None else throttled)


def _kept(devices: Path) -> int | None:
    """The kernel's file is in soc/soc:firmware, on a Pi 5 in soc@107c000000/soc@107c000000:firmware."""
    for flags in devices.glob("soc*/soc*:firmware/get_throttled"):
        try:
            return int(flags.read_text(encoding="ascii"), 16)
        except (OSError, ValueError):
            continue
    return None


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
