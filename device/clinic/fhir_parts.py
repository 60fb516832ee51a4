"""Small parts of FHIR R4 resources: codes, quantities, references, ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from device.clinic.view import LibraryExercise

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


def own(code: str, words: str) -> dict[str, Any]:
    """One of our own measures as a CodeableConcept."""
    return {"coding": [{"system": CODES, "code": code}], "text": words}


def exercise_code(exercise: str, library: Mapping[str, LibraryExercise]) -> dict[str, Any]:
    """An exercise as a CodeableConcept."""
    known = library.get(exercise)
    name = known.name if known else exercise.replace("_", " ")
    return {"coding": [{"system": EXERCISES, "code": exercise}], "text": name}


def quantity(value: float, unit: str) -> dict[str, Any]:
    """A value with its UCUM unit: deg, s, % or 1."""
    code, words = _UNITS[unit]
    return {"value": value, "unit": words, "system": UCUM, "code": code}


def component(code: str, words: str, value: float, unit: str) -> dict[str, Any]:
    """One figure of an observation."""
    return {"code": own(code, words), "valueQuantity": quantity(value, unit)}


def subject(code: str) -> dict[str, str]:
    """A reference to the patient."""
    return {"reference": f"urn:uuid:{id_of('patient', code)}"}


def id_of(*parts: str) -> str:
    """The same for the same thing in every export."""
    return str(uuid5(NAMESPACE_OID, "matside " + " ".join(parts)))


def instant(at_s: float) -> str:
    """UTC seconds since 1970 as FHIR writes a moment."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
