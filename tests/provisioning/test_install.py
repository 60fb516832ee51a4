from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from device.config_file import load

PROVISIONING = Path(__file__).resolve().parents[2] / "provisioning"
INSTALL = PROVISIONING / "install"


@cache
def install(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(INSTALL), *options], capture_output=True, text=True, check=False, timeout=60)


def shell_scripts() -> list[Path]:
    files = [path for path in sorted(PROVISIONING.iterdir()) if path.is_file()]
    return [path for path in files if path.read_bytes().startswith((b"#!/bin/sh", b"#!/usr/bin/env bash"))]


def test_the_shell_scripts_are_clean() -> None:
    if shutil.which("shellcheck") is None:
        pytest.fail(
            "shellcheck is missing, and the scripts can't be judged without it: apt-get install shellcheck"
        )
    scripts = shell_scripts()
    assert INSTALL in scripts
    checked = subprocess.run(
        ["shellcheck", *map(str, scripts)], capture_output=True, text=True, check=False, timeout=60
    )
    assert checked.stdout == ""


def test_a_dry_run_says_every_step_and_does_none() -> None:
    said = install("--dry-run")
    assert said.returncode == 0, said.stderr
    steps = [line for line in said.stdout.splitlines() if line.startswith("matside: ")]
    assert [line.split()[1] for line in steps[:5]] == ["1.", "2.", "3.", "4.", "5."]
    assert "would run: systemd-sysusers /etc/sysusers.d/matside.conf" in said.stdout
    assert not Path("/opt/matside/environment").exists() or "yours stay as they are" in said.stdout


def test_undoing_keeps_settings_and_sessions_and_purging_does_not() -> None:
    undo, purge = install("--undo", "--dry-run").stdout, install("--purge", "--dry-run").stdout
    for said in (undo, purge):
        assert "would run: rm -rf /opt/matside" in said
    assert "rm -rf /etc/matside" not in undo
    assert "kept: /etc/matside, /var/lib/matside" in undo
    assert "would run: rm -rf /etc/matside /var/lib/matside" in purge


def test_purging_removes_every_user_that_installing_made(tmp_path: Path) -> None:
    made = re.findall(
        r"^u (\S+)", (PROVISIONING.parent / "systemd/sysusers.d/matside.conf").read_text(), re.M
    )
    assert len(made) == 2
    getent = tmp_path / "getent"
    getent.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    getent.chmod(0o755)
    purge = subprocess.run(
        [str(INSTALL), "--purge", "--dry-run"],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert [f"    would run: userdel {user}" for user in made] == [
        line for line in purge.stdout.splitlines() if "userdel" in line
    ]


def test_what_is_placed_is_removed_again() -> None:
    placed = {line.split()[-1] for line in install("--dry-run").stdout.splitlines() if " -m 0644 " in line}
    removed = install("--undo", "--dry-run").stdout
    assert len(placed) == 14
    assert all(f" {path}" in removed for path in placed)


def test_without_root_nothing_is_touched() -> None:
    unprivileged = ["setpriv", "--reuid=65534", "--clear-groups"] if os.getuid() == 0 else []
    refused = subprocess.run(
        [*unprivileged, "sh", "-s"],
        input=INSTALL.read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert refused.returncode == 2
    assert refused.stderr == "matside: needs root: sudo provisioning/install \n"


def test_an_unknown_option_is_refused() -> None:
    refused = install("--unod")
    assert refused.returncode == 2
    assert refused.stderr == "matside: unknown option --unod; see provisioning/install --help\n"


def test_help_tells_the_three_uses() -> None:
    told = install("--help")
    assert told.returncode == 0
    assert [word for word in ("--dry-run", "--undo", "--purge") if word in told.stdout] == [
        "--dry-run",
        "--undo",
        "--purge",
    ]


def test_the_first_settings_are_valid_want_a_camera_and_name_the_services_folder() -> None:
    sample = PROVISIONING / "matside.toml"
    assert tomllib.loads(sample.read_text(encoding="utf-8")) == {
        "camera": {"source": "camera"},
        "store": {"data_dir": "/var/lib/matside"},
    }
    assert load(sample, {}).store.data_dir == Path("/var/lib/matside")


def test_the_examples_in_the_first_settings_are_valid_too(tmp_path: Path) -> None:
    lines = (PROVISIONING / "matside.toml").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "matside.toml"
    path.write_text("\n".join(line.removeprefix("# ") for line in lines if " = " in line or "[" in line))
    assert load(path, {}).patient_code == "K7Q2M9"
