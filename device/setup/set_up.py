"""The guided set-up, as the touchscreen sees it: whether it is wanted, and the network."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from device.errors import UsageError
from device.setup.country import country_of, keep_country
from device.setup.wifi import Network, NetworkManager

WANTED: Final = "set-up-wanted"
"""A file in the data folder, there as long as the touchscreen should begin with the set-up."""
TROUBLE: Final = "first-boot-trouble"
"""A file in the data folder: what the first boot could not do, a line each."""


def ask_for_set_up(folder: Path) -> None:
    """The touchscreen begins with the set-up: first boot, or the button held.

    Args:
        folder: the data folder.

    Raises:
        UsageError: it can't be written.
    """
    try:
        # Root may ask for it as well, in a folder that is the appliance's.
        os.close(os.open(folder / WANTED, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise UsageError(f"{folder / WANTED}: can't be written ({error.strerror})") from error


class SetUp:
    """What `webui` is handed. Every method may be called from any thread.

    Args:
        folder: the data folder.
        wifi: the machine's Wi-Fi.
    """

    def __init__(self, folder: Path, wifi: NetworkManager) -> None:
        self._folder = folder
        self._flag = folder / WANTED
        self._wifi = wifi

    def wanted(self) -> bool:
        """Whether the touchscreen should begin with it."""
        try:
            return self._flag.exists()
        except OSError:
            return False

    def finish(self) -> None:
        """The person has been through it; a disk that can't be written only means that it is shown again."""
        with suppress(OSError):
            self._flag.unlink(missing_ok=True)
        # The country may have changed it; a running process does not look by itself.
        time.tzset()

    def trouble(self) -> str | None:
        """What went wrong when this device was prepared, None if nothing did."""
        try:
            return (self._folder / TROUBLE).read_text("utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def country(self) -> str | None:
        """Where the device stands (ISO 3166-1), as far as it was said."""
        return country_of(self._folder)

    def choose_country(self, country: str) -> None:
        """Say where the device stands, and let its Wi-Fi send; UsageError says why not."""
        keep_country(self._folder, country)
        if self._wifi.has_radio():
            self._wifi.switch_on()

    def has_wifi(self) -> bool:
        """Whether this machine has a Wi-Fi to set up."""
        return self._wifi.has_radio()

    def is_wifi_on(self) -> bool:
        """Whether it may send: not before the country is known."""
        return self._wifi.is_on()

    def networks(self) -> Sequence[Network]:
        """What is in the air, the strongest first."""
        return self._wifi.networks()

    def join(self, ssid: str, password: str) -> None:
        """Connect; UsageError says why not."""
        self._wifi.join(ssid, password)
