"""A new device's first boot: a name, the boot configuration, the set-up, and rights to the Wi-Fi."""

from __future__ import annotations

from pathlib import Path

from tests.boot.boot_service import started
from tests.boot.container import Container

BOOT = "boot/firmware"
RIGHTS = "org.freedesktop.NetworkManager."


def as_from_an_image(machine: Container) -> None:
    """What an image of Raspberry Pi OS has and a plain Debian has not."""
    (machine.root / "etc/hostname").write_text("raspberrypi\n", "utf-8")
    (machine.root / BOOT).mkdir(parents=True)
    (machine.root / BOOT / "config.txt").write_text("dtparam=audio=on\n", "utf-8")
    (machine.root / BOOT / "cmdline.txt").write_text("console=tty1 root=PARTUUID=1-02 rootwait\n", "utf-8")


def failed_units(machine: Container) -> str:
    return machine.told("systemctl", "list-units", "--failed", "--plain", "--no-legend")


def test_it_is_prepared_once_and_begins_with_the_set_up(machine: Container) -> None:
    as_from_an_image(machine)
    machine.boot()
    started(machine)
    assert failed_units(machine) == ""
    name = (machine.root / "etc/hostname").read_text("utf-8").strip()
    assert name.startswith("matside-")
    assert machine.told("cat", "/proc/sys/kernel/hostname") == name
    config = (machine.root / BOOT / "config.txt").read_text("utf-8")
    assert config.startswith("dtparam=audio=on\n")
    assert "dtparam=watchdog=on" in config
    assert (
        (machine.root / BOOT / "cmdline.txt").read_text("utf-8").endswith("rootwait cgroup_enable=memory\n")
    )
    assert (machine.root / "var/lib/matside/set-up-wanted").exists()
    assert machine.in_its_network("tests.boot.session", "set-up").stdout.strip() == "language"

    machine.cut_power()
    machine.boot()
    started(machine)
    assert machine.unit("matside-first-boot.service", "ConditionResult")["ConditionResult"] == "no"
    assert (machine.root / "etc/hostname").read_text("utf-8").strip() == name
    assert (machine.root / BOOT / "config.txt").read_text("utf-8") == config


def test_the_country_that_is_touched_becomes_the_machines(machine: Container) -> None:
    as_from_an_image(machine)
    machine.boot()
    started(machine)
    for country, zone in (("DE", "Europe/Berlin"), ("JP", "Asia/Tokyo")):
        done = machine.in_its_network("tests.boot.session", "country", country)
        assert done.returncode == 0, done.stderr
        # Written last: what was put in force is not put in force again at the next start.
        applied = machine.root / "var/lib/matside-country/applied"
        machine.wait_for(
            lambda: applied.exists() and applied.read_text("utf-8") == f"{country}\n",  # noqa: B023
            f"end of {country}",
        )
        assert machine.told("readlink", "/etc/localtime").endswith(zone)
        line = (machine.root / BOOT / "cmdline.txt").read_text("utf-8")
        assert line.count("ieee80211_regdom") == 1
        assert f"cfg80211.ieee80211_regdom={country}" in line.split()
        assert "root=PARTUUID=1-02" in line.split()
    assert "country" not in failed_units(machine)


def test_the_appliance_may_set_up_the_wifi_and_nothing_else_of_the_network(machine: Container) -> None:
    machine.boot()
    started(machine)
    machine.told("systemctl", "is-active", "NetworkManager")
    listed = machine.told("setpriv", *as_matside(machine), "nmcli", "--terse", "general", "permissions")
    rights = dict(line.removeprefix(RIGHTS).split(":") for line in listed.splitlines())
    assert {name for name, answer in rights.items() if answer == "yes"} == {
        "enable-disable-wifi",
        "network-control",
        "settings.modify.system",
        "wifi.scan",
    }
    new = ("nmcli", "connection", "add", "type", "wifi", "ssid", "Home", "con-name", "Home")
    machine.told("setpriv", *as_matside(machine), *new)
    assert "Home" in machine.told("nmcli", "--terse", "--fields", "NAME", "connection").splitlines()


def as_matside(machine: Container) -> tuple[str, ...]:
    user, group = machine.told("id", "-u", "matside"), machine.told("id", "-g", "matside")
    return f"--reuid={user}", f"--regid={group}", "--init-groups", "--no-new-privs"


def test_the_next_debian_runs_it_as_well(next_installed: list[Path], tmp_path: Path) -> None:
    machine = Container(next_installed, tmp_path)
    try:
        as_from_an_image(machine)
        machine.boot()
        started(machine)
        assert machine.told("python3", "--version").startswith("Python 3.13.")
        assert failed_units(machine) == ""
        done = machine.in_its_network("tests.boot.session", "begin", "2")
        assert (done.returncode, done.stdout.strip()) == (0, "2"), done.stderr
        machine.told("systemctl", "start", "matside-maintenance.service")
        assert "Python 3.13." in machine.run("matside", "doctor").stdout
        machine.told("systemctl", "stop", "matside.service")
        assert machine.unit("matside.service", "Result")["Result"] == "success"
    finally:
        machine.scrap()
