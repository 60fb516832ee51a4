"""The real nmcli on a bus of its own, with python-dbusmock's NetworkManager behind it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from device.errors import UsageError
from device.setup.set_up import SetUp
from device.setup.wifi import Network, NetworkManager

BUS = Path(__file__).with_name("network_bus.py")
HOME = "Home: 5 GHz \\ ü"


class Air:
    """A NetworkManager and what is in its air; `calls` is what it was asked, known once it has ended."""

    def __init__(self, *options: str) -> None:
        self._process = subprocess.Popen(
            ["/usr/bin/python3", BUS, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        address = self._process.stdout.readline().strip()
        assert address, "needs the Debian packages network-manager, dbus and python3-dbusmock"
        self.manager = NetworkManager(os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": address})
        self.calls = ""

    def end(self) -> None:
        if self._process.poll() is None:
            self.calls, _ = self._process.communicate(timeout=20)


@contextmanager
def _air(*options: str) -> Iterator[Air]:
    air = Air(*options)
    try:
        yield air
    finally:
        air.end()


@pytest.fixture(scope="module")
def air() -> Iterator[Air]:
    with _air() as air:
        yield air


def test_the_strongest_comes_first_each_name_once(air: Air) -> None:
    assert air.manager.has_radio()
    assert air.manager.networks() == [
        Network(HOME, 82, secured=True, in_use=False),
        Network("Neighbour", 55, secured=True, in_use=False),
        Network("Café", 40, secured=False, in_use=False),
    ]


def test_joining_hands_the_password_over_without_a_command_line() -> None:
    with _air() as air:
        air.manager.join(HOME, "correct horse")
    assert '"psk": "correct horse"' in air.calls
    assert "AddAndActivateConnection" in air.calls


def test_a_password_that_was_wrong_is_forgotten_before_the_next_one_is_tried() -> None:
    with _air("--kept") as air:
        air.manager.join(HOME, "correct horse")
    forgotten, joined = air.calls.index(" Delete"), air.calls.index("AddAndActivateConnection")
    assert forgotten < joined
    assert air.calls.count(" Delete") == 1, "the neighbour's stays"
    assert '"psk": "correct horse"' in air.calls


def test_the_network_in_use_is_not_forgotten() -> None:
    with _air("--kept", "--connected") as air:
        air.manager.join(HOME, "correct horse")
    assert " Delete" not in air.calls


def test_a_network_whose_password_is_known_is_joined_without_it() -> None:
    with _air("--kept") as air:
        air.manager.join(HOME, "")
    assert " ActivateConnection" in air.calls
    assert " Delete" not in air.calls


def test_choosing_the_country_switches_on_the_radio_that_images_come_with_off(tmp_path: Path) -> None:
    with _air("--off") as air:
        set_up = SetUp(tmp_path, air.manager)
        assert set_up.has_wifi()
        assert not set_up.is_wifi_on()
        set_up.choose_country("DE")
        assert set_up.is_wifi_on()
        assert set_up.country() == "DE"


def test_where_there_is_no_radio_the_country_is_kept_for_the_clock(tmp_path: Path) -> None:
    with _air("--no-radio") as air:
        set_up = SetUp(tmp_path, air.manager)
        set_up.choose_country("DE")
        assert set_up.country() == "DE"


def test_an_open_network_needs_no_password() -> None:
    with _air() as air:
        air.manager.join("Café", "")
    assert "AddAndActivateConnection" in air.calls
    assert "psk" not in air.calls


def test_a_network_that_has_gone_is_said(air: Air) -> None:
    with pytest.raises(UsageError, match=r"^Wi-Fi: Gone: No network with SSID 'Gone' found"):
        air.manager.join("Gone", "correct horse")


@pytest.mark.parametrize("password", ["short", "x" * 64, "correct\nhorse", "pässwörter", "a\0bcdefgh"])
def test_passwords_that_wpa_does_not_know_are_refused_and_not_repeated(air: Air, password: str) -> None:
    with pytest.raises(UsageError, match=r"^Wi-Fi: the password has \d+ characters") as refused:
        air.manager.join(HOME, password)
    assert password not in str(refused.value)


@pytest.mark.parametrize("ssid", ["", "x" * 33, "ü" * 17, "two\nlines", "a\0b"])
def test_names_that_no_network_has_are_refused(air: Air, ssid: str) -> None:
    with pytest.raises(UsageError, match="is no name of a network"):
        air.manager.join(ssid, "")


def test_without_a_radio_there_is_nothing_to_set_up() -> None:
    with _air("--no-radio") as air:
        assert not air.manager.has_radio()


@pytest.mark.parametrize(
    "ask",
    [lambda wifi: wifi.networks(), lambda wifi: wifi.join("Café", ""), lambda wifi: wifi.switch_on()],
)
def test_where_there_is_no_networkmanager_it_is_said(
    tmp_path: Path, ask: Callable[[NetworkManager], object]
) -> None:
    without_tool = NetworkManager({"PATH": str(tmp_path)})
    without_bus = NetworkManager(os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path}/bus"})
    for wifi in (without_tool, without_bus):
        assert not wifi.has_radio()
        with pytest.raises(UsageError, match=r"^Wi-Fi: ") as refused:
            ask(wifi)
        assert "\n" not in str(refused.value)
