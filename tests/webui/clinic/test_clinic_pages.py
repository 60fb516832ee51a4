"""What a clinician sees and does, over real records."""

from __future__ import annotations

import json
import re

from fhir.resources.R4B.bundle import Bundle
from flask.testing import FlaskClient

from device.clinic.store.database import Database
from device.clinic.store.people import People
from device.clinic.store.records import Records
from device.link.plan import Note, Plan
from tests.webui.clinic.conftest import token_of
from tests.webui.clinic.practice import DILIGENT, IN_PAIN, NEW, RED_FLAG, SLACK
from webui.clinic.ports import Desk

ALERT_OF_RED_FLAG = f"{3:032x}"


def words(page: str) -> str:
    """A page's text as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_alerts_stand_first_and_patients_with_them(client: FlaskClient) -> None:
    text = words(client.get("/").text)
    assert text.index("Red flag: saddle numbness, leg weakness") < text.index("Patients 11")
    table = text[text.index("Monitored per 30 days") :]
    codes = re.findall(r"\b(?=\w*\d)[A-Z0-9]{6}\b", table)
    assert set(codes[:2]) == {IN_PAIN, RED_FLAG}
    assert {DILIGENT, SLACK, NEW} < set(codes)


def test_a_line_says_adherence_pain_and_monitored_days(client: FlaskClient) -> None:
    text = words(client.get(f"/?code={DILIGENT[:4].lower()}").text)
    assert re.search(DILIGENT + r" day 46 8 hours ago 12 9\d % \d 14 days 31–60 online", text), text
    assert "No patient's code contains ZZZZ" in client.get("/?code=ZZZZ").text.replace("&#39;", "'")


def test_an_alert_is_seen_once_and_by_whom(client: FlaskClient, desk: Desk) -> None:
    token = token_of(client.get("/").text)
    where = f"/patients/{RED_FLAG}/alerts/{ALERT_OF_RED_FLAG}/seen"
    assert client.post(where, data={"csrf_token": token, "from": "list"}).location == "/"
    assert [one.alert.patient_code for one in desk.records.open_alerts(10)] == [IN_PAIN, IN_PAIN]
    assert "seen by ada" in client.get(f"/patients/{RED_FLAG}").text
    assert not desk.records.see_alert(RED_FLAG, ALERT_OF_RED_FLAG, "grace")


def test_a_patients_page_shows_progress_faults_and_monitored_days(client: FlaskClient) -> None:
    text = words(client.get(f"/patients/{IN_PAIN}").text)
    assert "day 23 of the programme" in text
    assert re.search(r"Squat \d+ % of the dose", text)
    assert re.search(r"\d+× trunk lean “Lift your chest: keep your back more upright.”", text)
    assert re.search(r"1–30 .*16 16–30", text)
    assert "23 morning stopped pain" in text
    for told in (
        r"Too small to count: \d+×",
        r"A repetition takes [23]\.\d s",
        r"Worst pain in it: 9",
        r"It hurt: lower back \d+×",
        r"The pain moved: towards the spine \d+×, away from the spine \d+×, stayed where it was \d+×",
        r"Afterwards: better \d+×, the same \d+×, worse \d+×",
    ):
        assert re.search(told, text), told


def test_the_days_that_are_shown_can_be_chosen(client: FlaskClient) -> None:
    month = client.get(f"/patients/{DILIGENT}").text
    everything = client.get(f"/patients/{DILIGENT}?days=all").text
    assert "days 17–46" in month
    assert "days 1–46" in everything
    assert everything.count("<circle") > month.count("<circle")
    assert client.get(f"/patients/{DILIGENT}?days=7").status_code == 404


def test_somebody_of_whom_nothing_but_a_state_is_known(client: FlaskClient) -> None:
    assert "No session has arrived" in client.get(f"/patients/{NEW}").text


def test_an_unknown_patient_is_said_to_be_unknown(client: FlaskClient) -> None:
    for code in ("ZZZZ99", "..", "%2e%2e", "a" * 50, "K7Q2M9'--"):
        answer = client.get(f"/patients/{code}")
        assert answer.status_code == 404
        assert "Traceback" not in answer.text


def test_whatever_is_seen_and_done_is_in_the_log(client: FlaskClient, people: People) -> None:
    client.get("/")
    client.get(f"/patients/{DILIGENT}")
    client.get(f"/patients/{DILIGENT}/fhir?days=30")
    client.get(f"/patients/{DILIGENT}/plan")
    seen = [(line.user_name, line.action, line.patient_code, line.detail) for line in people.audit_log(4)]
    assert seen == [
        ("ada", "saw the plan", DILIGENT, ""),
        ("ada", "exported", DILIGENT, "days 17 to 46"),
        ("ada", "saw", DILIGENT, ""),
        ("ada", "saw the list", None, "page 1"),
    ]
    assert {line.address for line in people.audit_log(4)} == {"127.0.0.1"}


def test_only_administrators_see_the_log(client: FlaskClient, sign_in) -> None:
    assert client.get("/log").status_code == 403
    assert "/log" not in client.get("/").text
    text = words(sign_in("grace").get("/log").text)
    assert "ada signed in" in text


def test_the_export_of_a_period_is_valid_fhir(client: FlaskClient) -> None:
    answer = client.get(f"/patients/{DILIGENT}/fhir?days=30")
    assert answer.mimetype == "application/fhir+json"
    bundle = Bundle.model_validate_json(answer.text)
    kinds = [entry.resource.get_resource_type() for entry in bundle.entry]
    sessions = kinds.count("QuestionnaireResponse")
    assert kinds.count("Patient") == 1
    assert kinds.count("CarePlan") == 2
    # Pain before and after, adherence, five exercises.
    assert kinds.count("Observation") == sessions * 8
    assert sessions == len(re.findall("urn:matside:session", answer.text)) > 20
    urls = [entry.fullUrl for entry in bundle.entry]
    assert len(set(urls)) == len(urls)
    references = set(re.findall(r'"reference": "([^"]+)"', answer.text))
    assert references <= set(urls)


def test_the_export_says_what_the_session_came_to(client: FlaskClient, desk: Desk) -> None:
    bundle = json.loads(client.get(f"/patients/{IN_PAIN}/fhir?days=all").text)
    record = desk.records.patient(IN_PAIN)
    assert record
    first = record.sessions[0].summary
    about = [entry["resource"] for entry in bundle["entry"]]
    answers = next(one for one in about if one["resourceType"] == "QuestionnaireResponse")
    given = {item["linkId"]: item["answer"][0]["valueInteger"] for item in answers["item"]}
    assert given == {
        "programme_day": 1,
        "pain_before": first.pain_before,
        "pain_after": first.pain_after,
        "exertion": first.exertion,
        "minutes_walked": first.minutes_walked,
    }
    observed = [one for one in about if one["resourceType"] == "Observation"]
    squat = next(one for one in observed if one["code"]["text"] == "Squat")
    figures = {
        part["code"]["text"]: (part["valueQuantity"]["value"], part["valueQuantity"]["code"])
        for part in squat["component"]
        if "valueQuantity" in part
    }
    assert figures["Repetitions done"] == (first.exercises[0].reps, "1")
    assert figures["Median range, for trends"] == (first.exercises[0].range_median, "deg")
    told = [
        (part["code"]["text"], part["valueString"])
        for one in observed
        for part in one.get("component", [])
        if "valueString" in part
    ]
    assert {("Where it hurt", "lower_back"), ("Pain after it", "worse")} <= set(told)
    pains = [one for one in observed if "valueInteger" in one]
    assert pains[0]["code"]["coding"][0]["code"] == "72514-3"


def plan_form(client: FlaskClient, **fields: str) -> dict[str, str]:
    token = token_of(client.get(f"/patients/{DILIGENT}/plan").text)
    when = {"days_per_week": "5", "sessions_per_day": "1", "alert_after_days": "4"}
    return {"csrf_token": token} | when | fields


BIRD_DOG = {
    "bird_dog.use": "on",
    "bird_dog.place": "1",
    "bird_dog.sets": "3",
    "bird_dog.kind": "hold_s",
    "bird_dog.dose": "12.5",
    "bird_dog.limit": "40",
    "bird_dog.note.slowly": "on",
}
SQUAT = {
    "squat.use": "on",
    "squat.place": "2",
    "squat.sets": "2",
    "squat.kind": "reps",
    "squat.dose": "12",
    "squat.limit": "",
}


def test_a_composed_plan_is_kept_to_be_published(client: FlaskClient, desk: Desk) -> None:
    form = plan_form(client, **SQUAT, **BIRD_DOG, **{"note.call_the_clinic": "on"})
    assert client.post(f"/patients/{DILIGENT}/plan", data=form).status_code == 302
    record = desk.records.patient(DILIGENT)
    assert record
    latest = record.plans[0]
    assert latest.composed_by == "ada"
    assert latest.plan == Plan.model_validate(
        {
            "patient_code": DILIGENT,
            "revision": 3,
            "exercises": [
                {
                    "exercise": "bird_dog",
                    "sets": 3,
                    "hold_s": 12.5,
                    "range_limit": {"unit": "deg", "most": 40},
                    "notes": [Note.SLOWLY],
                },
                {"exercise": "squat", "sets": 2, "reps": 12},
            ],
            "days_per_week": 5,
            "alert_after_days": 4,
            "notes": [Note.CALL_THE_CLINIC],
        }
    )
    again = client.get(f"/patients/{DILIGENT}/plan").text
    assert "waiting for the broker" in again
    assert re.search(r'name="bird_dog.dose" value="12.5"', again)


def test_what_cannot_be_a_plan_is_said_and_the_form_kept(client: FlaskClient, desk: Desk) -> None:
    for fields, said in (
        ({}, "Choose at least one exercise."),
        (SQUAT | {"squat.dose": "many"}, "Squat, repetitions: “many” should be a valid integer"),
        (SQUAT | {"squat.dose": "0"}, "Squat, repetitions: “0” should be greater than or equal to 1"),
        (SQUAT | {"days_per_week": "9"}, "days per week: “9” should be less than or equal to 7"),
        (BIRD_DOG | {"bird_dog.limit": "-4"}, "Bird dog, largest range: “-4” should be greater than 0"),
    ):
        answer = client.post(f"/patients/{DILIGENT}/plan", data=plan_form(client) | fields)
        assert answer.status_code == 422
        assert said in words(answer.text)
        for name, value in fields.items():
            if name.endswith(".dose"):
                assert f'name="{name}" value="{value}"' in answer.text
    record = desk.records.patient(DILIGENT)
    assert record
    assert len(record.plans) == 2


def test_the_form_begins_with_each_exercises_own_dose_and_offers_what_can_be_counted(
    client: FlaskClient,
) -> None:
    page = client.get(f"/patients/{IN_PAIN}/plan").text
    assert re.search(r'name="plank.kind" value="hold_s"', page), "a plank has no repetitions"
    assert re.search(r'name="squat.kind" value="reps"', page)
    assert re.search(r'<select name="bird_dog.kind"', page)
    assert re.search(r'name="squat.dose" value="10"', page)
    again = client.get(f"/patients/{DILIGENT}/plan").text
    assert re.search(r'name="bird_dog.dose" value="6"', again), "else the dose of the plan before"
    assert re.search(r'name="plank.dose" value="20"', page)


def test_what_the_condition_speaks_against_can_be_prescribed_on_purpose(
    client: FlaskClient, desk: Desk
) -> None:
    page = client.get(f"/patients/{IN_PAIN}/plan").text
    assert "also with herniated disc, paraspinal strain" in words(page)
    client.post(f"/patients/{DILIGENT}/plan", data=plan_form(client, **SQUAT, **{"squat.despite": "on"}))
    record = desk.records.patient(DILIGENT)
    assert record
    assert record.plans[0].plan.exercises[0].despite_condition
    assert 'name="squat.despite" checked' in client.get(f"/patients/{DILIGENT}/plan").text


def test_the_devices_answers_to_plans_are_shown(client: FlaskClient) -> None:
    text = words(client.get(f"/patients/{DILIGENT}/plan").text)
    assert "No. 2 accepted" in text
    assert "No. 1 rejected" in text
    assert "Bridge: the dose can&#39;t be done" in text


def test_erasing_a_patient_leaves_only_the_log(
    client: FlaskClient, database: Database, people: People
) -> None:
    client.get(f"/patients/{DILIGENT}")
    assert Records(database).erase(DILIGENT)
    assert client.get(f"/patients/{DILIGENT}").status_code == 404
    assert [line.action for line in people.audit_log(10, DILIGENT)] == ["saw"]
