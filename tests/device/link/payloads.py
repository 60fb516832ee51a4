"""One or more of each kind of message, with every field in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from device.link.messages import (
    Alert,
    AlertKind,
    Health,
    Presence,
    Receipt,
    RedFlag,
    Status,
    StorageState,
)
from device.link.plan import (
    Fault,
    Note,
    Objection,
    Plan,
    PlanAck,
    PlanExercise,
    RangeLimit,
    Verdict,
)
from device.summary import (
    Ending,
    ExerciseSummary,
    PainChange,
    PainShift,
    PartOfDay,
    Payload,
    SessionSummary,
    StopReason,
)
from device.view import CameraState

PATIENT = "ABCD2345"
ID = "0123456789abcdef" * 2

SUMMARY = SessionSummary(
    session_id=ID,
    patient_code=PATIENT,
    programme_day=12,
    part_of_day=PartOfDay.MORNING,
    ended=Ending.STOPPED,
    stop_reason=StopReason.PAIN,
    duration_s=412.5,
    exercises=(
        ExerciseSummary(
            exercise="squat",
            set_number=2,
            prescribed_reps=8,
            reps=7,
            too_small=1,
            range_unit="deg",
            range_median=81.5,
            range_spread=6.25,
            range_limit=90.0,
            beyond_limit=1,
            tempo_median_s=3.1,
            tempo_spread_s=0.4,
            deviations={"knees_in": 2},
            duration_s=44.0,
            measurable=0.93,
            not_measurable_s={"out_of_frame": 3.1},
            pain=6,
            pain_shift=PainShift.PERIPHERALISED,
            pain_change=PainChange.WORSE,
        ),
        ExerciseSummary(exercise="bird_dog", prescribed_hold_s=10.0, hold_s=8.5, measurable=1.0),
    ),
    adherence=0.862,
    pain_before=3,
    pain_after=5,
    exertion=6,
    minutes_walked=25,
    plan_revision=4,
    software="0.1.0",
    model="movenet_lightning_int8",
    exercise_library="0123456789ab",
)

_DAY = {"alert_id": ID, "patient_code": PATIENT, "programme_day": 12, "part_of_day": PartOfDay.EVENING}

PLAN = Plan(
    patient_code=PATIENT,
    revision=4,
    exercises=(
        PlanExercise(
            exercise="squat",
            sets=2,
            reps=8,
            range_limit=RangeLimit(unit="deg", most=90.0),
            notes=(Note.SLOWLY, Note.PAIN_FREE_RANGE),
        ),
        PlanExercise(exercise="bird_dog", hold_s=10.0),
    ),
    days_per_week=5,
    sessions_per_day=2,
    alert_after_days=4,
    notes=(Note.CALL_THE_CLINIC,),
)

EXAMPLES: Mapping[str, Sequence[Payload]] = {
    "summary": [SUMMARY],
    "alert": [
        Alert(**_DAY, kind=AlertKind.RED_FLAG, red_flags=(RedFlag.FEVER, RedFlag.LEG_WEAKNESS)),
        Alert(**_DAY, kind=AlertKind.STOPPED_FOR_PAIN, session_id=ID, exercise="squat", pain=8),
        Alert(**_DAY, kind=AlertKind.PAIN_RISING, pain=6, pain_earlier=3),
        Alert(**_DAY, kind=AlertKind.NO_SESSION_FOR_DAYS, days=4),
    ],
    "status": [
        Status(state=Presence.OFFLINE, software="0.1.0"),
        Status(
            state=Presence.ONLINE,
            software="0.1.0",
            health=Health(
                camera=CameraState.LIVE,
                model="movenet_lightning_int8",
                exercise_library="0123456789ab",
                plan_revision=4,
                storage=StorageState.GOOD,
                disk_free_mb=21_350,
                temperature_c=52,
                clock_set=True,
                outbox=3,
                dropped=0,
            ),
        ),
    ],
    "plan": [PLAN, PLAN.model_copy(update={"signature": "A" * 86 + "=="})],
    "plan_ack": [
        PlanAck(patient_code=PATIENT, revision=4, verdict=Verdict.ACCEPTED, in_force=4),
        PlanAck(
            patient_code=PATIENT,
            verdict=Verdict.REJECTED,
            reasons=(Objection(fault=Fault.UNKNOWN_EXERCISE, position=2), Objection(fault=Fault.MALFORMED)),
            in_force=3,
        ),
    ],
    "receipt": [Receipt(ids=(ID,))],
}
