"""The unit, judged by systemd's own tools; its restrictions, put on the real program."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from device.camera.detect import bundled_clips

SYSTEMD = Path(__file__).resolve().parents[2] / "systemd"
UNIT = SYSTEMD / "matside.service"
UNITS = sorted(
    path.name for path in SYSTEMD.glob("matside*.*") if path.suffix in (".service", ".timer", ".socket")
)
CONFINED = (sys.executable, "-m", "tests.systemd.confine", str(UNIT))
MATSIDE = str(Path(sys.executable).parent / "matside")


def tool(name: str, package: str = "systemd") -> str:
    path = shutil.which(name)
    if path is None:
        pytest.fail(
            f"{name} is missing, and nothing here can be judged without it: apt-get install {package}"
        )
    return path


def verify(unit: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tool("systemd-analyze"), "verify", str(unit)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def exposure(unit: Path, tenths: int) -> subprocess.CompletedProcess[str]:
    """Exit code 1 if the exposure is above `tenths` tenths."""
    command = [
        tool("systemd-analyze"),
        "security",
        "--offline=true",
        f"--threshold={tenths}",
        "--no-pager",
        str(unit),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def installed_here(folder: Path, name: str = UNIT.name, extra: str = "") -> Path:
    """A unit as on a machine where its programs are installed; those beside it are there, too."""
    for path in SYSTEMD.glob("matside*.*"):
        text = re.sub(
            r"(?<==)/(usr/lib/matside|usr/bin|opt)/\S+", sys.executable, path.read_text(encoding="utf-8")
        )
        (folder / path.name).write_text(text, encoding="utf-8")
    unit = folder / name
    unit.write_text(unit.read_text(encoding="utf-8") + extra, encoding="utf-8")
    return unit


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path, name: str) -> None:
    checked = verify(installed_here(tmp_path, name))
    assert (checked.stdout, checked.stderr, checked.returncode) == ("", "", 0)


def test_a_misspelt_setting_would_be_noticed(tmp_path: Path) -> None:
    checked = verify(installed_here(tmp_path, extra="\n[Service]\nProtectHouse=true\n"))
    assert "ProtectHouse" in checked.stderr


@pytest.mark.parametrize("name", [UNIT.name, "matside-maintenance.service", "matside-stick@.service"])
def test_the_exposure_is_at_most_two(name: str) -> None:
    judged = exposure(SYSTEMD / name, 20)
    assert judged.returncode == 0, judged.stdout.splitlines()[-1]


def test_an_open_service_would_be_noticed(tmp_path: Path) -> None:
    unit = tmp_path / "open.service"
    unit.write_text(f"[Service]\nExecStart={sys.executable}\n", encoding="utf-8")
    assert exposure(unit, 20).returncode == 1


def test_the_user_is_made_and_may_use_cameras_and_pins(tmp_path: Path) -> None:
    folder = tmp_path / "usr/lib/sysusers.d"
    folder.mkdir(parents=True)
    (tmp_path / "etc").mkdir()
    shutil.copy(SYSTEMD / "sysusers.d/matside.conf", folder)
    subprocess.run(
        [tool("systemd-sysusers"), f"--root={tmp_path}"], check=True, capture_output=True, timeout=30
    )
    user = (tmp_path / "etc/passwd").read_text(encoding="utf-8")
    assert re.search(
        r"^matside:x:\d+:\d+:Matside appliance:/var/lib/matside:/usr/sbin/nologin$", user, re.MULTILINE
    )
    groups = (tmp_path / "etc/group").read_text(encoding="utf-8")
    for group, members in (("video", "matside,matside-kiosk"), ("gpio", "matside"), ("audio", "matside")):
        assert re.search(rf"^{group}:x:\d+:{members}$", groups, re.MULTILINE)


def test_the_settings_can_be_read_by_root_and_the_service_only(tmp_path: Path) -> None:
    folder = tmp_path / "usr/lib/tmpfiles.d"
    folder.mkdir(parents=True)
    (tmp_path / "etc/matside").mkdir(parents=True)
    (tmp_path / "etc/matside/matside.toml").touch(mode=0o666)
    text = (SYSTEMD / "tmpfiles.d/matside.conf").read_text(encoding="utf-8")
    assert text.count(" root matside") == 2
    text = "\n".join(line for line in text.splitlines() if "/var/lib" not in line)
    (folder / "matside.conf").write_text(
        text.replace("root matside", f"{os.getuid()} {os.getgid()}"), encoding="utf-8"
    )
    command = [tool("systemd-tmpfiles"), f"--root={tmp_path}", "--create"]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    assert (tmp_path / "etc/matside").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "etc/matside/matside.toml").stat().st_mode & 0o777 == 0o640


def test_the_device_rules_are_well_formed() -> None:
    rules = (SYSTEMD / "udev/70-matside.rules").read_text(encoding="utf-8").splitlines()
    term = r'[A-Z]+(==|=)"[^"]+"'
    for rule in rules:
        assert rule.startswith("#") or re.fullmatch(rf"{term}(, {term})*", rule), rule
    assert sum(not rule.startswith("#") for rule in rules) == 2


def test_the_restrictions_bite() -> None:
    script = (
        "import mmap, os\n"
        "try: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        "except PermissionError: print('no machine code')\n"
        "try: os.nice(-1)\n"
        "except PermissionError: print('no resources')\n"
        "try: os.chroot('/')\n"
        "except PermissionError: print('no privileges')\n"
    )
    done = subprocess.run(
        [*CONFINED, sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.splitlines() == ["no machine code", "no resources", "no privileges"]


def test_the_model_runs_and_counts_under_the_services_restrictions() -> None:
    """XNNPACK needs no machine code made at run time, and the whole analysis no system call that is shut."""
    clip = str(bundled_clips()["squat"])
    done = subprocess.run(
        [*CONFINED, MATSIDE, "replay", clip, "--exercise", "squat", "--json"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout)["reps"] == 5


@pytest.mark.alone
def test_the_appliance_starts_feeds_the_watchdog_and_ends_under_the_services_restrictions(
    tmp_path: Path,
) -> None:
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.settimeout(30)
    environ = {
        **os.environ,
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": "2000000",
        "STATE_DIRECTORY": str(tmp_path / "state"),
        "MATSIDE_CONFIG": "",
        "MATSIDE_WEB__PORT": "0",
        "MATSIDE_CAMERA__SOURCE": "demo",
    }
    with manager, subprocess.Popen([*CONFINED, MATSIDE, "run", "--no-demo-broker"], env=environ) as service:
        try:
            heard = [manager.recv(4096)]
            while heard.count(b"WATCHDOG=1") < 3:
                heard.append(manager.recv(4096))
            assert b"READY=1" in heard
            service.send_signal(signal.SIGTERM)
            while heard[-1] != b"STOPPING=1":
                heard.append(manager.recv(4096))
            assert service.wait(timeout=5) == 0
        finally:
            service.kill()
    assert (tmp_path / "state/matside.db").is_file()
