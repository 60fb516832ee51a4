"""The appliance's Python and models on an arm64 processor, here or emulated: `python -m tests.arm64 FOLDER`.

Two clips go through `matside replay` on this machine and on arm64; repetitions and faults must be the same.
All that arm64 needs is put into FOLDER once: a Debian root, the emulator, the wheels of the appliance.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements" / "appliance.txt"
# Short ones: one standing, seen from the front; one lying, seen from the side through the turned crop.
CLIPS = (("overhead_reach_oblique_y", "overhead_reach"), ("bridge_side_m_10fps", "glute_bridge"))
LATEST_DIFFERENCE_S = 0.25
"""The runtime's kernels round differently: a repetition may end some frames earlier or later."""


def prepared(folder: Path) -> list[str]:
    """The command that runs Python on arm64 with the appliance's packages; what is there stays."""
    if platform.machine() == "aarch64":
        return [sys.executable]
    root, site, mark = folder / "root", folder / "site", folder / "requirements.txt"
    emulator = folder / "emulator" / "usr" / "bin" / "qemu-aarch64"
    if not emulator.exists():
        subprocess.run([ROOT / "tests" / "arm64" / "sysroot", folder], check=True)
    if not mark.exists() or mark.read_bytes() != REQUIREMENTS.read_bytes():
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", site]
        install += ["--python-platform", "aarch64-manylinux_2_28", "--python-version", "3.11"]
        install += ["--only-binary", ":all:", "--require-hashes", "-r", REQUIREMENTS]
        subprocess.run(install, check=True)
        mark.write_bytes(REQUIREMENTS.read_bytes())
    # The package as it is now, installed as on the device.
    itself = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", site, "--reinstall"]
    itself += ["--python-platform", "aarch64-manylinux_2_28", "--python-version", "3.11"]
    subprocess.run([*itself, "--no-deps", "--no-build-isolation", ROOT], check=True)
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


def main(folder: Path) -> int:
    """Compare the clips, say each figure; 1 if something differs."""
    folder.mkdir(parents=True, exist_ok=True)
    python, failed = prepared(folder.resolve()), False
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
    sys.exit(main(Path(sys.argv[1])))
