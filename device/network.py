"""Whether the machine has a network, and how well it hears the Wi-Fi, as the kernel tells it."""

from __future__ import annotations

from pathlib import Path

SYS = Path("/sys/class/net")
WIRELESS = Path("/proc/net/wireless")
BEST_LINK = 70.0
"""Link quality that drivers report as the best (wireless extensions)."""


def network_words(sys: Path = SYS, wireless: Path = WIRELESS) -> str:
    """One line: Wi-Fi with its strength, else a cable, else nothing."""
    up = [name for name in _interfaces(sys) if _read(sys / name / "operstate") == "up"]
    radio = [name for name in up if (sys / name / "wireless").is_dir()]
    if radio:
        strength = _strength_percent(_read(wireless), radio[0])
        return "wifi: connected" if strength is None else f"wifi: connected, {strength} %"
    if up:
        return "cable: connected"
    has_radio = any((sys / name / "wireless").is_dir() for name in _interfaces(sys))
    return "wifi: not connected" if has_radio else "not connected"


def _interfaces(sys: Path) -> list[str]:
    try:
        return sorted(place.name for place in sys.iterdir() if place.name != "lo")
    except OSError:
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _strength_percent(table: str, interface: str) -> int | None:
    """From the table of the wireless extensions: "wlan0: 0000   54.  -56.  -256 ..."."""
    for line in table.splitlines():
        name, _, values = line.strip().partition(":")
        fields = values.split()
        if name != interface or len(fields) < 2:
            continue
        try:
            quality = float(fields[1])
        except ValueError:
            return None
        return round(100 * min(1.0, max(0.0, quality / BEST_LINK)))
    return None
