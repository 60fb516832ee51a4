"""Composing a plan from the exercise library, and seeing what the device says to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from device.clinic.view import LibraryExercise, PatientRecord
from device.link.plan import Note, Plan, PlanExercise
from webui.clinic.gate import noting, user
from webui.clinic.ports import Desk


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
        except ValueError as error:
            return _form(desk, record, request.form, _problems(error)), 422
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
        fields[f"{line.exercise}.kind"] = "reps" if line.reps is not None else "hold_s"
        fields[f"{line.exercise}.dose"] = f"{line.reps if line.reps is not None else line.hold_s:g}"
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
        ValueError: it can't be one; a pydantic ValidationError says which field.
    """
    lines = []
    for one in _in_order(form, library):
        if f"{one.id}.use" not in form:
            continue
        limit = form.get(f"{one.id}.limit", "").strip()
        kind = "hold_s" if form.get(f"{one.id}.kind") == "hold_s" else "reps"
        lines.append(
            {
                "exercise": one.id,
                "sets": form.get(f"{one.id}.sets", "").strip(),
                kind: form.get(f"{one.id}.dose", "").strip(),
                "range_limit": {"unit": one.unit, "most": limit} if limit else None,
                "despite_condition": f"{one.id}.despite" in form,
                "notes": [choice for choice in Note if f"{one.id}.note.{choice}" in form],
            }
        )
    if not lines:
        raise ValueError("Choose at least one exercise.")
    return Plan.model_validate(
        {
            "patient_code": code,
            "revision": revision,
            "exercises": [PlanExercise.model_validate(line) for line in lines],
            "days_per_week": form.get("days_per_week", ""),
            "sessions_per_day": form.get("sessions_per_day", ""),
            "alert_after_days": form.get("alert_after_days", "").strip() or None,
            "notes": [choice for choice in Note if f"note.{choice}" in form],
        }
    )


def _problems(error: ValueError) -> list[str]:
    """What is wrong with the form, a sentence for each."""
    if not isinstance(error, ValidationError):
        return [str(error)]
    return [
        f"{' '.join(str(part) for part in fault['loc']).replace('_', ' ')}: {fault['msg']}".lstrip(": ")
        for fault in error.errors(include_url=False)
    ]
