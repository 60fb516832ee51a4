from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.container import Container

BUILD = Path(__file__).resolve().parents[2] / "build"
BASE = BUILD / "boot/base"
SETTINGS = """
[camera]
source = "demo"
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


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """The folders of a disk with Debian and the package on it."""
    assert os.getuid() == 0, "a machine can only be booted by root: sudo make test-boot"
    assert BASE.is_dir(), f"{BASE} is missing: make test-boot makes it"
    # systemd-nspawn locks machines there; a container that these tests run in may have it read-only.
    locks = Path("/run/systemd/nspawn")
    locks.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(locks)], check=True)
    folder = tmp_path_factory.mktemp("installed")
    machine = Container([BASE], folder)
    try:
        shutil.copy(package("0.1.0"), machine.root / "srv/matside.deb")
        machine.install("dpkg", "-i", "/srv/matside.deb")
        with (machine.root / "etc/matside/matside.toml").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
    finally:
        machine.scrap()
    yield [machine.disk, BASE]
    subprocess.run(["umount", "--lazy", str(locks)], check=True)


@pytest.fixture
def machine(installed: list[Path], tmp_path: Path) -> Iterator[Container]:
    """A machine with the package, switched off."""
    machine = Container(installed, tmp_path)
    yield machine
    machine.scrap()
