"""The model scripts answer bad input with one line and status 2, before they load TensorFlow."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.archive import ARCHIVE_SHA256
from models.variants import FOLDER


def run_script(module: str, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=FOLDER.parent,
        env=os.environ | ({} if path is None else {"PATH": path}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("models: ")
    return line


@pytest.mark.parametrize("script", ["models.build", "models.fidelity", "models.calibrate"])
def test_other_archive_is_refused(script: str, tmp_path: Path) -> None:
    archive = tmp_path / "package.tgz"
    archive.write_bytes(b"something else")
    out = ["--out", str(tmp_path / "out")] if script != "models.fidelity" else []
    line = refusal(run_script(script, "--archive", str(archive), *out))
    assert str(archive) in line
    assert ARCHIVE_SHA256 in line


def test_missing_archive_is_told_of(tmp_path: Path) -> None:
    line = refusal(run_script("models.build", "--check", "--archive", str(tmp_path / "none.tgz")))
    assert "none.tgz: no such file" in line


def test_missing_ranges_are_told_of(tmp_path: Path) -> None:
    line = refusal(run_script("models.build", "--check", "--ranges", str(tmp_path)))
    assert "ranges_lightning.npz: no such ranges file" in line


def test_missing_npm_is_told_of(tmp_path: Path) -> None:
    line = refusal(run_script("models.build", "--check", "--cache", str(tmp_path), path=str(tmp_path)))
    assert "npm is not installed" in line


def test_failing_npm_is_told_of(tmp_path: Path) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error network unreachable' >&2\nexit 3\n", encoding="utf-8")
    npm.chmod(0o755)
    line = refusal(run_script("models.build", "--check", "--cache", str(tmp_path), path=f"{tmp_path}:/bin"))
    assert "failed (status 3): npm error network unreachable" in line


def test_model_to_compare_must_exist() -> None:
    done = run_script("models.fidelity", "--compare", "mine=nowhere.tflite")
    assert done.returncode == 2
    assert "want LABEL=FILE with a .tflite file that exists" in done.stderr


@pytest.mark.parametrize("script", ["models.build", "models.fidelity", "models.calibrate"])
def test_help_needs_no_tensorflow(script: str) -> None:
    done = run_script(script, "--help")
    assert done.returncode == 0
    assert "--archive" in done.stdout
