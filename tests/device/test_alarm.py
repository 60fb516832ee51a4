"""What the clinic is told before the next summary, from the notes of sessions to the outbox."""

from __future__ import annotations

import threading

from device.command import BodyRegion
from device.link.messages import Alert, AlertKind, RedFlag
from device.recorder import Recorder, close_interrupted
from device.session import (
    ExercisesEnded,
    Hurt,
    Note,
    Rated,
    RedFlagRead,
    RedFlagTold,
    SessionBegun,
    SessionEnded,
    SetBegun,
)
from device.store import OutboxKind, Store
from device.summary import Ending, SessionSummary, StopReason
from device.view import PlannedExercise

IDENTITY = {"patient_code": "ABCD2345", "software": "1.2.3", "model": "movenet_lightning_int8"}
PLAN = (PlannedExercise("squat", reps=3, sets=2), PlannedExercise("bird_dog", reps=4))


def recorded(store: Store, *notes: Note) -> Recorder:
    recorder, stop = Recorder(store, IDENTITY), threading.Event()
    for note in notes:
        recorder.note(note)
    stop.set()
    recorder.run(stop)
    return recorder


def alerts(store: Store) -> list[Alert]:
    rows = store.outbox.pending(99)
    return [Alert.model_validate_json(row.payload) for row in rows if row.kind is OutboxKind.ALERT]


def session(before: int, after: int) -> tuple[Note, ...]:
    return (
        SessionBegun(PLAN, 0, before),
        SetBegun(0, 1.0),
        ExercisesEnded(Ending.COMPLETED),
        Rated(pain_after=after),
        Rated(exertion=4),
        SessionEnded(Ending.COMPLETED),
    )


def test_a_red_flag_is_told_at_once_and_must_be_read(store: Store):
    person = store.people.chosen()
    recorded(store, RedFlagTold((RedFlag.FEVER,)))
    (alert,) = alerts(store)
    assert (alert.kind, alert.red_flags, alert.session_id) == (AlertKind.RED_FLAG, (RedFlag.FEVER,), None)
    assert alert.patient_code == person.patient_code
    assert store.people.red_flags(person.id) == (RedFlag.FEVER,)
    recorded(store, RedFlagRead())
    assert store.people.red_flags(person.id) == ()


def test_a_set_that_hurt_is_told_once_with_what_was_told(store: Store):
    told = Hurt(1, 6, (BodyRegion.LOWER_BACK,), told=True)
    recorder = recorded(
        store,
        SessionBegun(PLAN, 0, 5),
        SetBegun(1, 1.0),
        Hurt(1),
        Hurt(1, 6, (BodyRegion.LOWER_BACK,)),
        told,
        told,
        Rated(stop_reason=StopReason.PAIN),
        Rated(pain_after=6),
        SessionEnded(Ending.STOPPED),
    )
    (alert,) = alerts(store)
    assert (alert.kind, alert.exercise, alert.pain) == (AlertKind.STOPPED_FOR_PAIN, "squat", 6)
    summary = recorder.summary
    assert isinstance(summary, SessionSummary)
    assert [one.pain for one in summary.exercises] == [None, 6, None]
    assert (summary.stop_reason, summary.pain_before, summary.pain_after) == (StopReason.PAIN, 5, 6)


def test_a_set_that_hurt_before_the_power_went_is_told_at_the_next_start(store: Store):
    recorded(store, SessionBegun(PLAN, 0, 1), SetBegun(0, 1.0), Hurt(0))
    assert alerts(store) == []
    (summary,) = close_interrupted(store, IDENTITY)
    assert summary.ended is Ending.INTERRUPTED
    (alert,) = alerts(store)
    assert (alert.kind, alert.pain, alert.session_id) == (
        AlertKind.STOPPED_FOR_PAIN,
        None,
        summary.session_id,
    )


def test_who_was_only_being_asked_when_the_power_went_has_completed_the_session(store: Store):
    recorded(store, *session(2, 3)[:4])
    (summary,) = close_interrupted(store, IDENTITY)
    assert (summary.ended, summary.pain_before, summary.pain_after) == (Ending.COMPLETED, 2, 3)


def test_pain_that_rises_within_a_session_or_over_three_is_told(store: Store):
    recorded(store, *session(2, 3))
    assert alerts(store) == []
    recorded(store, *session(3, 5))
    (alert,) = alerts(store)
    assert (alert.kind, alert.pain_earlier, alert.pain) == (AlertKind.PAIN_RISING, 3, 5)
    recorder = recorded(store, *session(4, 4))
    assert [(one.pain_earlier, one.pain) for one in alerts(store)] == [(3, 5), (2, 4)]
    assert recorder.outcome is not None
    assert [advice.value for advice in recorder.outcome.advice] == ["pain_rising"]


def test_of_a_person_whom_the_clinic_does_not_know_nothing_is_sent(store: Store):
    ada = store.people.add("Ada", "cat", "general_back_care")
    store.people.choose(ada.id)
    recorded(
        store, *session(0, 5), RedFlagTold((RedFlag.FEVER,)), SessionBegun(PLAN, 0, 1), Hurt(0, told=True)
    )
    close_interrupted(store, IDENTITY)
    assert store.outbox.waiting() == 0
    assert len(store.history(9, ada.id)) == 2
    assert store.people.red_flags(ada.id) == (RedFlag.FEVER,)


def test_each_person_whom_the_clinic_knows_is_told_of_under_their_own_code(store: Store):
    ada = store.people.add("Ada", "cat", "general_back_care")
    store.people.choose(ada.id)
    store.people.use_code(ada.id, "ADAS2345")
    recorder = recorded(store, *session(0, 5))
    assert recorder.summary is not None
    assert recorder.summary.patient_code == "ADAS2345"
    assert [alert.patient_code for alert in alerts(store)] == ["ADAS2345"]
    assert store.outbox.waiting() == 2
