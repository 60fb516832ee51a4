"""A patient's period as one FHIR R4 bundle, for the clinic's other systems.

What is exported knows no date of a session: it has the programme day, and `issued`, when the clinic got it.
R4 and R4B (against which the library validates) are the same for the resources used here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from device.clinic.fhir_parts import PATIENTS, exercise_code, id_of, instant, subject
from device.clinic.fhir_session import resources_of
from device.clinic.view import LibraryExercise, PatientRecord, StoredPlan
from device.link.plan import PlanExercise, Verdict


def export(
    record: PatientRecord, first_day: int, last_day: int, library: Mapping[str, LibraryExercise], now_s: float
) -> str:
    """The sessions of these programme days and the plans, as the JSON of a collection bundle.

    Raises:
        ValueError: the library finds it invalid: a bug here.
    """
    sessions = [one for one in record.sessions if first_day <= one.summary.programme_day <= last_day]
    resources = [_patient(record.patient_code)]
    resources += [_care_plan(record, one, library) for one in record.plans]
    for session in sessions:
        resources += resources_of(session, library)
    bundle = Bundle.model_validate(
        {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": instant(now_s),
            "entry": [
                {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources
            ],
        }
    )
    return str(bundle.model_dump_json(indent=2))


def _patient(code: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": id_of("patient", code),
        "identifier": [{"system": PATIENTS, "value": code}],
    }


def _care_plan(
    record: PatientRecord, stored: StoredPlan, library: Mapping[str, LibraryExercise]
) -> dict[str, Any]:
    latest = stored is record.plans[0]
    rejected = stored.answer is not None and stored.answer.verdict is Verdict.REJECTED
    status = "entered-in-error" if rejected else "active" if latest else "revoked"
    return {
        "resourceType": "CarePlan",
        "id": id_of("plan", record.patient_code, str(stored.plan.revision)),
        "identifier": [{"system": "urn:matside:plan-revision", "value": str(stored.plan.revision)}],
        "status": status,
        "intent": "plan",
        "title": f"Exercises at home, plan {stored.plan.revision}",
        "subject": subject(record.patient_code),
        "created": instant(stored.composed_at_s),
        "activity": [
            _activity(line, stored.plan.days_per_week, stored.plan.sessions_per_day, library)
            for line in stored.plan.exercises
        ],
    }


def _activity(
    line: PlanExercise, days: int, sessions: int, library: Mapping[str, LibraryExercise]
) -> dict[str, Any]:
    dose = f"{line.reps} repetitions" if line.reps is not None else f"{line.hold_s:g} s hold"
    return {
        "detail": {
            "kind": "ServiceRequest",
            "code": exercise_code(line.exercise, library),
            "status": "scheduled",
            "scheduledTiming": {
                "repeat": {"frequency": days * sessions, "period": 1, "periodUnit": "wk"},
            },
            "description": f"{line.sets} × {dose}, {days} days a week, {sessions} a day",
        }
    }
