"""One import direction; one file for each piece of hardware, network and runtime; no registry named."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("inference", "device", "webui")


def test_the_import_contracts_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def imported(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    ("library", "only"),
    [
        ("paho", {"device/clinician.py"}),
        ("gpiozero", {"device/panel/gpio.py"}),
        ("picamera2", {"device/camera/pi_library.py"}),
        ("libcamera", {"device/camera/pi_library.py"}),
        # beside the store itself: who looks after, copies or checks the file while the appliance has it open
        (
            "sqlite3",
            {
                "device/store",
                "device/clinic/store",
                "device/doctor/parts.py",
                "device/maintenance",
                "device/backup",
                "device/update/installer.py",
            },
        ),
        ("webui", {"device/__main__.py", "device/commands/clinic_server.py"}),
        ("sqlalchemy", {"device/clinic/store"}),
        ("fhir", {"device/clinic/fhir.py"}),
        ("ai_edge_litert", set()),
        ("tflite_runtime", set()),
    ],
)
def test_each_of_these_is_imported_in_one_place(library, only):
    found = {
        str(module.relative_to(ROOT))
        for package in PACKAGES
        for module in (ROOT / package).rglob("*.py")
        if library in imported(module) and not (library == "webui" and package == "webui")
    }
    assert all(any(where.startswith(place) for place in only) for where in found), found
    assert bool(found) == bool(only)


def test_the_runtime_is_named_in_movenet_alone():
    named = [
        str(module.relative_to(ROOT))
        for package in PACKAGES
        for module in (ROOT / package).rglob("*.py")
        if re.search(r"ai_edge_litert\.|tflite_runtime\.", module.read_text())
    ]
    assert named == ["inference/movenet.py"]


def test_the_analysis_reads_no_clock():
    for module in (ROOT / "inference").glob("*.py"):
        assert not imported(module) & {"time", "datetime", "threading", "socket", "random"}, module


def tracked_text() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    suffixes = {".py", ".toml", ".md", ".txt", ".in", ".js", ".css", ".html", ".json", ".service", ""}
    return [
        path
        for name in listed.split("\0")
        if name and (path := ROOT / name).suffix in suffixes and path.is_file()
    ]


def test_the_repository_names_no_registry_and_no_download_address():
    # Put together here, so that this file does not name them either.
    hosts = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian.org"]
    for path in tracked_text():
        text = path.read_text(errors="ignore")
        assert not [host for host in hosts if host in text], path
