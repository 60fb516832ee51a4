"""The household in the database: from every earlier version, apart from each other, and gone when deleted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.care.profile import MOST_PROFILES
from device.command import BodyRegion
from device.errors import UsageError
from device.link.messages import RedFlag
from device.preferences import Preferences
from device.store import OutboxKind, Pain, Rating, Store
from device.summary import Ending, StopReason
from device.view import PlannedExercise
from tests.device.sessions import SQUATS, finish_session, summary_of
from tests.device.store.frozen import FROZEN, thaw

NOON = datetime(2031, 7, 19, 12, tzinfo=UTC)


@pytest.mark.parametrize("version", FROZEN[:-1])
def test_what_an_earlier_version_stored_belongs_to_the_first_person(tmp_path: Path, version: int) -> None:
    path = tmp_path / "matside.db"
    thaw(path, version)
    with closing(Store.open(path, lambda: NOON)) as store:
        (person,) = store.people.all()
        assert store.people.chosen() == person
        assert (person.name, person.patient_code) == ("", "ABCD2345")
        assert [one.programme_day for one in store.history(9, person.id)] == [4]
        (left,) = store.open_sessions()
        assert (left.record.profile, left.runs[0].planned) == (person.id, SQUATS)
        assert store.now(person.id)[0] == 10
        assert store.begin_session([SQUATS]).programme_day == 10
        assert store.integrity() == []


def test_each_person_has_days_history_walks_and_code_of_their_own(tmp_path: Path) -> None:
    now = [NOON]
    with closing(Store.open(tmp_path / "matside.db", lambda: now[0])) as store:
        finish_session(store)
        now[0] += timedelta(days=20)
        first = store.people.chosen()
        ada = store.people.add("Ada", "cat", "herniated_disc")
        store.people.choose(ada.id)
        assert ada.patient_code not in ("", first.patient_code)
        store.walks.log(ada.id, 12)
        record = store.begin_session([SQUATS])
        assert (record.programme_day, record.profile, record.patient_code) == (1, ada.id, ada.patient_code)
        assert record.minutes_walked == 12
        assert store.history(9, ada.id) == []
        assert len(store.history(9, first.id)) == 1
        assert store.walks.all(first.id) == []
        assert store.begin_session([SQUATS], profile_id=first.id).programme_day == 21
        assert store.alerts.absence(first.id) is not None


def test_who_was_chosen_is_chosen_after_a_restart(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "matside.db")) as store:
        ada = store.people.add("Ada", "cat", "general_back_care")
        store.people.choose(ada.id)
    with closing(Store.open(tmp_path / "matside.db")) as store:
        assert store.people.chosen() == ada


def test_what_was_told_is_kept_at_once(store: Store) -> None:
    record = store.begin_session([PlannedExercise("squat", reps=5, sets=2)], pain_before=3)
    store.mark_hurt(record.id, 1, Pain())
    store.mark_hurt(record.id, 1, Pain(6, (BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG)))
    store.rate(record.id, Rating(exercises_ending=Ending.STOPPED))
    store.rate(record.id, Rating(stop_reason=StopReason.PAIN))
    store.rate(record.id, Rating(pain_after=6))
    assert store.rating(record.id) == Rating(3, 6, None, StopReason.PAIN, Ending.STOPPED)
    first, second = store.runs(record.id)
    assert first.hurt is None
    assert second.hurt == Pain(6, (BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG))


def test_minutes_walked_are_told_once_with_the_next_session(store: Store) -> None:
    person = store.people.chosen().id
    assert store.begin_session([SQUATS]).minutes_walked is None
    store.walks.log(person, 10)
    store.walks.log(person, 15)
    assert store.begin_session([SQUATS]).minutes_walked == 25
    assert store.begin_session([SQUATS]).minutes_walked is None


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 is not"), (-5, "-5 is not"), (601, "601 is not")])
def test_an_impossible_walk_is_refused(store: Store, minutes: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        store.walks.log(store.people.chosen().id, minutes)


def test_no_day_holds_more_minutes_than_a_day(store: Store) -> None:
    person = store.people.chosen().id
    store.walks.log(person, 600)
    store.walks.log(person, 600)
    with pytest.raises(UsageError, match="with 1200 walked today, 600 more don't fit"):
        store.walks.log(person, 600)


@pytest.mark.parametrize(
    ("name", "kept"), [("  Ada  Lovelace ", "Ada Lovelace"), ("<b>&amp;", "<b>&amp;"), ("Zoe\u0308", "Zoë")]
)
def test_a_name_is_kept_as_it_is_written(store: Store, name: str, kept: str) -> None:
    assert store.people.add(name, "cat", "general_back_care").name == kept


@pytest.mark.parametrize(
    ("name", "picture", "said"),
    [
        ("", "cat", "has 0 letters"),
        ("   ", "cat", "has 0 letters"),
        ("x" * 21, "cat", "has 21 letters; give 1 to 20"),
        ("A\u202eda", "cat", "can't be shown"),
        ("A\x00da", "cat", "can't be shown"),
        ("Ada", "../cat", "'../cat' is not one of sun"),
    ],
)
def test_a_name_or_picture_that_can_not_be_used_is_refused(
    store: Store, name: str, picture: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        store.people.add(name, picture, "general_back_care")
    assert len(store.people.all()) == 1


def test_a_household_is_no_village(store: Store) -> None:
    for number in range(MOST_PROFILES - 1):
        store.people.add(f"Nr {number}", "cat", "general_back_care")
    with pytest.raises(UsageError, match="remove one first"):
        store.people.add("One more", "cat", "general_back_care")


def test_who_is_removed_leaves_nothing(store: Store) -> None:
    ada = store.people.add("Ada", "cat", "general_back_care")
    store.people.choose(ada.id)
    finish_session(store)
    store.walks.log(ada.id, 5)
    store.people.remove(ada.id)
    assert store.people.chosen().id != ada.id
    assert (store.history(9), store.outbox.waiting(), store.walks.all(ada.id)) == ([], 0, [])
    with pytest.raises(UsageError, match="nobody of this household"):
        store.people.choose(ada.id)
    with pytest.raises(UsageError, match="last person"):
        store.people.remove(store.people.chosen().id)


def test_red_flags_stay_until_they_are_read(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "matside.db")) as store:
        person = store.people.chosen().id
        alert = summary_of(store.begin_session([SQUATS]))
        store.alerts.raise_red_flags(person, [RedFlag.FEVER, RedFlag.WEIGHT_LOSS], "a" * 32, alert)
        assert [row.kind for row in store.outbox.pending(9)] == [OutboxKind.ALERT]
    with closing(Store.open(tmp_path / "matside.db")) as store:
        assert store.people.red_flags(person) == (RedFlag.FEVER, RedFlag.WEIGHT_LOSS)
        store.alerts.read_red_flags(person)
        assert store.people.red_flags(person) == ()


def test_preferences_are_kept_and_nonsense_gives_the_defaults(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "matside.db")) as store:
        assert store.meta.preferences() == Preferences()
        german = Preferences(language="de", text_size="largest", volume=10)
        store.meta.keep_preferences(german)
    with closing(Store.open(tmp_path / "matside.db")) as store:
        assert store.meta.preferences() == german
        store.meta.remembered("x", lambda: "y")
    connection = sqlite3.connect(tmp_path / "matside.db")
    connection.execute("UPDATE meta SET value = '{\"volume\": 999}' WHERE key = 'preferences'")
    connection.commit()
    connection.close()
    with closing(Store.open(tmp_path / "matside.db")) as store:
        assert store.meta.preferences() == Preferences()


def test_after_delete_everything_not_a_byte_of_it_is_left(tmp_path: Path) -> None:
    path = tmp_path / "matside.db"
    with closing(Store.open(path)) as store:
        ada = store.people.add("Zqadajz", "cat", "general_back_care")
        store.people.choose(ada.id)
        finish_session(store)
        store.walks.log(ada.id, 7)
        code = store.patient_code()
        store.delete_everything()
        (person,) = store.people.all()
        assert (person.name, store.history(9), store.outbox.waiting()) == ("", [], 0)
        assert store.patient_code() != code
        content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        for trace in ("Zqadajz", ada.id, ada.patient_code, code):
            assert trace.encode() not in content
        finish_session(store)
