"""What the set-up's pages need of the device; the composition root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from device.setup.wifi import Network


class SetUp(Protocol):
    """The set-up and the network. Any number of threads may call at once; errors as for the household."""

    def wanted(self) -> bool:
        """Whether the touchscreen should begin with it."""
        ...

    def finish(self) -> None:
        """The person has been through it."""
        ...

    def trouble(self) -> str | None:
        """What went wrong when the device was prepared, in an engineer's words."""
        ...

    def country(self) -> str | None:
        """Where the device stands (ISO 3166-1), as far as it was said."""
        ...

    def choose_country(self, country: str) -> None:
        """Say where it stands, one of device.setup.country.COUNTRIES; its Wi-Fi goes on."""
        ...

    def has_wifi(self) -> bool:
        """Whether there is a Wi-Fi to set up."""
        ...

    def is_wifi_on(self) -> bool:
        """Whether its radio may send."""
        ...

    def networks(self) -> Sequence[Network]:
        """What is in the air, the strongest first."""
        ...

    def join(self, ssid: str, password: str) -> None:
        """Connect, now and after every start; takes some seconds."""
        ...
