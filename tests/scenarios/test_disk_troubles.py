"""A disk that is full or read-only, at the start or in mid-set: named, and no repetition is lost."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from device.store import Store
from tests.scenarios.apart import Disk, apart
from tests.scenarios.appliance_process import ApplianceProcess, appliance

TWO_SQUATS = '[{"exercise": "squat", "reps": 2}]'
FIVE_SQUATS = '[{"exercise": "squat", "reps": 5}]'


def kept(folder: Path) -> list[int]:
    """The repetitions of each session's first set, newest first, of a database that must be sound."""
    store = Store.open(folder / "matside.db")
    assert store.integrity() == []
    reps = [told.exercises[0].reps for told in store.history(5)]
    store.close()
    return reps


def page(running: ApplianceProcess, path: str = "") -> str:
    with urllib.request.urlopen(running.url + path, timeout=10) as response:
        return str(response.read().decode())


def is_shown(running: ApplianceProcess, words: str) -> None:
    """Sooner or later; in the moment when one server gives way to the next there may be no answer."""

    def shown() -> bool:
        with suppress(OSError):
            return words in page(running)
        return False

    running.wait_for(shown, words)


@apart
def test_a_disk_that_fills_up_in_mid_set_is_told_and_nothing_is_lost_when_there_is_room_again(
    tmp_path: Path,
) -> None:
    disk = Disk(tmp_path / "disk", "3m")
    settings = {"MATSIDE_STORE__DATA_DIR": str(disk.folder), "MATSIDE_PLAN": FIVE_SQUATS}
    with appliance(tmp_path, "--no-demo-broker", **settings) as running:
        running.begin()
        running.view_where(lambda view: view["reps"] >= 1, 30)
        disk.fill()
        full = running.view_where(lambda view: view["storage_trouble"], 30)
        assert "matside.db: no room left on the disk; free some space" in full["storage_trouble"], full
        running.view_where(lambda view: view["reps"] >= 3, 30)
        disk.free()
        summary = running.rate()
        assert running.view_where(lambda view: not view["storage_trouble"])["summary"]
        assert running.end() == 0
    assert summary["exercises"][0]["reps"] == 5
    assert kept(disk.folder) == [5]


@apart
def test_a_disk_that_is_full_at_the_start_is_waited_for_and_the_screen_says_so(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "disk", "3m")
    settings = {"MATSIDE_STORE__DATA_DIR": str(disk.folder), "MATSIDE_PLAN": TWO_SQUATS}
    with appliance(tmp_path, "--no-demo-broker", **settings) as running:
        running.begin()
        running.rate()
        assert running.end() == 0
    disk.fill()
    with appliance(tmp_path, "--no-demo-broker", **settings) as running:
        is_shown(running, "The memory is full")
        is_shown(running, "Der Speicher ist voll")
        assert 'data: {"boot": "waiting"}' in page(running, "live/events")
        began_s = time.monotonic()
        assert running.end() == 0
        assert time.monotonic() - began_s < 2
    with appliance(tmp_path, "--no-demo-broker", **settings) as running:
        is_shown(running, "The memory is full")
        (line,) = running.lines
        assert line.startswith(f"matside: {disk.folder}: no room left on the disk; free some space, "), line
        disk.free()
        running.wait_for(lambda: len(running.lines) > 1, "start")
        running.ready().begin()
        running.rate()
        assert running.end() == 0
    assert kept(disk.folder) == [2, 2]


@apart
def test_a_disk_that_is_read_only_at_the_start_is_waited_for_and_the_screen_says_so(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "disk", "3m")
    disk.writable(False)
    settings = {"MATSIDE_STORE__DATA_DIR": str(disk.folder / "data"), "MATSIDE_PLAN": TWO_SQUATS}
    with appliance(tmp_path, "--no-demo-broker", **settings) as running:
        is_shown(running, "The memory card can&#39;t be written")
        (line,) = running.lines
        assert line.startswith(f"matside: {disk.folder / 'data'}: can't be made: the disk is read-only"), line
        disk.writable(True)
        running.wait_for(lambda: len(running.lines) > 1, "start")
        running.ready().begin()
        running.rate()
        assert running.end() == 0
    disk.writable(False)
    with appliance(tmp_path, "--no-demo-broker", **settings) as running:
        is_shown(running, "Die Speicherkarte ist schreibgeschützt")
        disk.writable(True)
        is_shown(running, 'name="matside-boot"')
        assert running.end() == 0
    assert kept(disk.folder / "data") == [2]


def test_a_disk_that_becomes_read_only_in_mid_set_is_told_and_nothing_is_lost_when_it_is_not_any_more(
    tmp_path: Path,
) -> None:
    with appliance(tmp_path, "--no-demo-broker", MATSIDE_PLAN=FIVE_SQUATS) as running:
        running.begin()
        running.view_where(lambda view: view["reps"] >= 1, 30)
        with refused_by_the_kernel(running.process.pid, tmp_path / "matside.db"):
            refused = running.view_where(lambda view: view["storage_trouble"], 30)
            assert "matside.db: " in refused["storage_trouble"]
            running.view_where(lambda view: view["reps"] >= 3, 60)
        summary = running.rate()
        assert running.view_where(lambda view: not view["storage_trouble"])["summary"]
        assert running.end() == 0
    assert summary["exercises"][0]["reps"] == 5
    assert kept(tmp_path) == [5]


@contextmanager
def refused_by_the_kernel(pid: int, database: Path) -> Iterator[None]:
    """Every write to the database fails as on ext4 after an error: read-only, with its files still open.

    Such a disk can't be made by hand: the kernel does not remount one while a file is open for writing.
    """
    files = [f"--trace-path={database}{suffix}" for suffix in ("", "-wal", "-shm")]
    calls = "pwrite64,write,ftruncate,fallocate,fsync,fdatasync"
    strace = ["strace", "--follow-forks", f"--attach={pid}", *files, f"--inject={calls}:error=EROFS"]
    with subprocess.Popen([*strace, "--output=/dev/null"], stderr=subprocess.PIPE) as tracing:
        try:
            assert tracing.stderr
            assert b"attached" in tracing.stderr.readline()
            yield
        finally:
            tracing.terminate()
