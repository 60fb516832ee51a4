"""A device with a stick in it, its touchscreen's end of the line and root's; systemd is played."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from device.stick.client import Stick
from device.stick.state import StickState
from tests.device.backup.devices import PASSPHRASE, Device
from tests.device.stick.sticks import LoopStick

SYSTEMCTL = """
echo "systemctl $*" >>{calls}
case "$*" in
    is-active*) [ -e {exercising} ] ;;
    "start matside.service") [ ! -e {broken} ] ;;
esac
"""
DPKG_QUERY = "printf 'installed 1.0.0'"
DPKG = """
case "$1" in --force*) echo "dpkg $*" >>{calls} ;; *) exec /usr/bin/dpkg "$@" ;; esac
"""
SYSTEMD_RUN = """
echo "systemd-run $*" >>{calls}
[ ! -e {occupied} ]
"""


class Home:
    """A device with a stick, its touchscreen's end of the line and root's.

    Attributes:
        device: its data and settings.
        stick: what is plugged in.
        screen: the appliance's end.
    """

    def __init__(self, folder: Path, plugged: LoopStick, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.device = Device(folder / "device", sessions=2)
        self.identity = self.device.identity()
        self.stick = plugged
        self.line, self.updates = folder / "run", folder / "update"
        self.screen = self.another_screen()
        self.exercising, self.occupied = folder / "exercising", folder / "occupied"
        self.broken = folder / "broken"
        self._calls = folder / "calls"
        programs = folder / "bin"
        programs.mkdir()
        played = {"systemctl": SYSTEMCTL, "systemd-run": SYSTEMD_RUN, "dpkg": DPKG, "dpkg-query": DPKG_QUERY}
        for name, words in played.items():
            filled = words.format(
                calls=self._calls, exercising=self.exercising, occupied=self.occupied, broken=self.broken
            )
            (programs / name).write_text(f"#!/bin/sh\n{filled}\n")
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(programs), prepend=":")
        monkeypatch.setenv("MATSIDE_CONFIG", str(self.device.settings))

    def another_screen(self) -> Stick:
        """The appliance's end as it is when the appliance starts."""
        return Stick(self.device.data, self.line, self.stick.find)

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    def ended(self) -> StickState:
        """How things stand when nothing is done any more."""
        deadline_s = time.monotonic() + 60
        while (state := self.screen.state()).doing is not None:
            assert time.monotonic() < deadline_s
            time.sleep(0.01)
        return state

    def trouble(self) -> str | None:
        outcome = self.ended().outcome
        assert outcome is not None
        return outcome.trouble

    def backed_up(self) -> str:
        """Make a backup; its name."""
        self.screen.backup(PASSPHRASE)
        outcome = self.ended().outcome
        assert outcome is not None
        assert outcome.trouble is None, outcome
        return outcome.name

    def files(self) -> dict[str, int]:
        """What lies on the stick."""
        with self.stick.laid_out(self.folder / "laid-out") as folder:
            return {file.name: file.stat().st_size for file in folder.iterdir() if file.is_file()}
