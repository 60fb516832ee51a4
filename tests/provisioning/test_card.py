"""Making a card: the script on folders that look like cards, and what the first start is told to do."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CARD = ROOT / "provisioning" / "image" / "card"
USER_DATA = ROOT / "provisioning" / "image" / "user-data"


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
    assert (boot / "user-data").read_text() == USER_DATA.read_text()
    assert (boot / "user-data.before-matside").read_text() == "# user-data of the image\n"
    assert (boot / "matside_0.1.0_arm64.deb").exists()
    assert json.loads((boot / "matside-pairing.json").read_text())["host"] == "broker.example"


def test_again_it_brings_the_card_up_to_date(boot: Path, tmp_path: Path) -> None:
    assert card(boot, package(tmp_path)).returncode == 0
    assert card(boot, package(tmp_path, version="0.2.0")).returncode == 0
    assert [path.name for path in boot.glob("*.deb")] == ["matside_0.2.0_arm64.deb"]
    assert (boot / "user-data.before-matside").read_text() == "# user-data of the image\n"


def test_what_is_no_card_or_no_package_is_left_alone(boot: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    good = package(tmp_path)
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"\xff\xd8")
    for arguments, said in (
        ((photos, good), "not the boot partition"),
        ((boot, package(tmp_path, architecture="amd64")), "not a package of Matside for arm64"),
        ((boot, package(tmp_path, name="other")), "not a package of Matside for arm64"),
        ((boot, picture), "not a package of Matside for arm64"),
        ((boot, good, picture), "not a pairing file"),
        ((boot,), "usage: "),
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


def test_nobody_gets_in_with_a_password(orders: dict[str, Any]) -> None:
    assert orders["ssh_pwauth"] is False
    assert all(user["lock_passwd"] for user in orders["users"])


def test_what_it_installs_is_what_the_card_was_given(orders: dict[str, Any], tmp_path: Path) -> None:
    (script,) = orders["write_files"]
    assert [script["path"]] in orders["runcmd"]
    program = tmp_path / "install"
    program.write_text(script["content"])
    checked = subprocess.run(["shellcheck", program], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")
    units = {path.name for path in (ROOT / "systemd").glob("*.service")}
    (enabled,) = [line.split()[2:] for line in script["content"].splitlines() if "systemctl enable" in line]
    assert "matside-first-boot.service" in enabled
    assert set(enabled) <= units
