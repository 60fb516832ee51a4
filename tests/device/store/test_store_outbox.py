from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.store import OutboxKind, Store
from tests.device.sessions import SQUATS, finish_session, summary_of


def test_alerts_overtake_summaries_and_the_oldest_goes_first(store: Store) -> None:
    first, second = finish_session(store), finish_session(store)
    for alert in ("a" * 32, "b" * 32):
        store.outbox.put(OutboxKind.ALERT, alert, summary_of(store.begin_session([SQUATS])))
    assert [(row.kind, row.id) for row in store.outbox.pending(9)] == [
        (OutboxKind.ALERT, "a" * 32),
        (OutboxKind.ALERT, "b" * 32),
        (OutboxKind.SUMMARY, first.session_id),
        (OutboxKind.SUMMARY, second.session_id),
    ]
    assert [row.id for row in store.outbox.pending(1, skip=["a" * 32])] == ["b" * 32]


def test_a_sent_row_waits_until_it_is_known_to_have_arrived(store: Store) -> None:
    summary = finish_session(store)
    store.outbox.mark_sent(summary.session_id)
    store.outbox.mark_sent(summary.session_id)
    (row,) = store.outbox.pending(9)
    assert row.sent_count == 2
    assert store.outbox.mark_delivered([summary.session_id, "f" * 32]) == 1
    assert store.outbox.pending(9) == []
    assert store.outbox.mark_delivered([summary.session_id]) == 0, "a repeated receipt changes nothing"


def test_whoever_watches_is_woken_by_new_rows(store: Store) -> None:
    woken: list[tuple[OutboxKind, int]] = []
    store.outbox.watch(lambda kind: woken.append((kind, store.outbox.waiting())))
    finish_session(store)
    store.outbox.put(OutboxKind.ALERT, "a" * 32, summary_of(store.begin_session([SQUATS])))
    seen = [(OutboxKind.SUMMARY, 1), (OutboxKind.ALERT, 2)]
    assert woken == seen, "it sees the row when it is woken"


@pytest.mark.parametrize(("days", "kept"), [(89.0, 1), (91.0, 0)])
def test_a_delivered_row_can_be_sent_again_for_ninety_days(tmp_path: Path, days: float, kept: int) -> None:
    now = [datetime(2026, 3, 1, 9, tzinfo=UTC)]
    store = Store.open(tmp_path / "matside.db", lambda: now[0])
    old, waiting = finish_session(store), finish_session(store)
    store.outbox.mark_delivered([old.session_id])
    now[0] += timedelta(days=days)
    new = finish_session(store)
    store.outbox.mark_delivered([new.session_id])

    assert store.outbox.requeue() == kept + 1
    expected = [old.session_id] * kept + [waiting.session_id, new.session_id]
    assert [row.id for row in store.outbox.pending(9)] == expected
    assert len(store.history(9)) == 3, "the session itself stays"
    store.close()


def test_rows_delivered_before_the_clock_was_set_do_not_look_decades_old(tmp_path: Path) -> None:
    now = [datetime(1970, 1, 1, tzinfo=UTC)]
    store = Store.open(tmp_path / "matside.db", lambda: now[0])
    summary = finish_session(store)
    store.outbox.mark_delivered([summary.session_id])
    now[0] = datetime(2026, 3, 1, tzinfo=UTC)
    finish_session(store)
    assert store.outbox.requeue() == 1
    store.close()


def fill(store: Store, monkeypatch: pytest.MonkeyPatch, most: int, never_too_old: int) -> None:
    monkeypatch.setattr("device.store.outbox.MOST_WAITING", most)
    monkeypatch.setattr("device.store.outbox.NEVER_TOO_OLD", never_too_old)
    store.outbox.put(OutboxKind.ALERT, "a" * 32, summary_of(store.begin_session([SQUATS])))


def test_beyond_the_bound_the_oldest_summaries_are_given_up_and_no_alert(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, monkeypatch, most=5, never_too_old=3)
    ids = [finish_session(store).session_id for _ in range(9)]
    assert [row.id for row in store.outbox.pending(99)] == ["a" * 32, *ids[4:]]
    assert store.outbox.dropped() == 4
    assert len(store.history(99)) == 9, "the person's own history keeps them"


def test_what_waited_too_long_is_given_up_but_the_newest_and_alerts_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [datetime(2026, 3, 1, 9, tzinfo=UTC)]
    store = Store.open(tmp_path / "matside.db", lambda: now[0])
    fill(store, monkeypatch, most=100, never_too_old=3)
    ids = [finish_session(store).session_id for _ in range(5)]
    now[0] += timedelta(days=729)
    ids.append(finish_session(store).session_id)
    assert store.outbox.dropped() == 0
    now[0] += timedelta(days=2)
    ids.append(finish_session(store).session_id)
    # Of the first five the one that is among the three newest stays.
    assert [row.id for row in store.outbox.pending(99)] == ["a" * 32, *ids[4:]]
    assert store.outbox.dropped() == 4
    store.close()


def test_a_clock_that_jumps_for_years_does_not_empty_the_outbox(tmp_path: Path) -> None:
    now = [datetime(2026, 3, 1, 9, tzinfo=UTC)]
    store = Store.open(tmp_path / "matside.db", lambda: now[0])
    ids = [finish_session(store).session_id for _ in range(20)]
    for year in (2090, 1970, 2026):
        now[0] = datetime(year, 5, 1, tzinfo=UTC)
        ids.append(finish_session(store).session_id)
    assert [row.id for row in store.outbox.pending(99)] == ids
    assert store.outbox.dropped() == 0
    store.close()
