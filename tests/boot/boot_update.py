"""Updates on a machine that boots: a good one stays, a bad one goes by itself and takes nothing along."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from device.update.signature import sign
from tests.boot.apt_source import AptSource
from tests.boot.boot_service import SERVICE, began, started, stored_reps
from tests.boot.conftest import package
from tests.boot.container import Container

GUARD = "matside-update-guard.service"
PENDING = "var/lib/matside-update/pending.json"
QUICK = ("--patience-s", "40", "--steady-s", "10")
BREAKS = "import sqlite3; sqlite3.connect('/var/lib/matside/matside.db').execute('PRAGMA user_version = 99')"

HOLDS_DPKG = """
import fcntl, pathlib, time
lock = open("/var/lib/dpkg/lock-frontend", "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
pathlib.Path("/srv/held").touch()
time.sleep(60)
"""


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "maker.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(path)], check=True)
    return path


def stick(machine: Container, path: Path, key: Path) -> None:
    """A folder with the signed package, as on a USB stick, and its maker's key on the machine."""
    folder = machine.root / "media/stick"
    folder.mkdir(parents=True, exist_ok=True)
    sign(Path(shutil.copy(path, folder)), key)
    keys = machine.root / "etc/matside/update-keys"
    keys.mkdir(exist_ok=True)
    command = ["openssl", "pkey", "-in", str(key), "-pubout", "-out", str(keys / "maker.pem")]
    subprocess.run(command, check=True)


@pytest.fixture(scope="session")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a version 0.1.2 whose service does something else."""

    def make(program: str) -> Path:
        tree = tmp_path_factory.mktemp("spoilt") / "tree"
        subprocess.run(["dpkg-deb", "-R", str(package("0.1.1")), str(tree)], check=True)
        control = tree / "DEBIAN/control"
        control.write_text(control.read_text("utf-8").replace("Version: 0.1.1", "Version: 0.1.2"), "utf-8")
        unit = tree / "lib/systemd/system/matside.service"
        lines = unit.read_text("utf-8").splitlines()
        unit.write_text(
            "\n".join(f"ExecStart={program}" if line.startswith("ExecStart=") else line for line in lines),
            "utf-8",
        )
        built = tree.parent / "matside_0.1.2_amd64.deb"
        subprocess.run(["dpkg-deb", "-Zgzip", "-z1", "-b", str(tree), str(built)], check=True)
        return built

    return make


def decided(machine: Container) -> None:
    machine.wait_for(lambda: not (machine.root / PENDING).exists(), "judgement", 600)
    machine.wait_for(
        lambda: machine.unit(GUARD, "ActiveState")["ActiveState"] == "inactive", "end of the guard"
    )


def version(machine: Container) -> str:
    """The version that is installed; in other words if it is not whole."""
    told = machine.told("dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", "matside")
    return told.removeprefix("installed ")


def judgement(machine: Container) -> str:
    return machine.told("journalctl", "-u", GUARD, "-o", "cat", "--no-pager")


def test_a_good_version_stays(machine: Container, key: Path, tmp_path: Path) -> None:
    machine.boot()
    started(machine)
    reps = began(machine, 1)
    refused = machine.run("matside", "update", "/media/stick")
    assert "somebody is exercising" in refused.stderr
    machine.told("systemctl", "restart", SERVICE)
    started(machine)
    stick(machine, package("0.1.1"), key)
    said = machine.told("matside", "update", "/media/stick", *QUICK)
    assert "matside_0.1.1_amd64.deb: version 0.1.1, signed by maker.pem" in said
    decided(machine)
    assert version(machine) == "0.1.1"
    assert "Matside 0.1.1 is healthy: kept" in judgement(machine)
    assert stored_reps(machine, tmp_path / "kept")[0] >= reps


def test_a_version_that_does_not_run_goes_back_with_the_data_it_spoilt(
    machine: Container, key: Path, spoilt: Callable[[str], Path], tmp_path: Path
) -> None:
    machine.boot()
    started(machine)
    reps = began(machine, 1)
    machine.told("systemctl", "restart", SERVICE)
    started(machine)
    stick(machine, spoilt(f'/usr/bin/python3 -c "{BREAKS}"'), key)
    machine.told("matside", "update", "/media/stick", *QUICK)
    assert version(machine) == "0.1.2"
    decided(machine)
    assert version(machine) == "0.1.0"
    told = json.loads(machine.told("cat", "/run/matside-stick/outcome.json"))
    assert (told["of"], told["trouble"], told["version"]) == ("update", "went_back", "0.1.0")
    started(machine)
    assert stored_reps(machine, tmp_path / "back")[0] >= reps
    aside = machine.root / "var/lib/matside/matside.db.of-0.1.2"
    with sqlite3.connect(aside) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (99,)


def test_a_power_cut_while_it_is_judged_changes_nothing(
    machine: Container, key: Path, spoilt: Callable[[str], Path]
) -> None:
    machine.boot()
    started(machine)
    stick(machine, spoilt("/usr/bin/sleep 1000"), key)
    machine.told("matside", "update", "/media/stick", *QUICK)
    machine.cut_power()
    machine.boot()
    decided(machine)
    assert version(machine) == "0.1.0"
    started(machine)


def before_dpkg(machine: Container) -> bool:
    return (machine.root / "srv/before-dpkg").exists()


def unpacking(machine: Container) -> bool:
    return any((machine.root / "usr/lib/matside/wheels").glob("*.dpkg-new"))


def configuring(machine: Container) -> bool:
    return any((machine.root / "usr/lib/matside").glob("environment-0.1.1-*"))


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        (before_dpkg, ("installed", "Matside 0.1.1 is not installed, 0.1.0 is: it stays", "0.1.0")),
        (unpacking, ("half-installed", "was cut off while it was installed: back to 0.1.0", "0.1.0")),
        (configuring, ("half-configured", "Matside 0.1.1 is healthy: kept", "0.1.1")),
    ],
)
def test_a_power_cut_while_it_is_installed_leaves_one_version_whole(
    machine: Container, key: Path, moment: Callable[[Container], bool], outcome: tuple[str, str, str]
) -> None:
    left, said, afterwards = outcome
    hold = machine.root / "etc/apt/apt.conf.d/99hold"
    if moment is before_dpkg:
        hold.write_text('DPkg::Pre-Invoke {"touch /srv/before-dpkg; sleep 1000";};\n', "utf-8")
    machine.boot()
    started(machine)
    stick(machine, package("0.1.1"), key)
    machine.told("systemd-run", "--unit=updating", "matside", "update", "/media/stick", *QUICK)
    machine.wait_for(lambda: moment(machine), moment.__name__, 120)
    machine.cut_power()
    hold.unlink(missing_ok=True)
    assert machine.install("dpkg-query", "-W", "-f", "${db:Status-Status}", "matside") == left
    machine.boot()
    decided(machine)
    assert said in judgement(machine)
    assert version(machine) == afterwards
    started(machine)
    assert machine.told("matside", "--version") == f"matside, version {afterwards}"
    assert machine.run("dpkg", "--audit").stdout == ""


def test_a_package_tool_at_work_is_waited_for_on_the_way_there_and_back(
    machine: Container, key: Path, spoilt: Callable[[str], Path]
) -> None:
    machine.boot()
    started(machine)
    stick(machine, spoilt("/usr/bin/sleep 1000"), key)
    machine.told("systemd-run", "--unit=other-tool", "python3", "-c", HOLDS_DPKG)
    machine.wait_for((machine.root / "srv/held").exists, "other tool")
    machine.told("matside", "update", "/media/stick", *QUICK)
    assert version(machine) == "0.1.2"
    (machine.root / "srv/held").unlink()
    machine.told("systemd-run", "--unit=other-tool-again", "python3", "-c", HOLDS_DPKG)
    decided(machine)
    assert version(machine) == "0.1.0"
    started(machine)


def test_a_package_that_was_changed_or_signed_by_another_is_refused(machine: Container, key: Path) -> None:
    machine.boot()
    started(machine)
    stick(machine, package("0.1.1"), key)
    with (machine.root / "media/stick/matside_0.1.1_amd64.deb").open("ab") as file:
        file.write(b" ")
    refused = machine.run("matside", "update", "/media/stick")
    assert refused.returncode == 2
    assert "not signed by a key that this device trusts (maker.pem), or changed since" in refused.stderr
    assert list((machine.root / "var/lib/matside-update").iterdir()) == []
    assert version(machine) == "0.1.0"


@pytest.fixture
def apt_source(machine: Container, tmp_path: Path) -> Iterator[AptSource]:
    """A source with version 0.1.1 that the machine asks, and whose key it knows."""
    source = AptSource(machine.root / "srv/packages", tmp_path / "gpg")
    source.publish(package("0.1.1"))
    (machine.root / "usr/share/keyrings/clinic.gpg").write_bytes(source.key())
    line = "deb [signed-by=/usr/share/keyrings/clinic.gpg] file:/srv/packages ./\n"
    (machine.root / "etc/apt/sources.list").write_text(line, "utf-8")
    yield source
    source.close()


@pytest.mark.usefixtures("apt_source")
def test_an_apt_source_of_ones_own(machine: Container) -> None:
    machine.boot()
    started(machine)
    said = machine.told("matside", "update", "--apt", *QUICK)
    assert "installing version 0.1.1" in said
    decided(machine)
    assert version(machine) == "0.1.1"


def test_an_apt_source_that_another_signed_or_that_was_changed_since_is_refused(
    machine: Container, apt_source: AptSource, tmp_path: Path
) -> None:
    machine.boot()
    started(machine)
    with (apt_source.folder / "Packages").open("a", encoding="utf-8") as index:
        index.write("\n")
    changed = machine.run("matside", "update", "--apt", *QUICK)
    assert (changed.returncode, version(machine)) == (1, "0.1.0"), changed.stdout + changed.stderr
    other = AptSource(apt_source.folder, tmp_path / "other-gpg")
    other.publish()
    other.close()
    refused = machine.run("matside", "update", "--apt", *QUICK)
    assert (refused.returncode, version(machine)) == (1, "0.1.0"), refused.stdout + refused.stderr
    assert "is not signed" in refused.stderr
