"""The country that the device stands in: by it goes what its Wi-Fi may send, and what its clock shows.

The appliance may change neither. It keeps the choice in the data folder, where matside-country.path sees it,
and root's matside-country.service does what is to be done (systemd/country).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from device.config_edit import save_file
from device.errors import UsageError

NAME: Final = "country"
KERNELS: Final = Path("/sys/module/cfg80211/parameters/ieee80211_regdom")
"""What the kernel was told at its start, by Raspberry Pi Imager for one; 00 is none."""
# fmt: off
COUNTRIES: Final = (
    "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB",
    "GR", "HR", "HU", "IE", "IL", "IN", "IS", "IT", "JP", "KR", "LI", "LT", "LU", "LV", "MT", "MX",
    "NL", "NO", "NZ", "PL", "PT", "RO", "RS", "SE", "SG", "SI", "SK", "TR", "UA", "US", "ZA",
)
# fmt: on
"""What the touchscreen offers (ISO 3166-1): few enough to find one's own. Others: docs/first-boot.md."""


def country_of(folder: Path, kernels: Path = KERNELS) -> str | None:
    """What was chosen on the touchscreen, else what the kernel knows.

    Args:
        folder: the data folder.
    """
    return next((country for path in (folder / NAME, kernels) if (country := _read(path)) in COUNTRIES), None)


def keep_country(folder: Path, country: str) -> None:
    """Keep the choice; root sees it at once.

    Raises:
        UsageError: it is none that is offered, or can't be written.
    """
    if country not in COUNTRIES:
        raise UsageError(f"country: {country[:10]!r} is none of those offered; choose one of the list")
    save_file(folder / NAME, f"{country}\n".encode(), like=folder)


def _read(path: Path) -> str | None:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
