"""One session as FHIR R4 resources: what was answered, and what was observed of each exercise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from device.clinic.fhir_parts import (
    FAULTS,
    PAIN_CODE,
    component,
    exercise_code,
    id_of,
    instant,
    own,
    quantity,
    subject,
)
from device.clinic.figures import adherence
from device.clinic.view import LibraryExercise, StoredSession
from device.summary import Ending, ExerciseSummary


def resources_of(session: StoredSession, library: Mapping[str, LibraryExercise]) -> Iterator[dict[str, Any]]:
    """QuestionnaireResponse and Observations of one session."""
    yield _answers(session)
    yield from _pains(session)
    share = adherence(session.summary)
    if share is not None:
        yield _observation(session, "adherence", own("adherence", "Share of the prescribed dose done")) | {
            "valueQuantity": quantity(round(100 * share, 1), "%")
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
        "id": id_of("answers", summary.patient_code, summary.session_id),
        "identifier": {"system": "urn:matside:session", "value": summary.session_id},
        "status": "completed" if summary.ended is Ending.COMPLETED else "stopped",
        "subject": subject(summary.patient_code),
        "authored": instant(session.arrived_at_s),
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
    components = [component("measurable", "Share of the time measured", round(100 * one.measurable, 1), "%")]
    range_unit = "deg" if one.range_unit == "deg" else "1"
    sureness = None if one.count_sureness is None else round(100 * one.count_sureness, 1)
    figures: tuple[tuple[str, str, float | None, str], ...] = (
        ("prescribed_reps", "Repetitions prescribed", one.prescribed_reps, "1"),
        ("reps", "Repetitions done", one.reps, "1"),
        ("too_small", "Repetitions too small to count", one.too_small, "1"),
        ("count_sureness", "How sure the count is", sureness, "%"),
        ("prescribed_hold_s", "Seconds to hold", one.prescribed_hold_s, "s"),
        ("hold_s", "Seconds held", one.hold_s if one.prescribed_hold_s or one.hold_s else None, "s"),
        ("range_median", "Median range, for trends", one.range_median, range_unit),
        ("range_spread", "Interquartile range of the ranges", one.range_spread, range_unit),
        ("beyond_limit", "Repetitions beyond the plan's range", one.beyond_limit or None, "1"),
        ("tempo_median_s", "Median duration of a repetition", one.tempo_median_s, "s"),
        ("pain", "Worst pain in it, 0–10", one.pain, "1"),
    )
    components += [
        component(code, words, value, unit) for code, words, value, unit in figures if value is not None
    ]
    components += [
        {
            "code": {"coding": [{"system": FAULTS, "code": rule}], "text": rule.replace("_", " ")},
            "valueQuantity": quantity(count, "1"),
        }
        for rule, count in one.deviations.items()
    ]
    words = (
        ("pain_shift", "Where the pain went", one.pain_shift),
        ("pain_change", "Pain after it", one.pain_change),
    )
    components += [
        {"code": own(name, meaning), "valueString": value}
        for name, meaning, value in words
        if value is not None
    ]
    components += [
        {"code": own("pain_region", "Where it hurt"), "valueString": region} for region in one.pain_regions
    ]
    code = exercise_code(one.exercise, library)
    return _observation(session, f"exercise {number}", code) | {"component": components}


def _observation(
    session: StoredSession, what: str, code: Mapping[str, Any], category: str = "activity"
) -> dict[str, Any]:
    summary = session.summary
    return {
        "resourceType": "Observation",
        "id": id_of(what, summary.patient_code, summary.session_id),
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
        "subject": subject(summary.patient_code),
        "issued": instant(session.arrived_at_s),
        "derivedFrom": [
            {"reference": f"urn:uuid:{id_of('answers', summary.patient_code, summary.session_id)}"}
        ],
        "note": [{"text": f"Programme day {summary.programme_day}, {summary.part_of_day}"}],
    }
