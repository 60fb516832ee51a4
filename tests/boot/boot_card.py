"""A card made by `provisioning/image/card`, started for the first time with the real cloud-init."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.boot_first import BOOT, as_from_an_image, failed_units
from tests.boot.boot_service import started
from tests.boot.conftest import BUILD, NEXT_BASE, package
from tests.boot.container import Container

CARD = BUILD.parent / "provisioning/image/card"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBtY4GQCuaXYxvQ2vkaVOzzAmcM6Gm4DnV9l0zZ0cWXo maker\n"
# Where Raspberry Pi OS has cloud-init look.
SEED = """datasource_list: [NoCloud, None]
datasource:
  NoCloud:
    seedfrom: file:///boot/firmware/
"""


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Container]:
    """A Debian 13 that seeks cloud-init's orders where Raspberry Pi OS does; the package lies there."""
    machine = Container([NEXT_BASE], tmp_path)
    as_from_an_image(machine)
    (machine.root / "etc/cloud/cloud-init.disabled").unlink()
    (machine.root / "etc/cloud/cloud.cfg.d/99_card.cfg").write_text(SEED, "utf-8")
    boot = machine.root / BOOT
    (boot / "meta-data").write_text("instance-id: card-1\n", "utf-8")
    (boot / "user-data").write_text("#cloud-config\ntimezone: Europe/Berlin\n", "utf-8")
    (boot / "network-config").write_text("version: 2\nethernets: {}\n", "utf-8")
    key = tmp_path / "maker.pub"
    key.write_text(KEY, "utf-8")
    made = [CARD, "--key", key, "--architecture", "amd64", boot, package("0.1.0")]
    subprocess.run(made, check=True, capture_output=True)
    yield machine
    machine.scrap()


def test_a_card_becomes_a_matside_though_the_power_is_cut_while_it_installs(card: Container) -> None:
    log, deb = card.root / BOOT / "matside-install.log", card.root / BOOT / "matside_0.1.0_amd64.deb"
    card.boot()
    card.wait_for(lambda: log.is_file() and "Unpacking matside" in log.read_text("utf-8"), "start of it", 120)
    card.cut_power()
    assert deb.exists()
    assert not (card.root / "var/lib/matside/first-boot-done").exists()

    card.boot()
    card.wait_for_restart(240)
    assert not deb.exists()
    assert "matside: installed; starting again" in log.read_text("utf-8")
    card.wait_for(lambda: card.run("systemctl", "is-active", "matside").stdout == "active\n", "service", 120)
    started(card)
    card.wait_for((card.root / "var/lib/matside/first-boot-done").exists, "first boot")
    assert (card.root / "etc/hostname").read_text("utf-8").startswith("matside-")
    assert card.told("readlink", "/etc/localtime").endswith("Europe/Berlin"), "as Imager wrote it"
    assert (card.root / "home/keeper/.ssh/authorized_keys").read_text("utf-8").strip().endswith(KEY.strip())
    assert card.run("systemctl", "is-enabled", "matside-install").stdout == "disabled\n"
    assert "keeper:!" in (card.root / "etc/shadow").read_text("utf-8"), "by no password"
    assert "matside" not in failed_units(card)
