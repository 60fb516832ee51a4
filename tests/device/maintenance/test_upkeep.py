from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.errors import StoreError
from device.maintenance.remains import clear_half_written, clear_remains
from device.maintenance.upkeep import Upkeep
from device.store import Store
from device.store.schema import MIGRATIONS
from inference.events import RepEvent
from tests.device.sessions import SQUATS, summary_of

TODAY = datetime(2031, 7, 19, 12, tzinfo=UTC)


def exercise(store: Store, reps: int = 5) -> str:
    """A whole session with every repetition; its id."""
    record = store.begin_session([SQUATS])
    store.begin_exercise(record.id, 0, 1.0)
    for number in range(1, reps + 1):
        event = RepEvent(number, number * 2.0, number * 2.0 + 1.5, peak=92.5, range=80.0, counted=True)
        store.append_events(record.id, 0, [event])
    store.close_session(summary_of(record))
    return record.id


@pytest.fixture
def clock() -> list[datetime]:
    return [TODAY]


@pytest.fixture
def store(tmp_path: Path, clock: list[datetime]) -> Iterator[Store]:
    """As the appliance has it open."""
    with closing(Store.open(tmp_path / "matside.db", lambda: clock[0])) as store:
        yield store


def upkeep(tmp_path: Path, now: datetime = TODAY) -> Upkeep:
    return Upkeep(tmp_path / "matside.db", now.replace(tzinfo=None))


def test_beside_a_running_appliance_a_sound_database_is_told(store: Store, tmp_path: Path) -> None:
    exercise(store)
    assert upkeep(tmp_path).check() == "database: sound"
    exercise(store)
    assert len(store.history(9)) == 2


def test_details_go_before_the_sessions_and_only_the_old_ones(
    store: Store, clock: list[datetime], tmp_path: Path
) -> None:
    old = exercise(store)
    clock[0] += timedelta(days=400)
    new = exercise(store)
    assert upkeep(tmp_path, clock[0]).delete_old(365, 0) == (
        "old data: details of 5 events and 0 sessions deleted"
    )
    assert len(store.history(9)) == 2
    assert [len(run.events) for run in store.runs(old)] == [0]
    assert [len(run.events) for run in store.runs(new)] == [5]
    assert upkeep(tmp_path, clock[0]).delete_old(0, 365).endswith("and 1 sessions deleted")
    assert [one.session_id for one in store.history(9)] == [new]
    assert store.integrity() == []


def test_what_waits_for_the_clinic_outlives_its_session(
    store: Store, clock: list[datetime], tmp_path: Path
) -> None:
    exercise(store)
    clock[0] += timedelta(days=400)
    exercise(store)
    waiting = store.outbox.waiting()
    upkeep(tmp_path, clock[0]).delete_old(30, 30)
    assert store.outbox.waiting() == waiting > 0


def test_nothing_is_deleted_for_a_clock_that_runs_ahead(store: Store, tmp_path: Path) -> None:
    exercise(store)
    said = upkeep(tmp_path, TODAY + timedelta(days=4000)).delete_old(365, 365)
    assert said == "old data: details of 0 events and 0 sessions deleted"


def test_nothing_is_deleted_where_all_is_kept_for_ever(
    store: Store, clock: list[datetime], tmp_path: Path
) -> None:
    exercise(store)
    clock[0] += timedelta(days=4000)
    exercise(store)
    assert upkeep(tmp_path, clock[0]).delete_old(0, 0).startswith("old data: details of 0 events and 0")


def test_room_is_given_back_but_not_in_mid_session(
    store: Store, clock: list[datetime], tmp_path: Path
) -> None:
    exercise(store, reps=1)
    record = store.begin_session([SQUATS])
    events = [RepEvent(n, n * 2.0, n * 2.0 + 1.5, peak=92.5, range=80.0, counted=True) for n in range(20_000)]
    store.append_events(record.id, 0, events)
    assert upkeep(tmp_path).give_room_back() == "room: left as it is, a session is under way"
    store.close_session(summary_of(record))
    clock[0] += timedelta(days=400)
    exercise(store)
    upkeep(tmp_path, clock[0]).delete_old(365, 0)
    before = (tmp_path / "matside.db").stat().st_size
    assert "MB given back" in upkeep(tmp_path).give_room_back()
    assert (tmp_path / "matside.db").stat().st_size < before / 4
    assert "nothing to give back" in upkeep(tmp_path).give_room_back()
    exercise(store)
    assert store.integrity() == []


def test_a_damaged_database_is_told_and_left_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "matside.db"
    with closing(Store.open(path)) as store:
        exercise(store, reps=500)
    content = bytearray(path.read_bytes())
    content[8192:40960] = b"\x5a" * (40960 - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"matside\.db: (damaged|maintenance stopped)") as told:
        upkeep(tmp_path).check()
    assert "\n" not in str(told.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("pragma", "words"),
    [
        ("application_id = 7", "not a Matside database"),
        (f"user_version = {len(MIGRATIONS) + 1}", "of another version of Matside"),
    ],
)
def test_what_is_not_this_versions_is_left_alone(
    store: Store, tmp_path: Path, pragma: str, words: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "matside.db")) as other:
        other.execute(f"PRAGMA {pragma}")
    with pytest.raises(StoreError, match=words):
        upkeep(tmp_path).delete_old(1, 1)


def test_the_newest_damaged_databases_are_kept(tmp_path: Path) -> None:
    for number in range(1, 13):
        path = tmp_path / f"matside.db.damaged-{number}"
        path.touch()
        path.with_name(path.name + "-wal").touch()
        os.utime(path, (number, number))
    assert clear_remains(tmp_path) == "damaged databases: 2 kept, 10 deleted"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "matside.db.damaged-11",
        "matside.db.damaged-11-wal",
        "matside.db.damaged-12",
        "matside.db.damaged-12-wal",
    ]


def test_what_a_power_cut_left_half_written_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    for name, age_s in (
        (".device-key.pem.ab12_x9z", 7200),
        (".pairing.json.q1w2e3r4", 5),
        ("set-up.json", 9000),
    ):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1e9 - age_s, 1e9 - age_s))
    assert clear_half_written(tmp_path, 1e9) == "half-written files: 1 deleted"
    assert {path.name for path in tmp_path.iterdir()} == {".pairing.json.q1w2e3r4", "set-up.json"}
