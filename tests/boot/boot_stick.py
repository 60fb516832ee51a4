"""A USB stick by touch on a machine that boots: root's real socket and service, shut in as its unit says."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from device.update.signature import sign
from tests.boot.boot_service import SERVICE, began, started, stored_reps
from tests.boot.boot_update import decided, version
from tests.boot.conftest import package
from tests.boot.container import Container
from tests.device.stick.sticks import LoopStick, image, known_here

PASSPHRASE = "four mild green hills"
OUTCOME = "/run/matside-stick/outcome.json"
DROP_IN = """[Service]
Environment=STICK_DEVICES={name}
DeviceAllow=block-loop rw
"""
ASKS = """
import json, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect("/run/matside-stick/socket")
    line.sendall(sys.stdin.buffer.read() + b"\\n")
    for said in line.makefile("rb"):
        print(said.decode(), end="", flush=True)
"""
APPLIANCE = """
import time
from pathlib import Path
from device.stick.client import Stick
stick = Stick(Path("/var/lib/matside"))
assert stick.is_offered()
assert stick.is_plugged_in()
stick.look()
while stick.state().doing is not None:
    time.sleep(0.05)
print("label:", stick.state().contents.label)
stick.close()
"""
Said = list[dict[str, Any]]


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[LoopStick]:
    kind = "vfat" if known_here("vfat") else "ext4"
    plugged = LoopStick(image(tmp_path / "stick.img", kind, mib=300))
    yield plugged
    plugged.pull()


def with_stick(bases: list[Path], folder: Path, plugged: LoopStick) -> Container:
    """A machine with the package and the stick, switched off."""
    machine = Container(bases, folder, [str(plugged.node)])
    drop_in = machine.root / "etc/systemd/system/matside-stick@.service.d"
    drop_in.mkdir(parents=True)
    (drop_in / "stick.conf").write_text(DROP_IN.format(name=plugged.node.name), "utf-8")
    return machine


@pytest.fixture
def machine(installed: list[Path], tmp_path: Path, plugged: LoopStick) -> Iterator[Container]:
    """Debian 12."""
    machine = with_stick(installed, tmp_path, plugged)
    yield machine
    machine.scrap()


@pytest.fixture
def next_machine(next_installed: list[Path], tmp_path: Path, plugged: LoopStick) -> Iterator[Container]:
    """Debian 13, whose systemd is another."""
    machine = with_stick(next_installed, tmp_path, plugged)
    yield machine
    machine.scrap()


def said(machine: Container, user: str = "matside", **order: str) -> Said:
    """What root answers to an order of this user's."""
    done = machine.run("runuser", "-u", user, "--", "python3", "-c", ASKS, text=json.dumps(order))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def outcome(machine: Container, **order: str) -> dict[str, Any]:
    answers = said(machine, **order)
    assert answers, machine.told("journalctl", "--no-pager", "-n", "50", "-o", "cat")
    return answers[-1]


def present_run(machine: Container) -> str:
    return machine.unit(SERVICE, "InvocationID")["InvocationID"]


def test_backup_and_restore(machine: Container, plugged: LoopStick, tmp_path: Path) -> None:
    machine.boot()
    started(machine)
    assert machine.unit("matside-stick.socket", "ActiveState", "UnitFileState") == {
        "ActiveState": "active",
        "UnitFileState": "enabled",
    }
    stranger = machine.run("runuser", "-u", "nobody", "--", "python3", "-c", ASKS, text='{"do": "look"}')
    assert "PermissionError" in stranger.stderr
    reps = began(machine, 1)
    exercising = outcome(machine, do="restore", name="b.age", passphrase=PASSPHRASE)
    assert exercising["trouble"] == "exercising"
    machine.told("systemctl", "restart", SERVICE)
    started(machine)

    looked = outcome(machine, do="look")
    assert (looked["trouble"], looked["contents"]["label"]) == (None, "HOLIDAY"), looked
    assert (looked["contents"]["backups"], looked["contents"]["update"]) == ([], None)
    answers = said(machine, do="backup", passphrase=PASSPHRASE)
    assert [answer.get("step") for answer in answers[:-1]] == ["sealing", "writing", "checking"], answers
    written = answers[-1]
    assert written["trouble"] is None, written
    name = written["name"]
    assert [kept["name"] for kept in written["contents"]["backups"]] == [name]
    assert "matside-stick-" not in machine.told("cat", "/proc/mounts")

    before = stored_reps(machine, tmp_path / "before")
    assert before[0] >= reps
    began(machine, 1)
    machine.told("systemctl", "restart", SERVICE)
    started(machine)
    assert len(stored_reps(machine, tmp_path / "more")) == 2
    run = present_run(machine)
    refused = outcome(machine, do="restore", name=name, passphrase="four mild brown hills")
    assert refused["trouble"] == "wrong_passphrase", refused
    assert present_run(machine) == run, "Matside was left alone"

    answers = said(machine, do="restore", name=name, passphrase=PASSPHRASE)
    assert [answer.get("step") for answer in answers[:-1]] == ["reading", "checking", "keeping", "restoring"]
    assert answers[-1]["trouble"] is None, answers
    machine.wait_for(lambda: present_run(machine) not in {run, ""}, "Matside again")
    started(machine)
    assert stored_reps(machine, tmp_path / "after") == before
    left = json.loads(machine.told("runuser", "-u", "matside", "--", "cat", OUTCOME))
    assert (left["of"], left["trouble"], left["name"]) == ("restore", None, name)
    assert machine.run("ls", "/var/lib/matside").stdout.count("before-restore") == 1
    journal = machine.told("journalctl", "--no-pager", "-o", "cat")
    assert "four mild" not in journal


