"""Sessions and summaries for the tests of the store and the clinician's link."""

from __future__ import annotations

from device.store import SessionRecord, Store
from device.summary import Ending, ExerciseSummary, SessionSummary
from device.view import PlannedExercise

SQUATS = PlannedExercise("squat", reps=5)


def summary_of(record: SessionRecord, reps: int = 5, exercises: int = 1) -> SessionSummary:
    """What a session of squats comes to."""
    return SessionSummary(
        session_id=record.id,
        patient_code="ABCD2345",
        programme_day=record.programme_day,
        part_of_day=record.part_of_day,
        ended=Ending.COMPLETED,
        duration_s=60.0,
        exercises=(ExerciseSummary(exercise="squat", prescribed_reps=5, reps=reps),) * exercises,
        software="0.1.0",
        model="movenet_lightning_int8",
    )


def finish_session(store: Store, exercises: int = 1) -> SessionSummary:
    """A whole session, as the recorder stores it."""
    summary = summary_of(store.begin_session([SQUATS]), exercises=exercises)
    store.close_session(summary)
    return summary
