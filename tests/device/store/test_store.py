from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import SessionClosedError, StoreError
from device.store import Pain, Rating, Store
from device.store.event_codec import decode_event, encode_event
from device.summary import Ending, PartOfDay
from device.view import PlannedExercise
from inference.events import (
    Deviation,
    Event,
    HoldEvent,
    Measurable,
    NotMeasurable,
    Paused,
    Reason,
    RepEvent,
    Side,
)
from tests.device.sessions import SQUATS, finish_session, summary_of

numbers = st.integers(min_value=0, max_value=2**53)
reals = st.floats(allow_nan=False)
ids = st.text(max_size=60)
events = st.one_of(
    st.builds(RepEvent, numbers, reals, reals, reals, reals, st.booleans(), st.sampled_from(Side)),
    st.builds(HoldEvent, reals, reals, st.none() | ids),
    st.builds(Deviation, ids, st.none() | numbers, reals, reals, reals, reals),
    st.builds(NotMeasurable, st.sampled_from(Reason), reals, st.lists(ids, max_size=17).map(tuple)),
    st.builds(Measurable, reals),
    st.builds(Paused, reals),
)


@given(events)
def test_every_event_survives_the_way_to_text_and_back(event: Event) -> None:
    again = decode_event(*encode_event(event))
    assert again == event
    assert type(again) is type(event)
    assert repr(again) == repr(event)


def test_a_session_is_read_back_as_it_was_recorded(store: Store) -> None:
    plan = [SQUATS, PlannedExercise("glute_bridge", hold_s=10.0)]
    squats: list[Event] = [
        Measurable(1.0),
        RepEvent(1, 2.0, 3.5, peak=91.25, range=80.0, counted=True, side=Side.LEFT),
        Deviation("knee_valgus", rep=1, measured=0.31, limit=0.2, started_s=2.5, ended_s=3.0),
        NotMeasurable(Reason.OUT_OF_FRAME, 4.0, missing=("left_ankle", "right_ankle")),
    ]
    record = store.begin_session(plan)
    store.begin_exercise(record.id, 0, started_s=0.5)
    store.append_events(record.id, 0, squats[:1])
    store.append_events(record.id, 0, squats[1:])
    store.end_exercise(record.id, 0, ended_s=9.0)
    store.begin_exercise(record.id, 1, started_s=9.5)
    store.append_events(record.id, 1, [HoldEvent(10.0, 20.0, broken_by=None)])

    first, second = store.runs(record.id)
    assert (first.planned, first.started_s, first.ended_s) == (plan[0], 0.5, 9.0)
    assert list(first.events) == squats
    assert (second.planned, second.started_s, second.ended_s) == (plan[1], 9.5, None)
    assert list(second.events) == [HoldEvent(10.0, 20.0, broken_by=None)]


def test_a_session_that_was_never_closed_is_found_again_with_its_events(tmp_path: Path) -> None:
    with_crash = Store.open(tmp_path / "matside.db")
    record = with_crash.begin_session([SQUATS])
    rep = RepEvent(1, 2.0, 3.5, peak=91.25, range=80.0, counted=True)
    with_crash.append_events(record.id, 0, [rep])
    finish_session(with_crash)
    with_crash.close()

    store = Store.open(tmp_path / "matside.db")
    (left_open,) = store.open_sessions()
    assert left_open.record == record
    assert [run.events for run in left_open.runs] == [(rep,)]

    interrupted = summary_of(record).model_copy(update={"ended": Ending.INTERRUPTED})
    store.close_session(interrupted)
    assert store.open_sessions() == []
    assert store.history(1)[0].ended is Ending.COMPLETED, "history is in the order in which sessions began"
    assert interrupted in store.history(2)
    store.close()


def test_history_gives_the_newest_first_and_no_more_than_asked_for(store: Store) -> None:
    summaries = [finish_session(store) for _ in range(4)]
    assert store.history(3) == summaries[:0:-1]


def test_closing_puts_the_summary_in_the_outbox_in_the_same_transaction(tmp_path: Path) -> None:
    path = tmp_path / "matside.db"
    store = Store.open(path)
    summary = summary_of(store.begin_session([SQUATS]))
    # The outbox insert fails in the middle of the transaction: the session must stay open.
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'no outbox today'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="no outbox today"):
        store.close_session(summary)
    assert [session.record.id for session in store.open_sessions()] == [summary.session_id]
    assert store.history(1) == []

    other.execute("DROP TRIGGER broken")
    other.close()
    store.close_session(summary)
    assert store.open_sessions() == []
    assert [row.payload for row in store.outbox.pending(9)] == [summary.model_dump_json()]
    store.close()


def test_closing_twice_keeps_the_summary_that_was_sent(store: Store) -> None:
    summary = finish_session(store)
    store.close_session(summary)
    with pytest.raises(SessionClosedError, match=f"{summary.session_id} was closed already .completed."):
        store.close_session(summary.model_copy(update={"duration_s": 1.0}))
    assert store.history(9) == [summary]
    assert store.outbox.waiting() == 1


