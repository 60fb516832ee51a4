"""A patient's period as one FHIR R4 bundle, for the clinic's other systems.

What is exported knows no date of a session: it has the programme day, and `issued`, when the clinic got it.
R4 and R4B (against which the library validates) are the same for the resources used here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from fhir.resources.R4B.bundle import Bundle

from device.clinic.figures import adherence
from device.clinic.view import LibraryExercise, PatientRecord, StoredPlan, StoredSession
from device.link.plan import PlanExercise, Verdict
from device.summary import Ending, ExerciseSummary

CODES: Final = "urn:matside:measure"
EXERCISES: Final = "urn:matside:exercise"
FAULTS: Final = "urn:matside:fault"
PATIENTS: Final = "urn:matside:patient-code"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
PAIN_CODE: Final = {
    "system": LOINC,
    "code": "72514-3",
    "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
}
_UNITS: Final = {"deg": ("deg", "degree"), "s": ("s", "second"), "%": ("%", "percent"), "1": ("1", "count")}


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
        resources += _of_session(session, library)
    bundle = Bundle.model_validate(
        {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": _instant(now_s),
            "entry": [
                {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources
            ],
        }
    )
    return str(bundle.model_dump_json(indent=2))


def _patient(code: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": _id("patient", code),
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
        "id": _id("plan", record.patient_code, str(stored.plan.revision)),
        "identifier": [{"system": "urn:matside:plan-revision", "value": str(stored.plan.revision)}],
        "status": status,
        "intent": "plan",
        "title": f"Exercises at home, plan {stored.plan.revision}",
        "subject": _subject(record.patient_code),
        "created": _instant(stored.composed_at_s),
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
            "code": _exercise(line.exercise, library),
            "status": "scheduled",
            "scheduledTiming": {
                "repeat": {"frequency": days * sessions, "period": 1, "periodUnit": "wk"},
            },
            "description": f"{line.sets} × {dose}, {days} days a week, {sessions} a day",
        }
    }


def _of_session(session: StoredSession, library: Mapping[str, LibraryExercise]) -> Iterator[dict[str, Any]]:
    yield _answers(session)
    yield from _pains(session)
    share = adherence(session.summary)
    if share is not None:
        yield _observation(session, "adherence", _own("adherence", "Share of the prescribed dose done")) | {
            "valueQuantity": _quantity(round(100 * share, 1), "%")
        }
    for number, one in enumerate(session.summary.exercises):
        yield _exercise_observation(session, number, one, library)


def _answers(session: StoredSession) -> dict[str, Any]:
    summary = session.summary
    asked = (
        ("pain_before", "Pain before the session, 0–10", summary.pain_before),
        ("pain_after", "Pain after the session, 0–10", summary.pain_after),
        ("exertion", "How hard it was, 0–10", summary.exertion),
        ("minutes_walked", "Minutes walked since the session before", summary.minutes_walked),
    )
    return {
        "resourceType": "QuestionnaireResponse",
        "id": _id("answers", summary.patient_code, summary.session_id),
        "identifier": {"system": "urn:matside:session", "value": summary.session_id},
        "status": "completed" if summary.ended is Ending.COMPLETED else "stopped",
        "subject": _subject(summary.patient_code),
        "authored": _instant(session.arrived_at_s),
        "item": [
            {
                "linkId": "programme_day",
                "text": "Day of the programme",
                "answer": [{"valueInteger": summary.programme_day}],
            },
            *(
                {"linkId": link, "text": text, "answer": [{"valueInteger": value}]}
                for link, text, value in asked
                if value is not None
            ),
        ],
    }


def _pains(session: StoredSession) -> Iterator[dict[str, Any]]:
    for when, value in (
        ("before", session.summary.pain_before),
        ("after", session.summary.pain_after),
    ):
        if value is not None:
            code = {"coding": [PAIN_CODE], "text": f"Pain {when} the session"}
            yield _observation(session, f"pain {when}", code, category="survey") | {"valueInteger": value}


def _exercise_observation(
    session: StoredSession, number: int, one: ExerciseSummary, library: Mapping[str, LibraryExercise]
) -> dict[str, Any]:
    components = [_component("measurable", "Share of the time measured", round(100 * one.measurable, 1), "%")]
    figures: tuple[tuple[str, str, float | None, str], ...] = (
        ("prescribed_reps", "Repetitions prescribed", one.prescribed_reps, "1"),
        ("reps", "Repetitions done", one.reps, "1"),
        ("too_small", "Repetitions too small to count", one.too_small, "1"),
        ("prescribed_hold_s", "Seconds to hold", one.prescribed_hold_s, "s"),
        ("hold_s", "Seconds held", one.hold_s if one.prescribed_hold_s or one.hold_s else None, "s"),
        (
            "range_median",
            "Median range, for trends",
            one.range_median,
            "deg" if one.range_unit == "deg" else "1",
        ),
        ("tempo_median_s", "Median duration of a repetition", one.tempo_median_s, "s"),
    )
    components += [
        _component(code, words, value, unit) for code, words, value, unit in figures if value is not None
    ]
    components += [
        {
            "code": {"coding": [{"system": FAULTS, "code": rule}], "text": rule.replace("_", " ")},
            "valueQuantity": _quantity(count, "1"),
        }
        for rule, count in one.deviations.items()
    ]
    code = _exercise(one.exercise, library)
    return _observation(session, f"exercise {number}", code) | {"component": components}


def _observation(
    session: StoredSession, what: str, code: Mapping[str, Any], category: str = "activity"
) -> dict[str, Any]:
    summary = session.summary
    return {
        "resourceType": "Observation",
        "id": _id(what, summary.patient_code, summary.session_id),
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": category,
                    }
                ]
            }
        ],
        "code": dict(code),
        "subject": _subject(summary.patient_code),
        "issued": _instant(session.arrived_at_s),
        "derivedFrom": [
            {"reference": f"urn:uuid:{_id('answers', summary.patient_code, summary.session_id)}"}
        ],
        "note": [{"text": f"Programme day {summary.programme_day}, {summary.part_of_day}"}],
    }


def _component(code: str, words: str, value: float, unit: str) -> dict[str, Any]:
    return {"code": _own(code, words), "valueQuantity": _quantity(value, unit)}


def _own(code: str, words: str) -> dict[str, Any]:
    return {"coding": [{"system": CODES, "code": code}], "text": words}


def _exercise(exercise: str, library: Mapping[str, LibraryExercise]) -> dict[str, Any]:
    known = library.get(exercise)
    name = known.name if known else exercise.replace("_", " ")
    return {"coding": [{"system": EXERCISES, "code": exercise}], "text": name}


def _quantity(value: float, unit: str) -> dict[str, Any]:
    code, words = _UNITS[unit]
    return {"value": value, "unit": words, "system": UCUM, "code": code}


def _subject(code: str) -> dict[str, str]:
    return {"reference": f"urn:uuid:{_id('patient', code)}"}


def _id(*parts: str) -> str:
    """The same for the same thing in every export."""
    return str(uuid5(NAMESPACE_OID, "matside " + " ".join(parts)))


def _instant(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
