"""The package's Python and models on an arm64 processor, here or emulated.

    python -m tests.arm64 PACKAGE FOLDER

Clips go through `matside replay` here and on arm64, there with what PACKAGE, built for it, carries;
repetitions and faults must be the same. What arm64 needs is put into FOLDER: a Debian root, the emulator,
the package's environment.
"""

from __future__ import annotations

import json
import os
import platform
import runpy
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HOME = "usr/lib/matside"
# Short ones: one standing, seen from the front; one lying, seen from the side through the turned crop.
CLIPS = (("overhead_reach_oblique_y", "overhead_reach"), ("bridge_side_m_10fps", "glute_bridge"))
LATEST_DIFFERENCE_S = 0.25
"""The runtime's kernels round differently: a repetition may end some frames earlier or later."""


def installed(package: Path, folder: Path) -> Path:
    """The environment that make-environment makes of the package's wheels on Debian 12, made from here."""
    tree, site = folder / "package", folder / "site"
    for old in (tree, site):
        shutil.rmtree(old, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-x", package, tree], check=True)
    wheels = tree / HOME / "wheels"
    # pip judges a requirement's conditions for the machine that it runs on itself.
    wanted = runpy.run_path(str(ROOT / "provisioning" / "deb" / "wheels.py"))["wanted"]
    pinned, own, itself = (tree / HOME / "requirements.txt").read_text("utf-8").partition("matside @ ")
    listed = folder / "requirements.txt"
    itself = itself.replace(f"file:///{HOME}/wheels", wheels.as_uri())
    listed.write_text(wanted(pinned, "3.11", "aarch64") + own + itself, "utf-8")
    install = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--target", site]
    install += ["--no-index", "--find-links", wheels, "--require-hashes", "--no-deps", "--only-binary=:all:"]
    install += ["--implementation=cp", "--python-version=3.11"]
    install += [f"--platform=manylinux_2_{minor}_aarch64" for minor in (17, 24, 26, 27, 28, 31, 34)]
    subprocess.run([*install, "--platform=manylinux2014_aarch64", "-r", listed], check=True)
    return site


def prepared(package: Path, folder: Path) -> list[str]:
    """The command that runs Python on arm64 with what the package carries."""
    site = installed(package, folder)
    if platform.machine() == "aarch64":
        return ["env", f"PYTHONPATH={site}", sys.executable]
    root = folder / "root"
    emulator = folder / "emulator" / "usr" / "bin" / "qemu-aarch64"
    if not emulator.exists():
        subprocess.run([ROOT / "tests" / "arm64" / "sysroot", folder], check=True)
    inside = {
        "PYTHONHOME": root / "usr",
        "PYTHONPATH": site,
        "PYTHONPYCACHEPREFIX": folder / "pycache",
    }
    variables = [word for name, value in inside.items() for word in ("-E", f"{name}={value}")]
    return [
        os.fspath(part) for part in (emulator, "-L", root, *variables, root / "usr" / "bin" / "python3.11")
    ]


def replayed(python: Sequence[str], clip: str, exercise: str) -> tuple[dict[str, Any], float]:
    """What `matside replay --json` says, and how long it took, in seconds."""
    began_s = time.monotonic()
    film = ROOT / "tests" / "clips" / f"{clip}.mp4"
    command = [*python, "-m", "device", "replay", film, "--exercise", exercise, "--json"]
    command = [os.fspath(word) for word in command]
    # Away from the source, so that the installed package runs.
    done = subprocess.run(
        [*command, "--model", "lightning"], capture_output=True, text=True, check=False, cwd=ROOT / "docs"
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout), time.monotonic() - began_s


def differences(here: dict[str, Any], there: dict[str, Any]) -> list[str]:
    """What an arm64 device would tell a clinic differently."""
    found = [
        f"{what}: {here[what]} here, {there[what]} on arm64"
        for what in ("frames", "reps")
        if here[what] != there[what]
    ]
    faults = [[(fault["rule"], fault["rep"]) for fault in told["deviations"]] for told in (here, there)]
    if faults[0] != faults[1]:
        found.append(f"faults: {faults[0]} here, {faults[1]} on arm64")
    for one, other in zip(here["rep_events"], there["rep_events"], strict=False):
        if abs(one["ended_s"] - other["ended_s"]) > LATEST_DIFFERENCE_S:
            found.append(
                f"repetition {one['number']} ends at {one['ended_s']} here, {other['ended_s']} on arm64"
            )
    return found


def main(package: Path, folder: Path) -> int:
    """Compare the clips, say each figure; 1 if something differs."""
    folder.mkdir(parents=True, exist_ok=True)
    python, failed = prepared(package.resolve(), folder.resolve()), False
    for clip, exercise in CLIPS:
        truth = json.loads((ROOT / "tests" / "clips" / f"{clip}.json").read_text())
        (here, here_s), (there, there_s) = (
            replayed(command, clip, exercise) for command in ([sys.executable], python)
        )
        found = differences(here, there)
        if there["reps"] != len(truth["reps"]):
            found.append(f"reps: {there['reps']} on arm64, {len(truth['reps'])} were done")
        drift_s = max(
            (
                abs(a["ended_s"] - b["ended_s"])
                for a, b in zip(here["rep_events"], there["rep_events"], strict=False)
            ),
            default=0.0,
        )
        print(
            f"{clip}: {there['reps']} repetitions on {platform.machine()} and arm64, ends differ by "
            f"{drift_s:.2f} s at the most; {here_s:.0f} s here, {there_s:.0f} s there",
            flush=True,
        )
        for line in found:
            print(f"  {line}", file=sys.stderr)
        failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
