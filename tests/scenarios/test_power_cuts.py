"""The power is cut in mid-session, again and again on the same disk; fifty times on a machine: test-boot."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing

from device.store import Store
from tests.scenarios.appliance_process import appliance

CUTS = 5


def test_no_session_and_no_repetition_is_lost(tmp_path):
    chance = random.Random(6)
    shown = []
    for _ in range(CUTS):
        plan = '[{"exercise": "squat", "reps": 30}]'
        with appliance(tmp_path, "--no-demo-broker", MATSIDE_PLAN=plan) as running:
            running.begin()
            wanted = chance.randrange(2)
            view = running.view_where(
                lambda view: view["phase"] == "active" and view["reps"] >= wanted,  # noqa: B023
                60,
            )
            shown.append(view["reps"])
            time.sleep(1 + chance.random() / 2)
            running.kill()
        with closing(sqlite3.connect(tmp_path / "matside.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            kept = [
                reps
                for (reps,) in database.execute(
                    "SELECT (SELECT count(*) FROM event WHERE session_id = session.id AND kind = 'rep') "
                    "FROM session ORDER BY rowid"
                )
            ]
        assert len(kept) == len(shown)
        assert all(on_disk >= seen for on_disk, seen in zip(kept, shown, strict=True)), (kept, shown)
    with appliance(tmp_path, "--no-demo-broker") as running:
        assert sum("interrupted" in line for line in running.lines) == 1
        assert running.end() == 0
    with closing(Store.open(tmp_path / "matside.db")) as store:
        assert [one.ended for one in store.history(99)] == ["interrupted"] * CUTS
