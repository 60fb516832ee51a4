"""Every earlier schema comes forward, from databases that were frozen: today's migrations can't bend them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from device.store import Store
from device.store.schema import MIGRATIONS
from inference.events import RepEvent
from tests.device.store.frozen import FROZEN, thaw

FINISHED, INTERRUPTED = "a" * 32, "0" * 32


def schema_of(path: Path) -> set[tuple[str, str, str]]:
    """Kind, name and words of every table and index."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_schema").fetchall()
    return {(kind, name, " ".join(sql.split())) for kind, name, sql in rows}


def test_every_schema_is_frozen() -> None:
    assert list(range(1, len(MIGRATIONS) + 1)) == FROZEN, "a new migration: see tests/device/store/frozen.py"


@pytest.mark.parametrize("schema", FROZEN)
def test_what_comes_forward_is_what_a_new_device_gets(tmp_path: Path, schema: int) -> None:
    thaw(tmp_path / "old.db", schema)
    for name in ("old.db", "new.db"):
        Store.open(tmp_path / name).close()
    assert schema_of(tmp_path / "old.db") == schema_of(tmp_path / "new.db")


@pytest.mark.parametrize("schema", FROZEN)
def test_every_row_comes_along(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "matside.db"
    thaw(path, schema)
    with closing(Store.open(path)) as store:
        (person,) = store.people.all()
        assert person.patient_code == "ABCD2345"
        assert [one.session_id for one in store.history(9, person.id)] == [FINISHED]
        assert [one.record.id for one in store.open_sessions()] == [INTERRUPTED]
        (run,) = store.runs(INTERRUPTED)
        assert run.events == (RepEvent(1, 2.0, 4.5, 95.0, 80.0, True),)
        assert [row.id for row in store.outbox.pending(9)] == [FINISHED]
        plan = store.plans.current("north", "ABCD2345")
        assert (plan is not None and plan.revision == 7) == (schema >= 2)
        assert store.integrity() == []
