"""The appliance's end and root's, over a real socket, on real file systems; systemd is played."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from device.errors import UsageError
from device.stick.client import Stick
from device.stick.order import Outcome
from device.stick.state import StickState
from device.update import guard
from device.update.package import machine_architecture
from tests.device.backup.devices import PASSPHRASE, Device
from tests.device.stick.roots_end import roots_end
from tests.device.stick.sticks import LoopStick, stick

SYSTEMCTL = """
echo "systemctl $*" >>{calls}
case "$*" in
    is-active*) [ -e {exercising} ] ;;
    "start matside.service") [ ! -e {broken} ] ;;
esac
"""
DPKG_QUERY = "printf 'installed 1.0.0'"
DPKG = """
case "$1" in --force*) echo "dpkg $*" >>{calls} ;; *) exec /usr/bin/dpkg "$@" ;; esac
"""
SYSTEMD_RUN = """
echo "systemd-run $*" >>{calls}
[ ! -e {occupied} ]
"""


class Home:
    """A device with a stick, its touchscreen's end of the line and root's.

    Attributes:
        device: its data and settings.
        stick: what is plugged in.
        screen: the appliance's end.
    """

    def __init__(self, folder: Path, plugged: LoopStick, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.device = Device(folder / "device", sessions=2)
        self.identity = self.device.identity()
        self.stick = plugged
        self.line, self.updates = folder / "run", folder / "update"
        self.screen = self.another_screen()
        self.exercising, self.occupied = folder / "exercising", folder / "occupied"
        self.broken = folder / "broken"
        self._calls = folder / "calls"
        programs = folder / "bin"
        programs.mkdir()
        played = {"systemctl": SYSTEMCTL, "systemd-run": SYSTEMD_RUN, "dpkg": DPKG, "dpkg-query": DPKG_QUERY}
        for name, words in played.items():
            filled = words.format(
                calls=self._calls, exercising=self.exercising, occupied=self.occupied, broken=self.broken
            )
            (programs / name).write_text(f"#!/bin/sh\n{filled}\n")
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(programs), prepend=":")
        monkeypatch.setenv("MATSIDE_CONFIG", str(self.device.settings))

    def another_screen(self) -> Stick:
        """The appliance's end as it is when the appliance starts."""
        return Stick(self.device.data, self.line, self.stick.find)

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    def ended(self) -> StickState:
        """How things stand when nothing is done any more."""
        deadline_s = time.monotonic() + 60
        while (state := self.screen.state()).doing is not None:
            assert time.monotonic() < deadline_s
            time.sleep(0.01)
        return state

    def trouble(self) -> str | None:
        outcome = self.ended().outcome
        assert outcome is not None
        return outcome.trouble

    def backed_up(self) -> str:
        """Make a backup; its name."""
        self.screen.backup(PASSPHRASE)
        outcome = self.ended().outcome
        assert outcome is not None
        assert outcome.trouble is None, outcome
        return outcome.name

    def files(self) -> dict[str, int]:
        """What lies on the stick."""
        with self.stick.laid_out(self.folder / "laid-out") as folder:
            return {file.name: file.stat().st_size for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with stick(tmp_path / "stick.img") as plugged:
        home = Home(tmp_path, plugged, monkeypatch)
        with roots_end(home.line, plugged.find, home.updates):
            yield home
            home.screen.close()


def test_where_root_takes_no_orders_nothing_is_offered(tmp_path: Path) -> None:
    screen = Stick(tmp_path, tmp_path, lambda: ())
    assert not screen.is_offered()
    assert not screen.is_plugged_in()
    assert screen.state() == StickState()
    screen.look()
    screen.close()
    outcome = screen.state().outcome
    assert outcome is not None
    assert outcome.trouble == "failed"


def test_a_look_a_backup_and_the_way_back(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert home.screen.is_offered()
    assert home.screen.is_plugged_in()
    home.screen.look()
    with pytest.raises(UsageError, match="look is under way"):
        home.screen.look()
    contents = home.ended().contents
    assert contents is not None
    assert (contents.label, contents.backups, contents.update) == ("HOLIDAY", (), None)

    name = home.backed_up()
    contents = home.ended().contents
    assert contents is not None
    assert [kept.name for kept in contents.backups] == [name]
    assert list(home.files()) == [name]
    again = home.backed_up()
    assert again != name
    assert set(home.files()) == {name, again}

    home.device.exercise(1)
    keys = home.device.settings.parent / "update-keys"
    home.screen.restore(name, PASSPHRASE)
    outcome = home.ended().outcome
    assert outcome == Outcome(of="restore", name=name)
    assert (home.device.sessions(), home.device.identity()) == (2, home.identity)
    assert not keys.exists()
    assert [call for call in home.calls if "is-active" not in call] == [
        "systemctl stop matside.service matside-maintenance.service",
        "systemctl start matside.service",
        "systemctl reset-failed matside.service",
        "systemctl start --no-block matside.service",
    ]
    assert len(list(home.device.data.glob("before-restore.age"))) == 1
    left = home.line / "outcome.json"
    assert Outcome.model_validate_json(left.read_bytes()) == outcome
    assert left.stat().st_mode & 0o777 == 0o644
    assert "four mild" not in caplog.text

    started_again = home.another_screen()
    assert started_again.state().outcome == outcome
    started_again.look()
    assert started_again.state().outcome is None, "the next order's"
    started_again.close()
    long_ago_s = time.time() - 3600
    os.utime(left, (long_ago_s, long_ago_s))
    much_later = home.another_screen()
    assert much_later.state().outcome is None, "somebody has read it"
    much_later.close()


def test_update_keys_do_not_come_with_a_stick(home: Home) -> None:
    keys = home.device.settings.parent / "update-keys"
    keys.mkdir()
    (keys / "stranger.pem").write_text("of a stranger")
    name = home.backed_up()
    shutil.rmtree(keys)
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() is None
    assert not keys.exists()


def test_a_restore_that_is_refused_leaves_matside_running(home: Home) -> None:
    name = home.backed_up()
    with home.stick.laid_out(home.folder / "laid-out") as folder:
        (folder / "cut.age").write_bytes((folder / name).read_bytes()[:-1])
        (folder / "other.age").write_bytes(b"\xff\xd8")
        (folder / "link.age").symlink_to("/etc/passwd")
        with (folder / "huge.age").open("wb") as file:
            file.truncate(1 << 33)
        work = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 30", (folder / name).read_bytes())
        (folder / "endless.age").write_bytes(work)
    for asked, passphrase, trouble in (
        ("endless.age", PASSPHRASE, "busy"),
        (name, "four mild brown hills", "wrong_passphrase"),
        ("cut.age", PASSPHRASE, "not_whole"),
        ("other.age", PASSPHRASE, "not_whole"),
        ("link.age", PASSPHRASE, "unreadable"),
        ("none.age", PASSPHRASE, "unreadable"),
        ("huge.age", PASSPHRASE, "not_whole"),
    ):
        home.screen.restore(asked, passphrase)
        assert home.trouble() == trouble, asked
    home.device.exercise(1)
    (home.updates).mkdir()
    (home.updates / guard.PENDING).touch()
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() == "being_judged"
    assert not [call for call in home.calls if "stop" in call]
    assert home.device.sessions() == 3
    assert not (home.line / "outcome.json").exists()


def test_a_restore_that_fails_after_all_starts_matside_again_and_says_so(home: Home) -> None:
    name = home.backed_up()
    home.device.settings.write_text("[link]\nhost = 5\n")
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() == "failed"
    home.device.settings.write_text(f'[store]\ndata_dir = "{home.device.data}"\n')
    (home.device.data / "matside.lock").unlink(missing_ok=True)
    (home.device.data / "matside.lock").mkdir()
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() == "failed"
    assert home.calls[-1] == "systemctl start --no-block matside.service"
    assert Outcome.model_validate_json((home.line / "outcome.json").read_bytes()).trouble == "failed"


def test_what_does_not_run_here_gives_way_to_what_was_there(home: Home) -> None:
    name = home.backed_up()
    home.device.exercise(1)
    home.device.settings.write_text(home.device.settings.read_text() + "[web]\nport = 8200\n")
    home.broken.touch()
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() == "does_not_run"
    assert home.device.sessions() == 3
    assert "8200" in home.device.settings.read_text()
    assert home.calls[-3:] == [
        "systemctl stop matside.service",
        "systemctl reset-failed matside.service",
        "systemctl start --no-block matside.service",
    ]
    assert not (home.line / "stopped").exists()
    assert not (home.device.data / "restore-unfinished").exists()


def test_a_restore_that_a_power_cut_ended_is_told_at_each_start(home: Home) -> None:
    (home.device.data / "restore-unfinished").touch()
    for _ in range(2):
        screen = home.another_screen()
        outcome = screen.state().outcome
        assert outcome is not None
        assert (outcome.of, outcome.trouble) == ("restore", "unfinished")
        screen.close()
    home.screen.restore(home.backed_up(), PASSPHRASE)
    assert home.trouble() is None
    screen = home.another_screen()
    assert screen.state().outcome == Outcome(of="restore", name=home.files().popitem()[0])
    screen.close()


def test_values_that_can_not_be_right_are_refused_here_and_by_root(home: Home) -> None:
    for begin in (
        lambda: home.screen.backup("short"),
        lambda: home.screen.restore("../../etc/shadow.age", PASSPHRASE),
        lambda: home.screen.restore("a.age", "short"),
        lambda: home.screen.update("/a.deb"),
    ):
        with pytest.raises(UsageError) as error:
            begin()
        assert "short" not in str(error.value)
    for line, trouble in (
        (b'{"do": "backup", "passphrase": "short"}\n', "short_passphrase"),
        (b'{"do": "restore", "name": "../a.age", "passphrase": "four mild green hills"}\n', "failed"),
        (b'{"do": "format"}\n', "failed"),
        (b"\xff\n", "failed"),
        (b"[" * 50_000 + b"\n", "failed"),
    ):
        said = raw(home.line, line)
        assert b"four mild" not in said
        assert json.loads(said)["trouble"] == trouble


def raw(line: Path, words: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(line / "socket"))
        connection.sendall(words)
        return b"".join(iter(lambda: connection.recv(4096), b""))


def test_a_full_stick_is_said_and_nothing_half_is_left(home: Home) -> None:
    with home.stick.laid_out(home.folder / "laid-out") as folder, (folder / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free)
    home.screen.backup(PASSPHRASE)
    assert home.trouble() == "full"
    assert list(home.files()) == ["ballast"]


def test_a_protected_stick_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with stick(tmp_path / "stick.img", read_only=True) as plugged:
        home = Home(tmp_path, plugged, monkeypatch)
        with roots_end(home.line, plugged.find, home.updates):
            home.screen.backup(PASSPHRASE)
            assert home.trouble() == "read_only"
            home.screen.look()
            assert home.trouble() is None
            home.screen.close()


def test_what_was_seen_of_a_stick_is_forgotten_when_it_is_pulled(home: Home) -> None:
    home.screen.look()
    assert home.ended().contents is not None
    home.stick.pull()
    state = home.screen.state()
    assert (state.plugged_in, state.contents) == (False, None)
    home.screen.look()
    assert home.trouble() == "no_stick"


def test_a_stick_pulled_in_the_middle_of_a_backup_is_said(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from device.stick import service

    def pull_and_seal(content: bytes, passphrase: str) -> bytes:
        home.stick.tear()
        return content

    monkeypatch.setattr(service, "seal", pull_and_seal)
    home.screen.backup(PASSPHRASE)
    assert home.trouble() == "no_stick"


def test_whoever_comes_second_is_told_that_root_is_busy(home: Home) -> None:
    with socket.socket(socket.AF_UNIX) as first:
        first.connect(str(home.line / "socket"))
        time.sleep(0.2)
        home.screen.look()
        assert home.trouble() == "busy"


def test_a_screen_that_is_gone_is_no_reason_to_leave_a_backup_half_done(home: Home) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(home.line / "socket"))
        line.sendall(json.dumps({"do": "backup", "passphrase": PASSPHRASE}).encode() + b"\n")
    deadline_s = time.monotonic() + 30
    while home.screen.state().contents is None:
        assert time.monotonic() < deadline_s
        time.sleep(0.2)
        home.screen.look()
        home.ended()
    (written,) = home.files()
    assert written.endswith(".age")


def packed(home: Home, name: str, signature: str | None) -> str:
    full = f"matside_{name}_{machine_architecture()}.deb"
    with home.stick.laid_out(home.folder / "laid-out") as folder:
        (folder / full).write_bytes(b"a package")
        if signature is not None:
            (folder / f"{full}.sig").write_text(signature)
    return full


def test_a_package_is_copied_to_root_and_handed_to_a_unit_of_its_own(home: Home) -> None:
    name = packed(home, "1.1.0", "c2lnbmVk\n")
    home.screen.update(name)
    # The unit says how it goes on; here it says nothing.
    assert home.trouble() == "failed"
    (call,) = [call for call in home.calls if call.startswith("systemd-run")]
    assert call.startswith("systemd-run --quiet --collect --pipe --unit=matside-stick-update ")
    assert call.endswith(f"/matside stick --install {name}")
    copied = home.updates / "from-stick"
    assert (copied / name).read_bytes() == b"a package"
    assert (copied / f"{name}.sig").read_text() == "c2lnbmVk\n"
    assert copied.stat().st_mode & 0o777 == 0o700


def test_refused_updates_leave_nothing_behind(home: Home) -> None:
    unsigned = packed(home, "1.1.0", None)
    home.screen.update(unsigned)
    assert home.trouble() == "untrusted"
    signed = packed(home, "1.2.0", "c2lnbmVk\n")
    home.occupied.touch()
    home.screen.update(signed)
    assert home.trouble() == "busy"
    assert not (home.updates / "from-stick").exists()
    (home.updates / guard.PENDING).touch()
    home.screen.update(signed)
    assert home.trouble() == "being_judged"


def test_until_it_is_decided_the_screen_says_that_the_update_is_judged(home: Home) -> None:
    home.updates.mkdir()
    (home.line / "under-way").touch()
    state = home.screen.state()
    assert (state.doing, state.step) == ("update", "judging")
    with pytest.raises(UsageError, match="update is under way"):
        home.screen.look()
    update = guard.Update("0.9.0", "1.0.0", str(home.device.data), "http://127.0.0.1:1/")
    (home.updates / guard.PENDING).write_text(json.dumps(asdict(update)))
    assert guard.main(home.updates, lambda _: True, home.line) == 0
    state = home.screen.state()
    assert state.doing is None
    assert state.outcome is not None
    assert (state.outcome.of, state.outcome.trouble, state.outcome.version) == ("update", None, "1.0.0")
    assert (home.line / "outcome.json").stat().st_mode & 0o777 == 0o644


def test_threads_end(home: Home) -> None:
    with socket.socket(socket.AF_UNIX) as first:
        first.connect(str(home.line / "socket"))
        silent = home.another_screen()
        silent.look()
        silent.close()
    home.screen.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "stick"]
