"""Power cuts, full and failing disks, damaged and foreign files."""

from __future__ import annotations

import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from device.errors import StoreError
from device.store import Store
from device.store.schema import APPLICATION_ID, MIGRATIONS
from device.view import PlannedExercise
from inference.events import Measurable, RepEvent
from tests.device.disks import small_disk
from tests.device.sessions import SQUATS, finish_session, summary_of

WRITER = Path(__file__).with_name("store_writer.py")
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("attempt", range(3))
def test_after_sigkill_everything_acknowledged_is_there_and_the_database_is_sound(
    tmp_path: Path, attempt: int
) -> None:
    path = tmp_path / "matside.db"
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.device.store.store_writer", path],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with writer:
        assert writer.stdout
        session_id = writer.stdout.readline().strip()
        assert writer.stdout.readline() == "1\n"
        time.sleep(random.Random(attempt).uniform(0.1, 0.5))
        writer.send_signal(signal.SIGKILL)
        acknowledged = [int(line) for line in writer.stdout.read().split()]

    store = Store.open(path)
    assert store.notice is None
    assert store.integrity() == []
    (left_open,) = store.open_sessions()
    assert left_open.record.id == session_id
    numbers = [event.number for event in left_open.runs[0].events if isinstance(event, RepEvent)]
    assert len(acknowledged) > 5
    assert numbers == list(range(1, len(numbers) + 1))
    # One more may have been stored than the writer came to tell of.
    assert acknowledged[-1] <= len(numbers) <= acknowledged[-1] + 1
    store.close_session(summary_of(left_open.record))
    assert store.outbox.waiting() == 1
    store.close()


def append_until_it_fails(store: Store, session_id: str) -> tuple[int, StoreError]:
    """How often 50 events were stored, and what was said when they were not."""
    for stored in range(1000):
        try:
            store.append_events(session_id, 0, [Measurable(float(stored))] * 50)
        except StoreError as error:
            return stored, error
    pytest.fail("the disk never became full")


def test_a_full_disk_loses_nothing_and_writing_works_again_after_it(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = Store.open(disk.folder / "matside.db")
        record = store.begin_session([SQUATS])
        disk.fill()
        stored, error = append_until_it_fails(store, record.id)
        assert re.search(r"matside\.db: (no room left on the disk|the disk reports an error)", str(error))
        with pytest.raises(StoreError):
            store.close_session(summary_of(record))
        assert len(store.runs(record.id)[0].events) == 50 * stored
        assert len(store.open_sessions()) == 1

        disk.free()
        store.append_events(record.id, 0, [Measurable(-1.0)])
        store.close_session(summary_of(record))
        store.close()

        store = Store.open(disk.folder / "matside.db")
        assert store.integrity() == []
        assert store.runs(record.id)[0].events[-1] == Measurable(-1.0)
        assert len(store.runs(record.id)[0].events) == 50 * stored + 1
        assert [row.id for row in store.outbox.pending(9)] == [record.id]
        store.close()


def filled(path: Path) -> None:
    store = Store.open(path)
    for _ in range(20):
        record = store.begin_session([SQUATS, PlannedExercise("bird_dog", reps=5)])
        store.append_events(record.id, 0, [Measurable(float(i)) for i in range(50)])
        store.close_session(summary_of(record))
    store.close()


def overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


DAMAGE = {
    "a page in the middle": lambda path: overwrite(path, 3 * 4096, random.Random(1).randbytes(4096)),
    "the header": lambda path: overwrite(path, 0, random.Random(2).randbytes(100)),
    "the first page blanked": lambda path: overwrite(path, 0, bytes(4096)),
    "everything erased": lambda path: overwrite(path, 0, b"\xff" * path.stat().st_size),
    "cut off": lambda path: overwrite(path, 0, b"") or path.write_bytes(path.read_bytes()[:10_000]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_database_is_kept_and_a_new_one_begun(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "matside.db"
    for number in (1, 2):
        filled(path)
        DAMAGE[damage](path)
        broken = path.read_bytes()

        store = Store.open(path)
        aside = tmp_path / f"matside.db.damaged-{number}"
        assert store.notice is not None
        assert "\n" not in store.notice
        assert "matside.db: the database was damaged" in store.notice
        assert aside.name in store.notice
        assert aside.read_bytes() == broken
        finish_session(store)
        assert len(store.history(9)) == 1
        assert store.integrity() == []
        store.close()

        again = Store.open(path)
        assert again.notice is None
        again.close()


def test_a_torn_log_is_cut_where_it_is_torn(tmp_path: Path) -> None:
    """A power cut can leave the last transaction half written: it was never acknowledged."""
    original = tmp_path / "matside.db"
    store = Store.open(original)
    record = store.begin_session([SQUATS])
    store.append_events(record.id, 0, [Measurable(1.0)])
    whole = (tmp_path / "matside.db-wal").stat().st_size
    store.append_events(record.id, 0, [Measurable(2.0)])
    crashed = tmp_path / "crashed.db"
    crashed.write_bytes(original.read_bytes())
    (tmp_path / "crashed.db-wal").write_bytes((tmp_path / "matside.db-wal").read_bytes()[: whole + 1000])
    store.close()

    store = Store.open(crashed)
    assert store.notice is None
    assert store.runs(record.id)[0].events == (Measurable(1.0),)
    store.close()


def no_database(path: Path) -> None:
    path.write_text("Dear diary, " * 1000)


def another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.commit()
    connection.close()


def a_newer_matside(path: Path) -> None:
    filled(path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (no_database, "not a Matside database; choose another file or move this one away"),
        (another_program, "the database of another program; choose another file or move this one away"),
        (a_newer_matside, rf"written by a newer Matside \(schema {len(MIGRATIONS) + 1}, this one knows"),
        (Path.mkdir, "can't be opened; check that its folder exists and is writable"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(
    tmp_path: Path, make: object, message: str
) -> None:
    path = tmp_path / "matside.db"
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=rf"matside\.db: {message}") as refusal:
        Store.open(path)
    assert "\n" not in str(refusal.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [file.name for file in tmp_path.iterdir()] == ["matside.db"]


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        StoreError, match=r"nowhere/matside\.db: can't be opened; check that its folder exists"
    ):
        Store.open(tmp_path / "nowhere" / "matside.db")


def test_a_read_only_disk_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path = disk.folder / "matside.db"
        store = Store.open(path)
        summary = finish_session(store)
        store.close()
        with (
            disk.read_only(),
            pytest.raises(
                StoreError, match=r"matside\.db: (the disk is read-only|can't be (written|opened).*writable)"
            ),
        ):
            Store.open(path)
        store = Store.open(path)
        assert store.notice is None
        assert store.history(9) == [summary]
        store.close()


def test_the_file_is_readable_by_its_owner_alone(store: Store, tmp_path: Path) -> None:
    finish_session(store)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["matside.db", "matside.db-shm", "matside.db-wal"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_migration_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    """Killed during its first start: an empty file, or one without tables yet."""
    path = tmp_path / "matside.db"
    path.touch()
    Store.open(path).close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
