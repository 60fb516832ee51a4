"""The list of patients, and the page of one."""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import fmean

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from device.clinic.figures import adherence, monitored_blocks
from device.clinic.view import PatientLine, PatientRecord
from device.link.messages import AlertKind
from webui.clinic.drawings import Sheet
from webui.clinic.gate import noting, user
from webui.clinic.ports import Desk
from webui.clinic.progress import progress

PAGE_SIZE = 50
ALERTS_SHOWN = 20
PERIODS = (30, 90, 365)
RECENT_DAYS = 14
_CODE = re.compile(r"[A-Z0-9]{4,16}")


def patients_blueprint(desk: Desk) -> Blueprint:
    """`/`, `/patients/CODE` and what can be done there."""
    blueprint = Blueprint("patients", __name__)
    note = noting(desk)

    def record_of(code: str) -> PatientRecord:
        record = desk.records.patient(code) if _CODE.fullmatch(code) else None
        if record is None:
            abort(404, "Nothing was ever heard of this patient.")
        return record

    @blueprint.get("/")
    def overview() -> str:
        search = request.args.get("code", "").strip().upper()[:16]
        page = max(1, request.args.get("page", 1, type=int))
        lines, total = desk.records.lines(search, (page - 1) * PAGE_SIZE, PAGE_SIZE)
        # The newest of each kind first, red flags before all others.
        alerts = sorted(
            desk.records.open_alerts(ALERTS_SHOWN), key=lambda one: one.alert.kind is not AlertKind.RED_FLAG
        )
        note("saw the list", detail=f"page {page}" + (f", {search}" if search else ""))
        return render_template(
            "patients.html",
            lines=[(line, _recent(line), _spark(line)) for line in lines],
            alerts=alerts,
            search=search,
            page=page,
            pages=max(1, -(-total // PAGE_SIZE)),
            total=total,
        )

    @blueprint.get("/patients/<code>")
    def record(code: str) -> str:
        found = record_of(code)
        note("saw", code)
        return render_template("patient.html", **_page(desk, found, _period(found)))

    @blueprint.post("/patients/<code>/alerts/<alert_id>/seen")
    def see_alert(code: str, alert_id: str) -> ResponseReturnValue:
        record_of(code)
        note("confirmed an alert", code, alert_id)
        desk.records.see_alert(code, alert_id, user().name)
        back = "patients.overview" if request.form.get("from") == "list" else "patients.record"
        return redirect(url_for(back, code=None if back == "patients.overview" else code))

    @blueprint.get("/patients/<code>/fhir")
    def fhir(code: str) -> Response:
        found = record_of(code)
        first, last = _period(found)
        note("exported", code, f"days {first} to {last}")
        response = Response(desk.export(found, first, last), mimetype="application/fhir+json")
        name = f"{code}-days-{first}-{last}.json"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return blueprint


def _period(found: PatientRecord) -> tuple[int, int]:
    """First and last programme day that the address asks for: ?days=30, 90, 365 or all."""
    last = max((one.summary.programme_day for one in found.sessions), default=1)
    asked = request.args.get("days", "30")
    if asked == "all":
        return 1, last
    if not asked.isdecimal() or int(asked) not in PERIODS:
        abort(404, f"days is one of {', '.join(map(str, PERIODS))} and all.")
    return max(1, last - int(asked) + 1), last


def _page(desk: Desk, found: PatientRecord, period: tuple[int, int]) -> dict[str, object]:
    first, last = period
    shown = [one for one in found.sessions if first <= one.summary.programme_day <= last]
    sessions = [one.summary for one in shown]
    # A drawing of three days would look like one of thirty: a week at least.
    drawn_last = max(last, first + 6)
    pain = Sheet(first, drawn_last, 10, 620, 190)
    dose = Sheet(first, drawn_last, 1, 620, 120)
    shares = [(one.programme_day, share) for one in sessions if (share := adherence(one)) is not None]
    return {
        "record": replace(found, sessions=tuple(shown)),
        "first": first,
        "last": last,
        "days": request.args.get("days", "30"),
        "periods": PERIODS,
        "pain": pain,
        "before": [(one.programme_day, one.pain_before) for one in sessions if one.pain_before is not None],
        "after": [(one.programme_day, one.pain_after) for one in sessions if one.pain_after is not None],
        "dose": dose,
        "shares": shares,
        "mean_share": fmean(share for _, share in shares) if shares else None,
        "blocks": monitored_blocks(one.summary.programme_day for one in found.sessions),
        "exercises": progress(sessions, first, drawn_last, desk.exercises),
    }


def _recent(line: PatientLine) -> tuple[int, float | None]:
    """Days with a session in the last 14, and the mean share of the dose then."""
    recent = [point for point in line.points if line.last_day and point.day > line.last_day - RECENT_DAYS]
    shares = [point.share for point in recent if point.share is not None]
    return len({point.day for point in recent}), fmean(shares) if shares else None


def _spark(line: PatientLine) -> tuple[Sheet, list[tuple[int, float]]]:
    """Pain over 30 days, as small as a word."""
    last = line.last_day or 1
    sheet = Sheet(max(1, last - 29), max(last, 7), 10, 120, 30, left=3, below=3, above=3, right=5)
    pains = [
        (point.day, float(pain))
        for point in line.points
        if (pain := point.pain_after if point.pain_after is not None else point.pain_before) is not None
    ]
    return sheet, pains
