"""Gathers the wheels that a Debian package carries, for both Pythons of Raspberry Pi OS.

    python provisioning/deb/wheels.py ARCHITECTURE FOLDER

ARCHITECTURE is Debian's name, arm64 or amd64. What is pinned in requirements/appliance.txt is downloaded as
the machine that the package is for would choose it, each file checked by its hash. pip judges a requirement's
conditions for the machine that it runs on itself, so they are judged here.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement

PINNED = Path(__file__).resolve().parents[2] / "requirements/appliance.txt"
MACHINES: Mapping[str, str] = {"arm64": "aarch64", "amd64": "x86_64"}
PYTHONS = ("3.11", "3.13")
"""Bookworm's and Trixie's."""
GLIBCS = (17, 24, 26, 27, 28, 31, 34)
"""Minor versions of glibc 2 that wheels are built for, up to Bookworm's 2.36."""


def wanted(pinned: str, python: str, machine: str) -> str:
    """The lines of a requirements file that hold for this Python and machine, without their conditions."""
    environment = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }
    lines = []
    for entry in re.sub(r"\\\n\s*", " ", pinned).splitlines():
        if not entry or entry.lstrip().startswith("#"):
            continue
        text, *hashes = entry.split(" --hash=")
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            lines.append(" --hash=".join([f"{requirement.name}{requirement.specifier}", *hashes]))
    return "\n".join(lines) + "\n"


def gather(architecture: str, folder: Path) -> None:
    """Download into `folder` what is not there yet, and remove what is no longer pinned."""
    pinned, mark = PINNED.read_text("utf-8"), folder / "gathered"
    now = hashlib.sha256(pinned.encode() + Path(__file__).read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text("ascii") == now:
        return
    machine = MACHINES[architecture]
    platforms = [f"--platform=manylinux_2_{minor}_{machine}" for minor in GLIBCS]
    folder.mkdir(parents=True, exist_ok=True)
    kept: set[str] = set()
    for python in PYTHONS:
        with TemporaryDirectory() as name:
            listed, found = Path(name) / "requirements.txt", Path(name) / "found"
            listed.write_text(wanted(pinned, python, machine), "utf-8")
            subprocess.run(
                [
                    *(sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"),
                    *("--no-deps", "--require-hashes", "--only-binary=:all:"),
                    *("--implementation=cp", f"--python-version={python}", *platforms),
                    *(f"--platform=manylinux2014_{machine}", f"--find-links={folder}"),
                    *("--dest", str(found), "--requirement", str(listed)),
                ],
                check=True,
            )
            for wheel in found.iterdir():
                kept.add(wheel.name)
                (folder / wheel.name).write_bytes(wheel.read_bytes())
    for wheel in folder.glob("*.whl"):
        if wheel.name not in kept:
            wheel.unlink()
    mark.write_text(now, "ascii")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in MACHINES:
        sys.exit("matside: usage: wheels.py arm64|amd64 FOLDER")
    try:
        gather(sys.argv[1], Path(sys.argv[2]))
    except subprocess.CalledProcessError as error:
        sys.exit(f"matside: wheels for {sys.argv[1]}: pip gave {error.returncode}; its words are above")
