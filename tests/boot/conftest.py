from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.container import Container

BUILD = Path(__file__).resolve().parents[2] / "build"
BASE = BUILD / "boot/bookworm"
NEXT_BASE = BUILD / "boot/trixie"
WAITS = 'source = "camera"'
"""What the shipped settings say; without a camera there is nothing to count."""
SETTINGS = """
[session]
introduction_s = 0
ready_s = 0.3
countdown_s = 0.3
done_s = 0.5
[[plan]]
exercise = "squat"
reps = 30
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--power-cuts", type=int, default=50, help="how often the power is cut in mid-session")


def package(version: str) -> Path:
    """The package as `make test-boot` built it."""
    path = BUILD / f"matside_{version}_amd64.deb"
    assert path.is_file(), f"{path} is missing: make test-boot builds it"
    return path


@pytest.fixture(scope="session", autouse=True)
def locks() -> Iterator[None]:
    """Where systemd-nspawn locks machines; a container that these tests run in may have it read-only."""
    assert os.getuid() == 0, "a machine can only be booted by root: sudo make test-boot"
    folder = Path("/run/systemd/nspawn")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], check=True)
    yield
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def with_package(base: Path, folder: Path) -> list[Path]:
    """The folders of a disk with this Debian and the package on it, installed while the machine was off."""
    assert base.is_dir(), f"{base} is missing: make test-boot makes it"
    machine = Container([base], folder)
    try:
        shutil.copy(package("0.1.0"), machine.root / "srv/matside.deb")
        machine.install("dpkg", "-i", "/srv/matside.deb")
        settings = machine.root / "etc/matside/matside.toml"
        shipped = settings.read_text("utf-8")
        assert shipped.count(WAITS) == 1
        settings.write_text(shipped.replace(WAITS, 'source = "demo"') + SETTINGS, "utf-8")
    finally:
        machine.scrap()
    return [machine.disk, base]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folders of a disk with Debian 12 and the package on it."""
    return with_package(BASE, tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="session")
def next_installed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folders of a disk with Debian 13, whose Python is another, and the package on it."""
    return with_package(NEXT_BASE, tmp_path_factory.mktemp("next"))


@pytest.fixture
def machine(installed: list[Path], tmp_path: Path) -> Iterator[Container]:
    """A machine with the package, switched off."""
    machine = Container(installed, tmp_path)
    yield machine
    machine.scrap()
