"""Composing a plan from the exercise library, and seeing what the device says to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from device.clinic.view import DoseKind, LibraryExercise, PatientRecord
from device.link.plan import Note, Plan, PlanExercise
from webui.clinic.gate import noting, user
from webui.clinic.ports import Desk
from webui.clinic.words import DOSE_WORDS, FIELD_WORDS


def plans_blueprint(desk: Desk) -> Blueprint:
    """`/patients/CODE/plan`."""
    blueprint = Blueprint("plans", __name__)
    note = noting(desk)

    def record_of(code: str) -> PatientRecord:
        record = desk.records.patient(code)
        if record is None:
            abort(404, "Nothing was ever heard of this patient.")
        return record

    @blueprint.get("/patients/<code>/plan")
    def compose(code: str) -> str:
        record = record_of(code)
        note("saw the plan", code)
        latest = record.plans[0].plan if record.plans else None
        return _form(desk, record, _fields_of(latest, desk.exercises), problems=[])

    @blueprint.post("/patients/<code>/plan")
    def send(code: str) -> ResponseReturnValue:
        record = record_of(code)
        revision = 1 + max((one.plan.revision for one in record.plans), default=0)
        told = record.status.health.plan_revision if record.status and record.status.health else 0
        try:
            plan = _read_form(code, max(revision, told + 1), request.form, desk.exercises)
        except ValidationError as error:
            return _form(desk, record, request.form, _problems(error)), 422
        except _FormError as error:
            return _form(desk, record, request.form, error.problems), 422
        note("sent a plan", code, f"revision {plan.revision}")
        if not desk.send_plan(plan, user().name):
            problem = "Somebody else has just sent a plan. Look at it, then send yours again."
            return _form(desk, record_of(code), request.form, [problem]), 409
        return redirect(url_for("plans.compose", code=code))

    return blueprint


def _form(desk: Desk, record: PatientRecord, fields: Mapping[str, Any], problems: list[str]) -> str:
    return render_template(
        "plan.html",
        record=record,
        library=_in_order(fields, desk.exercises),
        fields=fields,
        notes=list(Note),
        problems=problems,
        dose_words=DOSE_WORDS,
    )


def _in_order(fields: Mapping[str, Any], library: Mapping[str, LibraryExercise]) -> list[LibraryExercise]:
    def place(one: LibraryExercise) -> tuple[bool, float]:
        given = str(fields.get(f"{one.id}.place", ""))
        return f"{one.id}.use" not in fields, float(given) if given.isdecimal() else 1000.0

    return sorted(library.values(), key=place)


def _fields_of(plan: Plan | None, library: Mapping[str, LibraryExercise]) -> dict[str, str]:
    """The form's fields as they would have made this plan."""
    fields = {"days_per_week": "7", "sessions_per_day": "1", "alert_after_days": ""}
    if plan is None:
        return fields
    fields["days_per_week"] = str(plan.days_per_week)
    fields["sessions_per_day"] = str(plan.sessions_per_day)
    fields["alert_after_days"] = str(plan.alert_after_days or "")
    fields |= {f"note.{one}": "on" for one in plan.notes}
    for place, line in enumerate(plan.exercises, start=1):
        if line.exercise not in library:
            continue
        fields[f"{line.exercise}.use"] = "on"
        fields[f"{line.exercise}.place"] = str(place)
        fields[f"{line.exercise}.sets"] = str(line.sets)
        kind: DoseKind = "hold_s" if line.reps is None else "reps"
        if kind in library[line.exercise].kinds:
            fields[f"{line.exercise}.kind"] = kind
            fields[f"{line.exercise}.dose"] = f"{line.reps or line.hold_s:g}"
        fields[f"{line.exercise}.limit"] = f"{line.range_limit.most:g}" if line.range_limit else ""
        if line.despite_condition:
            fields[f"{line.exercise}.despite"] = "on"
        fields |= {f"{line.exercise}.note.{one}": "on" for one in line.notes}
    return fields


def _read_form(
    code: str, revision: int, form: Mapping[str, str], library: Mapping[str, LibraryExercise]
) -> Plan:
    """The plan that the form describes.

    Raises:
        _FormError: an exercise can't be prescribed so, or none is.
        ValidationError: it can't be a plan as a whole.
    """
    lines, problems = [], []
    for one in _in_order(form, library):
        if f"{one.id}.use" in form:
            try:
                lines.append(_read_line(one, form))
            except ValidationError as error:
                problems += _problems(error, f"{one.name}, ")
    if problems:
        raise _FormError(problems)
    if not lines:
        raise _FormError(["Choose at least one exercise."])
    return Plan.model_validate(
        {
            "patient_code": code,
            "revision": revision,
            "exercises": lines,
            "days_per_week": form.get("days_per_week", ""),
            "sessions_per_day": form.get("sessions_per_day", ""),
            "alert_after_days": form.get("alert_after_days", "").strip() or None,
            "notes": [choice for choice in Note if f"note.{choice}" in form],
        }
    )


def _read_line(one: LibraryExercise, form: Mapping[str, str]) -> PlanExercise:
    """One exercise as the form describes it; a ValidationError says what can't be."""
    limit = form.get(f"{one.id}.limit", "").strip()
    asked = form.get(f"{one.id}.kind", "")
    kind = asked if asked in one.kinds else one.kinds[0]
    return PlanExercise.model_validate(
        {
            "exercise": one.id,
            "sets": form.get(f"{one.id}.sets", "").strip(),
            kind: form.get(f"{one.id}.dose", "").strip(),
            "range_limit": {"unit": one.unit, "most": limit} if limit else None,
            "despite_condition": f"{one.id}.despite" in form,
            "notes": [choice for choice in Note if f"{one.id}.note.{choice}" in form],
        }
    )


class _FormError(ValueError):
    """What is wrong with the form, a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems


def _problems(error: ValidationError, where: str = "") -> list[str]:
    """What is wrong, a sentence for each: which field, what was given, what it should be."""
    return [_problem(fault, where) for fault in error.errors(include_url=False)]


def _problem(fault: ErrorDetails, where: str) -> str:
    field = fault["loc"][-1] if fault["loc"] else ""
    if fault["type"] == "value_error":
        return f"{where}{fault['msg'].removeprefix('Value error, ')}."
    words = DOSE_WORDS.get(str(field), FIELD_WORDS.get(str(field), str(field).replace("_", " ")))
    return f"{where}{words}: “{fault['input']}” {fault['msg'].removeprefix('Input ')}."
