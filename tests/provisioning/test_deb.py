"""What the Debian package is made of; that it installs and runs is shown on a machine: make test-boot."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEB = ROOT / "provisioning/deb"


@pytest.fixture(scope="module")
def wheels() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wheels", DEB / "wheels.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def installed() -> dict[str, list[Path]]:
    """The folders of the package, without leading slash, and what of the source comes there."""
    told: dict[str, list[Path]] = {}
    for line in (DEB / "debian/install").read_text("utf-8").splitlines():
        pattern, folder = line.split()
        told.setdefault(folder, []).extend(ROOT.glob(pattern))
    return told


@pytest.mark.parametrize(("python", "numpy"), [("3.11", "1.26.4"), ("3.13", "2.2.6")])
def test_each_python_gets_the_versions_that_are_pinned_for_it(
    wheels: ModuleType, python: str, numpy: str
) -> None:
    listed = wheels.wanted(wheels.PINNED.read_text("utf-8"), python, "aarch64")
    lines = dict(re.match(r"([\w.-]+)==(\S+) --hash=sha256:", line).groups() for line in listed.splitlines())
    assert lines["numpy"] == numpy
    assert lines["ai-edge-litert"] == "2.3.0"
    assert "colorama" not in lines
    assert ";" not in listed


def test_every_file_that_the_package_names_is_there() -> None:
    built = {"wheels/*.whl", "requirements.txt"}
    for line in (DEB / "debian/install").read_text("utf-8").splitlines():
        pattern = line.split()[0]
        assert pattern in built or list(ROOT.glob(pattern)), pattern


def test_every_program_that_a_unit_starts_comes_with_the_package() -> None:
    folders = installed()
    units = [path for path in folders["lib/systemd/system"] if path.suffix == ".service"]
    assert len(units) == 7
    programs = {path.name for path in folders["usr/lib/matside"]} | {"environment/bin/matside"}
    for unit in units:
        for program in re.findall(r"^Exec\w+=/usr/lib/matside/(\S+)", unit.read_text("utf-8"), re.MULTILINE):
            assert program in programs, f"{unit.name}: {program}"


def test_every_unit_but_the_clinics_comes_with_the_package() -> None:
    ours = {path.name for path in (ROOT / "systemd").glob("matside*.*")} - {"matside-clinic.service"}
    assert {path.name for path in installed()["lib/systemd/system"]} == ours


def test_the_scripts_are_clean() -> None:
    scripts = [DEB / "build", DEB / "make-environment", DEB / "matside", ROOT / "tests/boot/make-base"]
    scripts += [DEB / "debian" / name for name in ("postinst", "prerm", "postrm")]
    scripts += [ROOT / "systemd/back-off", ROOT / "systemd/kiosk/kiosk"]
    checked = subprocess.run(
        ["shellcheck", *map(str, scripts)], capture_output=True, text=True, check=False, timeout=60
    )
    assert checked.stdout == ""


def test_an_unknown_architecture_is_refused_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, DEB / "wheels.py", "mips", "nowhere"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == "matside: usage: wheels.py arm64|amd64 FOLDER\n"