def test_killed_in_the_middle_of_a_restore_it_leaves_matside_running(machine: Container) -> None:
    machine.boot()
    started(machine)
    machine.told("touch", "/run/matside-stick/stopped")
    machine.told("systemctl", "stop", SERVICE)
    silent = (
        "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/run/matside-stick/socket'); s.recv(1)"
    )
    machine.told("systemd-run", "--unit=silent", "--uid=matside", "python3", "-c", silent)
    units = ("systemctl", "list-units", "--plain", "--state=active", "matside-stick@*")
    machine.wait_for(lambda: "matside-stick@" in machine.told(*units), "root's service")
    machine.told("systemctl", "kill", "--signal=KILL", "matside-stick@*.service")
    started(machine)
    assert machine.run("test", "-e", "/run/matside-stick/stopped").returncode == 1


def test_the_same_on_the_next_debian(next_machine: Container) -> None:
    machine = next_machine
    machine.boot()
    started(machine)
    written = outcome(machine, do="backup", passphrase=PASSPHRASE)
    assert written["trouble"] is None, written
    run = present_run(machine)
    restored = outcome(machine, do="restore", name=written["name"], passphrase=PASSPHRASE)
    assert restored["trouble"] is None, restored
    machine.wait_for(lambda: present_run(machine) not in {run, ""}, "Matside again")
    started(machine)


def test_the_appliance_may_ask_in_spite_of_its_own_restrictions(
    machine: Container, plugged: LoopStick
) -> None:
    (machine.root / "srv/asks.py").write_text(APPLIANCE, "utf-8")
    unit = (machine.root / "lib/systemd/system/matside.service").read_text("utf-8")
    left_out = ("ExecSt", "Type=", "NotifyAccess=", "WatchdogSec=", "Restart", "RuntimeDirectory")
    lines = [line for line in unit.splitlines() if not line.startswith(left_out)]
    own = [
        "Type=oneshot",
        f"Environment=STICK_DEVICES={plugged.node.name}",
        "ExecStart=/usr/lib/matside/environment/bin/python /srv/asks.py",
    ]
    at = lines.index("[Service]") + 1
    (machine.root / "etc/systemd/system/asks.service").write_text(
        "\n".join(lines[:at] + own + lines[at:]), "utf-8"
    )
    machine.boot()
    started(machine)
    asked = machine.run("systemctl", "start", "asks.service")
    told = machine.told("journalctl", "-u", "asks.service", "-o", "cat", "--no-pager")
    assert asked.returncode == 0, told
    assert "label: HOLIDAY" in told


def test_update(machine: Container, plugged: LoopStick, tmp_path: Path) -> None:
    key = tmp_path / "maker.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key)], check=True)
    name = package("0.1.1").name
    with plugged.laid_out(tmp_path / "stick") as folder:
        sign(Path(shutil.copy(package("0.1.1"), folder)), key)
    machine.boot()
    started(machine)
    offered = outcome(machine, do="look")["contents"]["update"]
    assert offered == {"name": name, "version": "0.1.1"}
    run = present_run(machine)
    refused = outcome(machine, do="update", name=name)
    assert (refused["trouble"], present_run(machine)) == ("untrusted", run), refused
    assert machine.run("ls", "/var/lib/matside-update").stdout == ""

    keys = machine.root / "etc/matside/update-keys"
    keys.mkdir()
    command = ["openssl", "pkey", "-in", str(key), "-pubout", "-out", str(keys / "maker.pem")]
    subprocess.run(command, check=True)
    answers = said(machine, do="update", name=name)
    steps = [answer.get("step") for answer in answers]
    assert list(dict.fromkeys(steps)) == ["reading", "checking", "keeping", "installing", "judging"], answers
    assert version(machine) == "0.1.1"
    machine.told("test", "-e", "/run/matside-stick/under-way")
    assert outcome(machine, do="update", name=name)["trouble"] == "being_judged"
    decided(machine)
    verdict = json.loads(machine.told("runuser", "-u", "matside", "--", "cat", OUTCOME))
    assert (verdict["of"], verdict["trouble"], verdict["version"]) == ("update", None, "0.1.1")
    assert machine.run("test", "-e", "/run/matside-stick/under-way").returncode == 1
    assert version(machine) == "0.1.1"
    assert machine.run("ls", "/var/lib/matside-update").stdout.split() == ["guard.py"]
    assert outcome(machine, do="look")["contents"]["update"] is None
