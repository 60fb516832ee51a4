"""The country: chosen by the appliance, put in force by root's script, on machines made of files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from device.errors import UsageError
from device.setup.country import COUNTRIES, NAME, country_of, keep_country

SYSTEMD = Path(__file__).parents[3] / "systemd"
STOCK = "console=serial0,115200 console=tty1 root=PARTUUID=4a2f8f3c-02 rootfstype=ext4 rootwait"


class Machine:
    """A root file system, and tools that write down what they are told."""

    def __init__(self, root: Path) -> None:
        self.root = root / "root"
        self.file = root / NAME
        self.calls = root / "calls"
        self.calls.touch()
        (self.root / "etc/modprobe.d").mkdir(parents=True)
        self.tools = root / "tools"
        self.tools.mkdir()
        for name in ("iw", "timedatectl"):
            (self.tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >>{self.calls}\n')
            (self.tools / name).chmod(0o755)

    def cmdline(self, text: str) -> Path:
        path = self.root / "boot/firmware/cmdline.txt"
        path.parent.mkdir(parents=True)
        path.write_text(f"{text}\n")
        return path

    def set(self, text: str, *, remembers: bool = False) -> subprocess.CompletedProcess[str]:
        self.file.write_text(text)
        environ = {"PATH": f"{self.tools}:{os.environ['PATH']}", "MATSIDE_ROOT": str(self.root)}
        if remembers:
            environ["STATE_DIRECTORY"] = str(self.file.parent)
        return subprocess.run(
            [SYSTEMD / "country", self.file],
            env=os.environ | environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )


def test_what_was_chosen_goes_before_what_the_kernel_knows(tmp_path: Path) -> None:
    kernels = tmp_path / "regdom"
    assert country_of(tmp_path, kernels) is None
    kernels.write_text("00\n")
    assert country_of(tmp_path, kernels) is None
    kernels.write_text("DE\n")
    assert country_of(tmp_path, kernels) == "DE"
    keep_country(tmp_path, "AT")
    assert country_of(tmp_path, kernels) == "AT"
    (tmp_path / NAME).write_bytes(b"\xff")
    assert country_of(tmp_path, kernels) == "DE"


@pytest.mark.parametrize("country", ["", "de", "XX", "DE\n", "DE; reboot"])
def test_a_country_that_is_none_is_not_kept(tmp_path: Path, country: str) -> None:
    with pytest.raises(UsageError, match=r"^country: "):
        keep_country(tmp_path, country)
    assert not (tmp_path / NAME).exists()


def test_the_kernel_the_wifi_and_the_clock_are_told(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    cmdline = machine.cmdline(STOCK)
    for country, zone in (("DE", "Europe/Berlin"), ("CH", "Europe/Zurich"), ("CH", "Europe/Zurich")):
        done = machine.set(f"{country}\n")
        assert (done.returncode, done.stderr) == (0, "")
        assert cmdline.read_text() == f"{STOCK} cfg80211.ieee80211_regdom={country}\n"
        assert machine.calls.read_text().splitlines()[-2:] == [
            f"timedatectl set-timezone {zone}",
            f"iw reg set {country}",
        ]
    assert [path.name for path in cmdline.parent.iterdir()] == ["cmdline.txt"]


def test_what_was_put_in_force_is_not_done_again_but_what_was_cut_off_is(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    cmdline = machine.cmdline("")
    cmdline.unlink()
    cmdline.symlink_to("/nowhere/at/all")
    (machine.root / "etc/modprobe.d").rmdir()
    assert machine.set("SE\n", remembers=True).returncode != 0, "there is no place for the kernel's word"
    (machine.root / "etc/modprobe.d").mkdir()
    for _ in range(2):
        assert machine.set("SE\n", remembers=True).returncode == 0
    assert machine.calls.read_text().splitlines().count("timedatectl set-timezone Europe/Berlin") == 2
    assert machine.set("NO\n", remembers=True).returncode == 0
    assert "ieee80211_regdom=NO" in (machine.root / "etc/modprobe.d/matside-country.conf").read_text()


def test_what_imager_wrote_in_the_middle_of_the_line_is_replaced(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    cmdline = machine.cmdline(f"{STOCK} cfg80211.ieee80211_regdom=GB quiet")
    assert machine.set("FR\n").returncode == 0
    assert cmdline.read_text() == f"{STOCK} quiet cfg80211.ieee80211_regdom=FR\n"


def test_without_a_raspberry_pis_boot_partition_the_module_is_told(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    assert machine.set("SE\n").returncode == 0
    (options,) = (machine.root / "etc/modprobe.d").iterdir()
    assert options.read_text() == "options cfg80211 ieee80211_regdom=SE\n"


def test_a_country_of_several_time_zones_leaves_the_clock(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.cmdline(STOCK)
    done = machine.set("US\n")
    assert done.returncode == 0
    assert "US has several time zones" in done.stderr
    assert machine.calls.read_text() == "iw reg set US\n"


def test_nearly_every_country_has_one_time_zone(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    without = set()
    for country in COUNTRIES:
        machine.calls.write_text("")
        machine.set(f"{country}\n")
        if "timedatectl" not in machine.calls.read_text():
            without.add(country)
    assert without == {"AU", "BR", "CA", "CY", "ES", "MX", "NZ", "PT", "US"}


@pytest.mark.parametrize("text", ["", "D", "de\n", "D/\n", "$(reboot)", "\0\0\0", "/etc/shadow"])
def test_root_believes_two_letters_and_nothing_else(tmp_path: Path, text: str) -> None:
    machine = Machine(tmp_path)
    cmdline = machine.cmdline(STOCK)
    done = machine.set(text)
    assert (done.returncode, done.stderr) == (2, f"matside: {machine.file}: holds no country\n")
    assert cmdline.read_text() == f"{STOCK}\n"
    assert machine.calls.read_text() == ""


def test_the_script_and_the_units_are_sound(tmp_path: Path) -> None:
    checked = subprocess.run(["shellcheck", SYSTEMD / "country"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")
    units = [tmp_path / f"matside-country.{kind}" for kind in ("path", "service")]
    for unit in units:
        unit.write_text((SYSTEMD / unit.name).read_text().replace("/usr/lib/matside/", f"{SYSTEMD}/", 1))
    verified = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False, timeout=60
    )
    assert (verified.stdout, verified.stderr, verified.returncode) == ("", "", 0)
    assert f"PathChanged=/var/lib/matside/{NAME}" in units[0].read_text().splitlines()
