"""What the guard makes of what an install left behind; dpkg and systemctl are played, dpkg's lock is real."""

from __future__ import annotations

import fcntl
import json
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

from device.stick.order import Outcome
from device.update import guard, installer
from device.update.guard import Update

UPDATE = Update("1.0.0", "1.1.0", "/nowhere", "http://127.0.0.1:1/")
QUERY = "cat {state}"
DPKG = """
echo "dpkg $*" >>{calls}
case "$*" in
    *--configure*)
        case "$(cat {state})" in
            unpacked*|half-configured*) sed -i 's/^[^ ]*/installed/' {state} ;;
            half-installed*) exit 1 ;;
        esac ;;
    *--install*)
        [ ! -e {broken} ] || {{ echo "dpkg: error: the disk is full" >&2; exit 2; }}
        echo "installed 1.0.0" >{state} ;;
esac
"""
SYSTEMCTL = 'echo "systemctl $*" >>{calls}'


class Machine:
    """Programs that behave like dpkg and systemctl of a machine with one package, and the update's folder.

    Attributes:
        update: the folder with what was kept for the update.
        judged: what the judge, if asked, was asked of.
    """

    def __init__(self, folder: Path, state: str) -> None:
        self.programs, self.update = folder / "bin", folder / "update"
        self.screens = folder / "screens"
        self._state, self._calls, self._broken = folder / "state", folder / "calls", folder / "broken"
        self.judged: list[str] = []
        for made in (self.programs, self.update, self.screens):
            made.mkdir()
        for name, words in {"dpkg": DPKG, "dpkg-query": QUERY, "systemctl": SYSTEMCTL}.items():
            program = self.programs / name
            filled = words.format(state=self._state, calls=self._calls, broken=self._broken)
            program.write_text(f"#!/bin/sh\n{filled}\n", "utf-8")
            program.chmod(0o755)
        self._state.write_text(state, "utf-8")
        for name in (guard.PREVIOUS, guard.NEW):
            (self.update / name).touch()
        (self.update / guard.PENDING).write_text(json.dumps(asdict(UPDATE)), "utf-8")

    @property
    def verdict(self) -> tuple[str | None, str] | None:
        """What the touchscreen is told: the trouble and the version."""
        left = self.screens / "outcome.json"
        if not left.exists():
            return None
        told = Outcome.model_validate_json(left.read_bytes())
        assert told.of == "update"
        assert left.stat().st_mode & 0o777 == 0o644
        return told.trouble, told.version

    def break_dpkg(self) -> None:
        """From now on dpkg installs nothing."""
        self._broken.touch()

    @property
    def state(self) -> str:
        return self._state.read_text("utf-8").strip()

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text("utf-8").splitlines() if self._calls.exists() else []

    def guarded(self, *, healthy: bool = True) -> int:
        """Run the guard, which finds the service healthy or not."""

        def judge(update: Update) -> bool:
            self.judged.append(update.after)
            return healthy

        return guard.main(self.update, judge, self.screens)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Machine:
    """A machine whose package is in the state that the test names."""
    machine = Machine(tmp_path, request.param)
    monkeypatch.setenv("PATH", str(machine.programs), prepend=":")
    return machine


