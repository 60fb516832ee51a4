"""The `matside` command as a process: interrupted at once, and with an output that takes nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = "import sys; from device.console import main; print('now', flush=True); main()"


def command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-c", START, *arguments]


def test_ctrl_c_in_the_first_moment_is_no_traceback() -> None:
    process = subprocess.Popen(
        command(["exercises"]), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    with process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "now\n"
        time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, said) == (130, "")


def test_ctrl_c_in_the_middle_of_a_film_is_no_traceback_and_leaves_nothing(tmp_path: Path) -> None:
    clip, film = ROOT / "device" / "data" / "clips" / "squat.mp4", tmp_path / "film.mp4"
    process = subprocess.Popen(
        command(["replay", str(clip), "--exercise", "squat", "--annotate", str(film)]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with process:
        assert process.stderr
        while not (tmp_path / "film.part.mp4").exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["exercises"], ["exercises", "show", "squat"]])
def test_a_full_disk_under_the_output_is_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "device", *arguments],
            stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "matside: standard output: No space left on device; the result is not whole\n"


def test_a_reader_that_leaves_early_is_no_trouble() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "device", "exercises"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, "")
