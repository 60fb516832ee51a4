"""What a home does to an appliance: each trouble has a name, none ends it, none loses a repetition."""

from __future__ import annotations

import resource
from pathlib import Path

from device.store import Store
from tests.scenarios.appliance_process import ApplianceProcess, appliance

TWO_SQUATS = '[{"exercise": "squat", "reps": 2}]'
FIVE_SQUATS = '[{"exercise": "squat", "reps": 5}]'


def limit_files(pid: int, size: int) -> None:
    """No file of this process may become larger: what a full disk looks like to whoever writes."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def test_a_disk_that_fills_up_in_mid_set_is_told_and_nothing_is_lost_when_there_is_room_again(
    tmp_path: Path,
) -> None:
    with appliance(tmp_path, "--no-demo-broker", MATSIDE_PLAN=FIVE_SQUATS) as running:
        running.begin()
        running.view_where(lambda view: view["reps"] >= 1, 30)
        limit_files(running.process.pid, 1)
        full = running.view_where(lambda view: view["storage_trouble"], 30)
        assert "matside.db" in full["storage_trouble"]
        running.view_where(lambda view: view["reps"] >= 3, 30)
        limit_files(running.process.pid, resource.RLIM_INFINITY)
        summary = running.rate()
        assert running.view_where(lambda view: not view["storage_trouble"])["summary"]
        assert running.end() == 0
    assert summary["exercises"][0]["reps"] == 5
    store = Store.open(tmp_path / "matside.db")
    assert store.integrity() == []
    assert [told.exercises[0].reps for told in store.history(5)] == [5]
    store.close()


def test_a_folder_on_a_read_only_disk_is_one_line(tmp_path: Path) -> None:
    running = ApplianceProcess(tmp_path, "--no-demo-broker", MATSIDE_STORE__DATA_DIR="/proc/sys/kernel")
    assert running.process.wait(20) == 2
    running.wait_for(lambda: running.lines, "message")
    assert len(running.lines) == 1, running.lines
    assert "/proc/sys/kernel/matside.lock: can't be written" in running.lines[0]


def test_where_no_name_is_known_one_exercises_and_the_summary_waits(tmp_path: Path) -> None:
    link = {"MATSIDE_LINK__HOST": "no-such-clinic.invalid", "MATSIDE_PATIENT_CODE": "TEST2345"}
    with appliance(tmp_path, MATSIDE_PLAN=TWO_SQUATS, **link) as running:
        running.begin()
        summary = running.rate()
        assert summary["exercises"][0]["reps"] == 2
        view = running.view_where(lambda view: view["link"] == "offline" and view["outbox"] == 1, 30)
        assert "no-such-clinic.invalid" in view["link_detail"]
        assert running.process.poll() is None
        assert running.end() == 0
