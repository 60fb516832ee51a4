"""No session for days: told once, then ever less often, and never on a clock that can't be right."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.link.absence import AbsenceWatch, patience_days
from device.link.messages import Alert, AlertKind
from device.store import OutboxKind, Store
from tests.device.link.payloads import PATIENT, PLAN
from tests.device.sessions import SQUATS, finish_session

FIRST_DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Calendar:
    """A store whose clock the test moves, and a watch on it."""

    def __init__(self, path: Path) -> None:
        self.now = FIRST_DAY
        self.path = path
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.path, lambda: self.now)
        self.store.people.use_code(self.store.people.all()[0].id, PATIENT)
        self.watch = AbsenceWatch(self.store, lambda code: None)

    def days_with_alerts(self, days: int) -> list[int]:
        """Look every six hours for so many days from now; after how many days alerts came."""
        told = []
        began = self.now
        for step in range(1, days * 4 + 1):
            self.now = began + timedelta(hours=6 * step)
            if self.watch.look():
                told.append((self.now.date() - began.date()).days)
        return told


@pytest.fixture
def calendar(tmp_path: Path) -> Iterator[Calendar]:
    calendar = Calendar(tmp_path / "matside.db")
    yield calendar
    calendar.store.close()


def test_the_first_alert_comes_after_three_days_and_then_ever_less_often(calendar: Calendar) -> None:
    finish_session(calendar.store)
    assert calendar.days_with_alerts(30) == [3, 6, 12, 24]


def test_it_says_since_when_and_goes_ahead_of_summaries(calendar: Calendar) -> None:
    finish_session(calendar.store)
    calendar.days_with_alerts(3)
    row = calendar.store.outbox.pending(1)[0]
    assert row.kind is OutboxKind.ALERT
    alert = Alert.model_validate_json(row.payload)
    assert (alert.kind, alert.days, alert.programme_day) == (AlertKind.NO_SESSION_FOR_DAYS, 3, 4)
    assert alert.patient_code == PATIENT
    assert alert.alert_id == row.id


def test_a_session_begins_the_count_anew(calendar: Calendar) -> None:
    finish_session(calendar.store)
    assert calendar.days_with_alerts(4) == [3]
    calendar.store.begin_session([SQUATS])
    assert calendar.days_with_alerts(4) == [3]


def test_a_restart_tells_nothing_twice(calendar: Calendar) -> None:
    finish_session(calendar.store)
    calendar.days_with_alerts(4)
    calendar.store.close()
    calendar.open()
    assert calendar.watch.look() == []
    assert calendar.store.outbox.waiting() == 2


def test_nobody_is_missed_before_the_first_session(calendar: Calendar) -> None:
    assert calendar.days_with_alerts(30) == []


def test_a_clock_that_is_not_set_tells_nothing(calendar: Calendar) -> None:
    finish_session(calendar.store)
    calendar.now = datetime(1970, 1, 1, tzinfo=UTC)
    assert calendar.days_with_alerts(30) == []
    calendar.now = FIRST_DAY + timedelta(days=3)
    assert calendar.watch.look()


@pytest.mark.parametrize(
    ("days_per_week", "alert_after_days", "expected"),
    [(7, None, 3), (5, None, 3), (3, None, 4), (2, None, 5), (1, None, 9), (7, 1, 1), (1, 60, 60)],
)
def test_the_plan_s_rhythm_or_its_own_word_decides(
    days_per_week: int, alert_after_days: int | None, expected: int
) -> None:
    changes = {"days_per_week": days_per_week, "alert_after_days": alert_after_days}
    assert patience_days(PLAN.model_copy(update=changes)) == expected


def test_the_worker_looks_at_once_and_ends_when_told(calendar: Calendar) -> None:
    finish_session(calendar.store)
    calendar.now += timedelta(days=5)
    told = threading.Event()
    calendar.store.outbox.watch(lambda kind: told.set())
    stop = threading.Event()
    thread = threading.Thread(target=calendar.watch.run, args=(stop,))
    thread.start()
    assert told.wait(5)
    stop.set()
    thread.join(2)
    assert not thread.is_alive()


def test_each_person_whom_the_clinic_knows_is_missed_on_their_own(calendar: Calendar) -> None:
    finish_session(calendar.store)
    people = calendar.store.people
    ada, bo = (people.add(name, "cat", "general_back_care") for name in ("Ada", "Bo"))
    people.use_code(ada.id, "ADAS2345")
    calendar.now += timedelta(days=2)
    for person in (ada, bo):
        people.choose(person.id)
        finish_session(calendar.store)
    calendar.now += timedelta(days=1)
    assert [alert.patient_code for alert in calendar.watch.look()] == [PATIENT]
    calendar.now += timedelta(days=2)
    assert [(alert.patient_code, alert.days) for alert in calendar.watch.look()] == [("ADAS2345", 3)]
