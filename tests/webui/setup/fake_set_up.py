"""A device without a radio that behaves: networks in the air, one password that is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from device.errors import UsageError
from device.setup.country import COUNTRIES
from device.setup.wifi import Network

RIGHT_PASSWORD = "correct horse"
AIR = (
    Network("Familie Meier-Huber", 82, secured=True, in_use=False),
    Network("FRITZ!Box 7590 <b>XY</b>", 64, secured=True, in_use=False),
    Network("Café am Markt", 40, secured=False, in_use=False),
    Network("A name of thirty-two letters 1234", 31, secured=True, in_use=False),
    Network("Neighbour", 12, secured=True, in_use=False),
)


class FakeSetUp:
    """Implements webui.setup.ports.SetUp; its radio is off until a country is chosen, as images come."""

    def __init__(
        self, wanted: bool = True, air: Sequence[Network] | None = AIR, country: str | None = None
    ) -> None:
        self._wanted = wanted
        self._air = air
        self._country = country
        self.told_trouble: str | None = None

    def wanted(self) -> bool:
        return self._wanted

    def ask(self) -> None:
        """As the button held at the start does."""
        self._wanted = True

    def finish(self) -> None:
        self._wanted = False

    def trouble(self) -> str | None:
        return self.told_trouble

    def country(self) -> str | None:
        return self._country

    def choose_country(self, country: str) -> None:
        if country not in COUNTRIES:
            raise UsageError(f"country: {country!r} is none of those offered")
        self._country = country

    def has_wifi(self) -> bool:
        return self._air is not None

    def is_wifi_on(self) -> bool:
        return self._country is not None

    def networks(self) -> Sequence[Network]:
        return (self._air or ()) if self.is_wifi_on() else ()

    def join(self, ssid: str, password: str) -> None:
        secured = {network.ssid: network.secured for network in self.networks()}
        if ssid not in secured or (secured[ssid] and password != RIGHT_PASSWORD):
            raise UsageError(f"Wi-Fi: {ssid}: Secrets were required, but not provided")
        self._air = [replace(network, in_use=network.ssid == ssid) for network in self.networks()]
