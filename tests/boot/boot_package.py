"""The package, as a Debian user expects it: upgraded, downgraded, removed, purged."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.boot.boot_first import BOOT, as_from_an_image
from tests.boot.boot_service import SERVICE, began, started, stored_reps
from tests.boot.conftest import package
from tests.boot.container import Container

NEWER = "0.1.1"


def put(machine: Container, version: str) -> str:
    shutil.copy(package(version), machine.root / "srv/new.deb")
    return machine.told("dpkg", "-i", "/srv/new.deb")


def test_settings_and_sessions_outlive_every_change_but_the_purge(machine: Container, tmp_path: Path) -> None:
    settings = machine.root / "etc/matside/matside.toml"
    mine = settings.read_text("utf-8")
    as_from_an_image(machine)
    config = machine.root / BOOT / "config.txt"
    image = config.read_text("utf-8")
    machine.boot()
    started(machine)
    reps = began(machine, 1)

    put(machine, NEWER)
    started(machine)
    assert machine.told("matside", "--version") == f"matside, version {NEWER}"
    assert settings.read_text("utf-8") == mine
    assert stored_reps(machine, tmp_path / "upgraded")[0] >= reps

    put(machine, "0.1.0")
    started(machine)
    assert machine.told("matside", "--version") == "matside, version 0.1.0"
    assert stored_reps(machine, tmp_path / "downgraded")[0] >= reps

    machine.told("dpkg", "-r", "matside")
    assert not (machine.root / "usr/lib/matside").exists()
    assert not (machine.root / "usr/bin/matside").exists()
    assert settings.read_text("utf-8") == mine
    assert stored_reps(machine, tmp_path / "removed")[0] >= reps

    put(machine, "0.1.0")
    started(machine)
    assert settings.read_text("utf-8") == mine

    assert config.read_text("utf-8") != image
    machine.told("dpkg", "-P", "matside")
    assert config.read_text("utf-8").rstrip("\n") == image.rstrip("\n")
    for left in ("etc/matside", "var/lib/matside", "var/lib/matside-update", "usr/lib/matside"):
        assert not (machine.root / left).exists(), left
    assert machine.run("systemctl", "cat", SERVICE).returncode != 0


def test_settings_that_were_deleted_stay_deleted(machine: Container) -> None:
    machine.boot()
    started(machine)
    (machine.root / "etc/matside/matside.toml").unlink()
    put(machine, NEWER)
    assert not (machine.root / "etc/matside/matside.toml").exists()


def test_what_has_to_run_is_enabled_and_started(machine: Container) -> None:
    machine.boot()
    started(machine)
    units = (SERVICE, "matside-kiosk.service", "matside-first-boot.service", "matside-update-guard.service")
    for unit in (*units, "matside-maintenance.timer", "matside-stick.socket"):
        assert machine.told("systemctl", "is-enabled", unit) == "enabled"
    assert machine.unit("matside-maintenance.timer", "ActiveState")["ActiveState"] == "active"
