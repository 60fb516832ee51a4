"""Making a card: the script on folders that look like cards, and what the first start is told to do."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CARD = ROOT / "provisioning" / "image" / "card"
USER_DATA = ROOT / "provisioning" / "image" / "user-data"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbcdefghijklmnopqrstuvwxyz0123456789ABCDEF"
BY_IMAGER = f"""#cloud-config
hostname: practice
manage_etc_hosts: true
packages:
- avahi-daemon
timezone: Europe/Berlin
keyboard:
  model: pc105
  layout: "de"
enable_ssh: true
users:
- name: anna
  groups: users,adm,sudo
  shell: /bin/bash
  lock_passwd: true
  ssh_authorized_keys:
    - "{KEY} anna's # laptop"
  sudo: ALL=(ALL) NOPASSWD:ALL
"""
"""What Raspberry Pi Imager 2 writes."""


@pytest.fixture
def boot(tmp_path: Path) -> Path:
    """The first partition of a card on which Raspberry Pi OS was written."""
    folder = tmp_path / "bootfs"
    folder.mkdir()
    for name in ("config.txt", "cmdline.txt", "meta-data", "user-data"):
        (folder / name).write_text(f"# {name} of the image\n")
    return folder


def package(folder: Path, name: str = "matside", architecture: str = "arm64", version: str = "0.1.0") -> Path:
    """A small package, built by the real dpkg-deb."""
    tree = folder / f"{name}_{version}_{architecture}"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        f"Package: {name}\nVersion: {version}\nArchitecture: {architecture}\n"
        "Maintainer: A <a@matside.invalid>\nDescription: for a test\n"
    )
    subprocess.run(["dpkg-deb", "-b", tree, f"{tree}.deb"], check=True, capture_output=True)
    return Path(f"{tree}.deb")


def card(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CARD, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=30
    )


def test_a_card_gets_the_package_the_orders_and_the_pairing(boot: Path, tmp_path: Path) -> None:
    pairing = tmp_path / "pairing.json"
    pairing.write_text('{"host": "broker.example"}')
    done = card(boot, package(tmp_path), pairing)
    assert (done.returncode, done.stderr) == (0, "")
    assert (boot / "user-data").read_text() == USER_DATA.read_text(), "nobody's key"
    assert (boot / "user-data.before-matside").read_text() == "# user-data of the image\n"
    assert (boot / "matside_0.1.0_arm64.deb").exists()
    assert json.loads((boot / "matside-pairing.json").read_text())["host"] == "broker.example"


def test_again_it_brings_the_card_up_to_date(boot: Path, tmp_path: Path) -> None:
    assert card(boot, package(tmp_path)).returncode == 0
    assert card(boot, package(tmp_path, version="0.2.0")).returncode == 0
    assert [path.name for path in boot.glob("*.deb")] == ["matside_0.2.0_arm64.deb"]
    assert (boot / "user-data.before-matside").read_text() == "# user-data of the image\n"


def test_who_makes_the_card_may_get_in_by_a_key(boot: Path, tmp_path: Path) -> None:
    key = tmp_path / "me.pub"
    key.write_text(f"{KEY} me\n")
    assert card("--key", key, boot, package(tmp_path)).returncode == 0
    (keeper,) = yaml.safe_load((boot / "user-data").read_text())["users"]
    assert keeper["ssh_authorized_keys"] == [f"{KEY} me"]
    assert (keeper["sudo"], keeper["lock_passwd"]) == ("ALL=(ALL) NOPASSWD:ALL", True)


def test_what_was_chosen_in_imager_is_kept_and_the_rest_is_named(boot: Path, tmp_path: Path) -> None:
    (boot / "user-data").write_text(BY_IMAGER)
    key = tmp_path / "me.pub"
    key.write_text(f"{KEY} me\n")
    for _ in range(2):
        done = card("--key", key, boot, package(tmp_path))
        shutil.rmtree(tmp_path / "matside_0.1.0_arm64")
        assert done.returncode == 0
        assert done.stderr == (
            "matside: of the card's earlier user-data kept: timezone, keyboard, keys for ssh; "
            "not kept: enable_ssh, hostname, manage_etc_hosts, packages, users\n"
        )
        now = yaml.safe_load((boot / "user-data").read_text())
        assert now["timezone"] == "Europe/Berlin"
        assert now["keyboard"] == {"model": "pc105", "layout": "de"}
        (keeper,) = now["users"]
        assert keeper["name"] == "keeper"
        assert keeper["ssh_authorized_keys"] == [f"{KEY} anna's # laptop", f"{KEY} me"]
        assert (boot / "user-data.before-matside").read_text() == BY_IMAGER


@pytest.mark.parametrize("earlier", ["users: [unclosed", "- a list"])
def test_earlier_orders_that_can_not_be_read_are_not_lost(boot: Path, tmp_path: Path, earlier: str) -> None:
    (boot / "user-data").write_text(earlier)
    done = card(boot, package(tmp_path))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "not cloud-init's YAML" in done.stderr
    assert (boot / "user-data").read_text() == earlier
    assert not list(boot.glob("*.deb"))


def test_another_machines_package_must_be_asked_for(boot: Path, tmp_path: Path) -> None:
    assert card("--architecture", "amd64", boot, package(tmp_path, architecture="amd64")).returncode == 0
    assert [path.name for path in boot.glob("*.deb")] == ["matside_0.1.0_amd64.deb"]


def test_what_is_no_card_or_no_package_is_left_alone(boot: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    good = package(tmp_path)
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"\x7f\x58")
    for arguments, said in (
        ((photos, good), "not the boot partition"),
        ((boot, package(tmp_path, architecture="amd64")), "not a package of Matside for arm64"),
        ((boot, package(tmp_path, name="other")), "not a package of Matside for arm64"),
        ((boot, picture), "not a package of Matside for arm64"),
        ((boot, good, picture), "not a pairing file"),
        ((boot,), "usage: "),
        (("--key", picture, boot, good), "not a public key"),
        (("--key", tmp_path / "none", boot, good), "can't be read"),
        (("--keys", boot, good), "unknown option --keys"),
        (("--architecture",), "usage: "),
    ):
        done = card(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert list(photos.iterdir()) == []
    (boot / "meta-data").unlink()
    assert "an image without cloud-init" in card(boot, good).stderr
    assert sorted(path.name for path in boot.iterdir()) == ["cmdline.txt", "config.txt", "user-data"]


@pytest.fixture(scope="module")
def orders() -> dict[str, Any]:
    text = USER_DATA.read_text()
    assert text.startswith("#cloud-config\n"), "by which cloud-init knows it"
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    return loaded


def test_the_name_that_the_first_boot_gives_stays(orders: dict[str, Any]) -> None:
    assert orders["preserve_hostname"] is True
    assert "hostname" not in orders


def test_nobody_gets_in_unless_a_key_is_added(orders: dict[str, Any]) -> None:
    assert orders["ssh_pwauth"] is False
    (keeper,) = orders["users"]
    assert keeper["lock_passwd"]
    assert "ssh_authorized_keys" not in keeper
    (opens,) = [order for order in orders["runcmd"] if "ssh.service" in str(order)]
    assert opens[:2] == ["sh", "-c"]
    assert opens[2].startswith("if [ -s /home/keeper/.ssh/authorized_keys ]; then ")


@pytest.fixture
def files(orders: dict[str, Any]) -> dict[str, str]:
    return {file["path"]: file["content"] for file in orders["write_files"]}


def test_the_install_is_tried_until_it_has_worked(
    orders: dict[str, Any], files: dict[str, str], tmp_path: Path
) -> None:
    unit = tmp_path / "matside-install.service"
    unit.write_text(files["/etc/systemd/system/matside-install.service"])
    checked = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False, timeout=60
    )
    assert (checked.stdout, checked.stderr, checked.returncode) == ("", "", 0)
    assert {"Restart=on-failure", "RestartSec=30", "StartLimitIntervalSec=0"} <= set(
        unit.read_text().splitlines()
    )
    assert orders["runcmd"][-1] == ["systemctl", "start", "--no-block", "matside-install.service"]


def test_what_it_enables_comes_with_the_package(files: dict[str, str], tmp_path: Path) -> None:
    program = tmp_path / "install"
    program.write_text(files["/usr/local/sbin/matside-install"])
    checked = subprocess.run(["shellcheck", program], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")
    units = {path.name for path in (ROOT / "systemd").glob("*.service")}
    (enabled,) = [line.split()[2:] for line in program.read_text().splitlines() if "systemctl enable" in line]
    assert "matside-first-boot.service" in enabled
    assert set(enabled) <= units


@pytest.mark.parametrize(
    ("cached", "archive", "asked"),
    [(True, False, False), (False, True, True), (False, False, True)],
    ids=["nothing is missing", "the archive answers", "no network"],
)
def test_the_package_is_taken_away_only_once_it_is_installed(
    files: dict[str, str], tmp_path: Path, cached: bool, archive: bool, asked: bool
) -> None:
    """The installing script with an apt that installs what it was told is there."""
    boot, cache, tools = tmp_path / "boot", tmp_path / "cache", tmp_path / "tools"
    for folder in (boot, cache, tools):
        folder.mkdir()
    (boot / "matside_0.1.0_riscv64.deb").touch()
    calls = tmp_path / "calls"
    exits = {"--no-download": int(not cached), "install": int(not archive)}
    apt = "".join(f" *{word}*) exit {code} ;;" for word, code in exits.items())
    for name, answer in (("apt-get", f'case "$*" in{apt} esac'), ("dpkg", ""), ("systemctl", "")):
        (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >>{calls}\n{answer}\n')
        (tools / name).chmod(0o755)
    script = files["/usr/local/sbin/matside-install"]
    script = script.replace("/boot/firmware", str(boot)).replace("/var/cache/apt/archives", str(cache))
    done = subprocess.run(
        ["sh", "-c", script],
        env={"PATH": f"{tools}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    installed = cached or archive
    assert (done.returncode == 0) == installed
    assert bool(list(boot.glob("*.deb"))) == (not installed)
    assert ("systemctl enable" in calls.read_text()) == installed
    assert (" update" in calls.read_text()) == asked
