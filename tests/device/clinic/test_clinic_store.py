"""The clinic's records on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from device.clinic.reading import Malformed, read
from device.clinic.store.database import Database, _prepare_sqlite, database_url
from device.clinic.store.intake import SET_ASIDE_KEPT, Intake
from device.clinic.store.schema import METADATA
from device.errors import ConfigError, StoreError
from device.link.messages import Status
from device.link.plan import Plan, PlanExercise
from device.link.wire import Message
from device.summary import SessionSummary
from tests.device.clinic.readings import OTHER, PATIENT, alert, malformed, of, online, rows, session


def test_the_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_opening_again_keeps_what_is_there(database: Database, address: str | None, tmp_path: Path) -> None:
    Intake(database).keep([of(session())])
    with Database.open(database_url(address, tmp_path)) as again:
        assert len(rows(again, "summaries")) == 1


def test_records_of_a_newer_matside_are_refused_in_one_line(
    database: Database, address: str | None, tmp_path: Path
) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999") as caught:
        Database.open(database_url(address, tmp_path))
    assert "\n" not in str(caught.value)


def test_a_summary_is_stored_once_however_often_it_comes(database: Database) -> None:
    intake = Intake(database, now_s=lambda: 1.7e9)
    first, second = session(day=1), session(day=2)
    intake.keep([of(first), of(first)])
    intake.keep([of(second), of(first)])
    kept = rows(database, "summaries")
    assert [SessionSummary.model_validate_json(row["payload"]) for row in kept] == [first, second]
    assert [row["programme_day"] for row in kept] == [1, 2]
    assert {row["arrived_at_s"] for row in kept} == {1.7e9}


def test_a_device_cannot_take_the_place_of_anothers_session(database: Database) -> None:
    mine = session()
    Intake(database).keep([of(session(patient=OTHER, session_id=mine.session_id)), of(mine)])
    assert {row["patient_code"] for row in rows(database, "summaries")} == {PATIENT, OTHER}


def test_what_came_from_one_patient_keeps_its_order(database: Database) -> None:
    sent = [session(day=day, patient=patient) for day in range(1, 20) for patient in (OTHER, PATIENT)]
    Intake(database).keep([of(one) for one in sent])
    for patient in (OTHER, PATIENT):
        days = [row["programme_day"] for row in rows(database, "summaries") if row["patient_code"] == patient]
        assert days == list(range(1, 20))


def test_an_alert_is_stored_once_and_waits_to_be_seen(database: Database) -> None:
    Intake(database).keep([of(alert(1)), of(alert(1)), of(alert(2))])
    assert [row["seen_at_s"] for row in rows(database, "alerts")] == [None, None]


def test_two_plans_of_the_same_number_cannot_both_be_sent(database: Database) -> None:
    intake = Intake(database)
    intake.keep([of(session())])
    plan = Plan(patient_code=PATIENT, revision=1, exercises=(PlanExercise(exercise="squat", reps=8),))
    assert intake.add_plan(plan, "ada")
    assert not intake.add_plan(plan, "grace")
    assert [row["composed_by"] for row in rows(database, "plans")] == ["ada"]


def test_the_latest_status_is_kept_and_its_time_is_that_of_the_change(database: Database) -> None:
    times = iter([1.0, 2.0, 3.0])
    intake = Intake(database, now_s=lambda: next(times))
    intake.keep([of(online()), of(online("0.2.0"))])
    intake.keep([of(online("0.2.0"))])
    (patient,) = rows(database, "patients")
    assert Status.model_validate_json(patient["status"]).software == "0.2.0"
    assert (patient["first_heard_at_s"], patient["status_at_s"]) == (1.0, 1.0)
    intake.keep([of(online())])
    assert rows(database, "patients")[0]["status_at_s"] == 3.0


def test_what_is_malformed_is_set_aside_once_with_its_count(database: Database) -> None:
    intake = Intake(database)
    intake.keep(
        [malformed(b"\xff\x00"), of(session()), malformed(b"\xff\x00"), malformed(b"{}" + b" " * 9000)]
    )
    kept = sorted(rows(database, "set_aside"), key=lambda row: len(row["payload"]))
    assert [(row["times"], len(row["payload"])) for row in kept] == [(2, 2), (1, 2048)]
    assert len(rows(database, "summaries")) == 1


def test_control_characters_of_a_stranger_do_not_get_into_the_records(database: Database) -> None:
    Intake(database).keep([malformed(b"", topic="matside/v1/clinic/\x1b[2J\x00/summary")])
    (row,) = rows(database, "set_aside")
    assert row["topic"] == "matside/v1/clinic/\\x1b[2J\\x00/summary"


def test_what_is_set_aside_does_not_fill_the_disk(database: Database) -> None:
    Intake(database).keep([malformed(b"%d" % number) for number in range(SET_ASIDE_KEPT + 20)])
    assert len(rows(database, "set_aside")) == SET_ASIDE_KEPT


def test_workers_that_store_at_once_do_not_stand_in_each_others_way(
    database: Database, address: str | None, tmp_path: Path
) -> None:
    """Each sends the same patients in another order, new ones among them."""
    patients = [f"P{number:04d}" for number in range(40)]
    failed: list[BaseException] = []

    def work(seed: int) -> None:
        try:
            with Database.open(database_url(address, tmp_path)) as own:
                intake = Intake(own)
                for day in range(1, 6):
                    order = patients if seed % 2 else patients[::-1]
                    intake.keep([of(session(day, patient=patient)) for patient in order])
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(rows(database, "summaries")) == 40 * 5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("somewhere", "not an address"),
        ("mysql://user:secret@host/name", "mysql is not supported"),
        ("postgresql://host:port/name", "not an address"),
    ],
)
def test_an_address_that_cannot_be_used_is_said_in_words(given: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        database_url(given, tmp_path)
    assert "secret" not in str(caught.value)


def test_a_database_that_is_away_is_said_in_one_line_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="clinic") as caught:
        Database.open(database_url("postgresql://clinic:secret@127.0.0.1:1/records", tmp_path))
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "clinic.db").write_bytes(b"a letter to the editor" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Database.open(database_url(None, tmp_path))


@pytest.mark.parametrize(
    ("topic", "payload", "reason"),
    [
        ("matside/v1/clinic/+/summary", b"{}", "not a topic of a device"),
        ("matside/v1/clinic/ABCD2345/receipt", b"{}", "not a topic of a device"),
        ("elsewhere", b"{}", "not a topic of a device"),
        ("matside/v1/clinic/ABCD2345/summary", b"", "not a valid summary: Invalid JSON"),
        ("matside/v1/clinic/ABCD2345/summary", b"[" * 100_000, "not a valid summary: Invalid JSON"),
        ("matside/v1/clinic/ABCD2345/alert", b'{"schema_version": 2}', "not a valid alert: schema_version"),
        (f"matside/v1/clinic/{OTHER}/summary", session().model_dump_json().encode(), "another patient code"),
    ],
)
def test_what_cannot_be_used_is_said_in_words(topic: str, payload: bytes, reason: str) -> None:
    one = read(Message(topic, payload))
    assert isinstance(one, Malformed)
    assert reason in one.reason


def test_workers_that_open_an_empty_file_at_once_all_get_it(tmp_path: Path) -> None:
    at_once = threading.Barrier(8)

    def opened(path: Path) -> None:
        at_once.wait(10)
        with closing(sqlite3.connect(path)) as connection:
            _prepare_sqlite(connection, None)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("CREATE TABLE IF NOT EXISTS records (id)")
            connection.execute("COMMIT")

    with ThreadPoolExecutor(8) as workers:
        for number in range(40):
            for done in [workers.submit(opened, tmp_path / f"{number}.db") for _ in range(8)]:
                done.result()