def test_nothing_is_added_to_a_closed_session_unnoticed(store: Store) -> None:
    closed = finish_session(store).session_id
    before = store.runs(closed)
    for adding in (
        lambda: store.begin_exercise(closed, 0, 1.0),
        lambda: store.end_exercise(closed, 0, 1.0),
        lambda: store.append_events(closed, 0, [Measurable(1.0)]),
        lambda: store.mark_hurt(closed, 0, Pain(3, ())),
        lambda: store.rate(closed, Rating(exertion=3)),
    ):
        with pytest.raises(SessionClosedError, match="is another Matside at work"):
            adding()
    assert store.runs(closed) == before


def test_events_are_stored_all_or_none(store: Store) -> None:
    record = store.begin_session([SQUATS])
    bad = RepEvent(1, 1.0, 2.0, peak=object(), range=1.0, counted=True)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        store.append_events(record.id, 0, [Measurable(1.0), bad])
    assert store.runs(record.id)[0].events == ()


def test_what_belongs_to_no_session_is_refused_loudly(store: Store) -> None:
    record = store.begin_session([SQUATS])
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store.append_events(record.id, 1, [Measurable(1.0)])
    with pytest.raises(LookupError, match="no exercise at position 1"):
        store.begin_exercise(record.id, 1, 0.0)
    with pytest.raises(LookupError, match="no session 0000"):
        store.close_session(summary_of(record).model_copy(update={"session_id": "0" * 32}))


def test_recorder_uplink_and_screen_use_the_store_at_the_same_time(store: Store) -> None:
    record = store.begin_session([SQUATS])
    failures: list[BaseException] = []

    def record_events() -> None:
        for number in range(60):
            store.append_events(record.id, 0, [Measurable(float(number))])

    def finish_sessions() -> None:
        for _ in range(30):
            finish_session(store)

    def empty_outbox() -> None:
        while store.outbox.waiting() or threads[1].is_alive():
            for row in store.outbox.pending(5):
                store.outbox.mark_sent(row.id)
                store.outbox.mark_delivered([row.id])

    def look() -> None:
        while threads[0].is_alive():
            seen = store.runs(record.id)[0].events
            assert seen == tuple(Measurable(float(number)) for number in range(len(seen)))

    def watched(work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=watched, args=(work,))
        for work in (record_events, finish_sessions, empty_outbox, look)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert failures == []
    assert len(store.runs(record.id)[0].events) == 60
    assert len(store.history(99)) == 30
    assert store.outbox.waiting() == 0


def test_patient_code_and_client_id_are_random_and_stay(tmp_path: Path) -> None:
    stores = [Store.open(tmp_path / name) for name in ("one.db", "two.db", "one.db")]
    codes = [store.patient_code() for store in stores]
    clients = [store.client_id() for store in stores]
    assert codes[0] == codes[2] != codes[1]
    assert clients[0] == clients[2] != clients[1]
    # A summary takes it as its patient code.
    assert summary_of(stores[0].begin_session([SQUATS])).model_copy(update={"patient_code": codes[0]})
    for store in stores:
        store.close()


class Clock:
    """A clock that a test sets."""

    def __init__(self, year: int, month: int, day: int, hour: int = 9) -> None:
        self.now = datetime(year, month, day, hour, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, days: float) -> None:
        self.now += timedelta(days=days)


def test_sessions_are_dated_by_programme_day_and_part_of_day(tmp_path: Path) -> None:
    clock = Clock(2026, 3, 28)
    store = Store.open(tmp_path / "matside.db", clock)
    first = store.begin_session([SQUATS])
    clock.forward(days=0.5)
    second = store.begin_session([SQUATS])
    clock.forward(days=3)
    store.close()
    store = Store.open(tmp_path / "matside.db", clock)
    third = store.begin_session([SQUATS])
    assert [(s.programme_day, s.part_of_day) for s in (first, second, third)] == [
        (1, PartOfDay.MORNING),
        (1, PartOfDay.EVENING),
        (4, PartOfDay.EVENING),
    ]
    store.close()


def test_a_board_without_a_clock_counts_on_when_it_hears_the_time(tmp_path: Path) -> None:
    clock = Clock(1970, 1, 1)
    store = Store.open(tmp_path / "matside.db", clock)
    days = [store.begin_session([SQUATS]).programme_day]
    clock.now = datetime(2026, 3, 28, 9, tzinfo=UTC)
    days.append(store.begin_session([SQUATS]).programme_day)
    clock.forward(days=2)
    days.append(store.begin_session([SQUATS]).programme_day)
    clock.now = datetime(1970, 1, 1, tzinfo=UTC)
    days.append(store.begin_session([SQUATS]).programme_day)
    clock.now = datetime(2026, 4, 1, 9, tzinfo=UTC)
    days.append(store.begin_session([SQUATS]).programme_day)
    assert days == [1, 1, 3, 3, 5]
    store.close()


def test_errors_after_closing_are_bugs_not_messages(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "matside.db")
    store.close()
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        store.history(1)


def test_another_process_that_holds_the_database_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("device.store.database.BUSY_TIMEOUT_S", 0.2)
    store = Store.open(tmp_path / "matside.db")
    other = sqlite3.connect(tmp_path / "matside.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"matside\.db: in use by another program .* running twice\?"):
        store.begin_session([SQUATS])
    other.execute("ROLLBACK")
    other.close()
    assert store.begin_session([SQUATS]).programme_day == 1
    store.close()