def in_state(state: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("machine", [state], indirect=True)


@in_state("installed 1.0.0")
def test_an_install_that_never_began_is_not_called_healthy(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    assert machine.guarded() == 0
    assert capfd.readouterr().out == "Matside 1.1.0 is not installed, 1.0.0 is: it stays\n"
    assert machine.judged == []
    assert machine.verdict == ("failed", "1.0.0")
    assert not [call for call in machine.calls if call.startswith("systemctl")], "nothing to stop"
    assert list(machine.update.iterdir()) == []


@pytest.mark.parametrize("machine", ["unpacked 1.1.0", "half-configured 1.1.0"], indirect=True)
def test_what_was_unpacked_is_configured_and_then_judged(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    assert machine.guarded() == 0
    assert machine.state == "installed 1.1.0"
    assert machine.judged == ["1.1.0"]
    assert machine.verdict == (None, "1.1.0")
    assert capfd.readouterr().out == "Matside 1.1.0 is healthy: kept\n"
    assert list(machine.update.iterdir()) == []


@pytest.mark.parametrize("machine", ["half-installed 1.0.0", "config-files 1.0.0", ""], indirect=True)
def test_half_a_package_goes_back(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    assert machine.guarded() == 0
    assert machine.judged == [], "the environment of before may still run, and says nothing of the package"
    assert machine.state == "installed 1.0.0"
    assert capfd.readouterr().out == "Matside 1.1.0 was cut off while it was installed: back to 1.0.0\n"
    assert machine.calls[-1] == "systemctl restart matside.service"
    assert list(machine.update.iterdir()) == []


@in_state("installed 1.1.0")
def test_the_wanted_version_still_has_to_be_healthy(machine: Machine) -> None:
    (machine.screens / "under-way").touch()
    assert machine.guarded(healthy=False) == 0
    assert machine.state == "installed 1.0.0"
    assert machine.verdict == ("went_back", "1.0.0")
    assert not (machine.screens / "under-way").exists()


@in_state("installed 1.1.0")
def test_where_no_touchscreen_looks_for_it_the_verdict_stands_all_the_same(machine: Machine) -> None:
    machine.screens.rmdir()
    assert machine.guarded() == 0
    assert list(machine.update.iterdir()) == []
    assert not machine.screens.exists()


@in_state("half-installed 1.0.0")
def test_a_way_back_that_fails_leaves_the_service_on_and_is_tried_again(machine: Machine) -> None:
    machine.break_dpkg()
    assert machine.guarded() == 1, "for systemd to start it again"
    assert machine.verdict is None, "it is not decided yet"
    assert machine.calls[-1] == "systemctl restart matside.service"
    assert (machine.update / guard.PENDING).exists()
    assert (machine.update / guard.PREVIOUS).exists()


@in_state("installed 1.1.0")
def test_the_service_is_started_again_even_if_the_data_can_not_be_put_back(machine: Machine) -> None:
    (machine.update / guard.DATABASE).touch()
    with pytest.raises(FileNotFoundError, match="/nowhere"):
        machine.guarded(healthy=False)
    assert machine.calls[-1] == "systemctl restart matside.service"


@in_state("installed 1.0.0")
def test_an_install_that_apt_refused_leaves_the_running_service_alone(machine: Machine) -> None:
    assert installer.undo(UPDATE, machine.update) == "1.0.0 stays"
    assert machine.calls == []
    assert list(machine.update.iterdir()) == []


@in_state("half-configured 1.1.0")
def test_an_install_that_failed_half_way_is_undone_at_once_or_by_the_guard(machine: Machine) -> None:
    machine.break_dpkg()
    assert "the guard goes on trying" in installer.undo(UPDATE, machine.update)
    assert machine.calls[-1] == f"systemctl start --no-block {installer.GUARD_SERVICE}"
    assert (machine.update / guard.PENDING).exists()


@pytest.mark.parametrize("name", ["lock-frontend", "lock"])
def test_dpkg_waits_for_its_turn_and_not_for_ever(tmp_path: Path, name: str) -> None:
    admin = tmp_path / "dpkg"
    (admin / "info").mkdir(parents=True)
    (admin / "updates").mkdir()
    for file in ("status", "available"):
        (admin / file).touch()
    words = (f"--admindir={admin}", "--configure", "--pending")
    with (admin / name).open("w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        assert not guard.dpkg(*words, patience_s=0.0)
        release = threading.Timer(0.5, fcntl.lockf, (lock, fcntl.LOCK_UN))
        release.start()
        assert guard.dpkg(*words, patience_s=60.0)
        release.join()
