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
