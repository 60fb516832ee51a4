"""Both ends of the line over a real socket, on real file systems: looks, backups, what comes in between."""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import threading
import time
from pathlib import Path

import pytest

from device.errors import UsageError
from device.stick.client import Stick
from device.stick.order import Outcome
from device.stick.state import StickState
from tests.device.backup.devices import PASSPHRASE
from tests.device.stick.home import Home
from tests.device.stick.roots_end import roots_end
from tests.device.stick.sticks import stick


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


def test_threads_end(home: Home) -> None:
    with socket.socket(socket.AF_UNIX) as first:
        first.connect(str(home.line / "socket"))
        silent = home.another_screen()
        silent.look()
        silent.close()
    home.screen.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "stick"]
