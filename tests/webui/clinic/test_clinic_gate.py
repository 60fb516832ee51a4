"""Who gets in, and what others can't do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from device.clinic.store.people import IDLE_S, LONGEST_S, People
from device.errors import UsageError
from tests.webui.clinic.conftest import PASSWORD, Clock, token_of
from tests.webui.clinic.practice import DILIGENT, RED_FLAG
from webui.clinic.app import create_clinic_app
from webui.clinic.ports import Desk

SignIn = Callable[..., FlaskClient]
PAGES = ("/", f"/patients/{DILIGENT}", f"/patients/{DILIGENT}/plan", f"/patients/{DILIGENT}/fhir", "/log")


def attempt(client: FlaskClient, name: str, password: str, address: str = "10.0.0.1") -> int:
    token = token_of(client.get("/sign-in").text)
    form = {"name": name, "password": password, "csrf_token": token}
    return client.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": address}).status_code


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_shown_to_strangers(app: Flask, page: str) -> None:
    answer = app.test_client().get(page)
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert DILIGENT not in answer.text


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(app: Flask, people: People) -> None:
    client = app.test_client()
    token = token_of(client.get("/sign-in").text)
    pages = [
        client.post("/sign-in", data={"name": name, "password": "wrong", "csrf_token": token})
        for name in ("ada", "nobody")
    ]
    assert [page.status_code for page in pages] == [403, 403]
    assert len({re.sub('value="[^"]*"', "", page.text) for page in pages}) == 1
    assert [line.action for line in people.audit_log(2)] == ["sign-in failed"] * 2


def test_guessing_is_slowed_down_and_ends_after_a_while(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    for _ in range(10):
        assert attempt(client, "ada", "guess") == 403
    assert attempt(client, "ada", PASSWORD) == 429
    assert attempt(client, "ada", PASSWORD, address="10.0.0.2") == 302
    clock.now_s += 16 * 60
    assert attempt(client, "ada", PASSWORD) == 302


def test_guessing_one_name_from_many_addresses_is_slowed_down_too(app: Flask) -> None:
    client = app.test_client()
    for number in range(20):
        assert attempt(client, "ada", "guess", address=f"10.0.1.{number}") == 403
    assert attempt(client, "ada", PASSWORD, address="10.0.2.1") == 429
    assert attempt(client, "grace", PASSWORD, address="10.0.2.1") == 302


def test_the_cookie_is_for_this_site_and_no_script(app: Flask, desk: Desk) -> None:
    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    secure = create_clinic_app(desk, hosts=["clinic.example"], secure=True)
    answer = secure.test_client().get("/sign-in", base_url="https://clinic.example")
    assert answer.headers["Set-Cookie"].startswith("__Host-matside=")
    assert "; Secure;" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_the_cookie_after_signing_in_is_a_new_one(app: Flask) -> None:
    client = app.test_client()
    before = client.get("/sign-in").headers["Set-Cookie"]
    attempt(client, "ada", PASSWORD)
    cookie = client.get_cookie("matside_clinic")
    assert cookie
    assert cookie.value not in before


def test_an_idle_browser_is_signed_out(sign_in: SignIn, clock: Clock) -> None:
    client = sign_in()
    clock.now_s += IDLE_S - 10
    assert client.get("/").status_code == 200
    clock.now_s += IDLE_S - 10
    assert client.get("/").status_code == 200
    clock.now_s += IDLE_S + 10
    assert client.get("/").status_code == 302


def test_nobody_stays_signed_in_for_ever(sign_in: SignIn, clock: Clock) -> None:
    client = sign_in()
    end_s = clock.now_s + LONGEST_S
    while clock.now_s < end_s - 600:
        clock.now_s += 600
        assert client.get("/").status_code == 200
    clock.now_s = end_s + 1
    assert client.get("/").status_code == 302


def test_signing_out_ends_it_for_a_copy_of_the_cookie_too(sign_in: SignIn, app: Flask) -> None:
    client = sign_in()
    cookie = client.get_cookie("matside_clinic")
    assert cookie
    client.post("/sign-out", data={"csrf_token": token_of(client.get("/").text)})
    thief = app.test_client()
    thief.set_cookie("matside_clinic", cookie.value)
    assert thief.get("/").status_code == 302


def test_a_changed_password_signs_out_everywhere(sign_in: SignIn, people: People) -> None:
    client = sign_in()
    people.add("ada", "another long password", administrator=False)
    assert client.get("/").status_code == 302


def test_a_removed_user_is_out_at_once(sign_in: SignIn, people: People) -> None:
    client = sign_in()
    assert people.remove("ada")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "where",
    [
        "/sign-out",
        f"/patients/{DILIGENT}/plan",
        f"/patients/{RED_FLAG}/alerts/{3:032x}/seen",
    ],
)
def test_forms_of_other_sites_do_nothing(client: FlaskClient, desk: Desk, where: str) -> None:
    for token in (None, "", "forged"):
        form = {} if token is None else {"csrf_token": token}
        assert client.post(where, data=form).status_code == 400
    assert client.get("/").status_code == 200
    assert len(desk.records.open_alerts(10)) == 3


def test_a_name_that_is_not_the_servers_is_refused(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", base_url="http://evil.example")
    assert answer.status_code == 400
    assert "csrf_token" not in answer.text


def test_pages_may_neither_be_framed_nor_kept_nor_run_scripts(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_behind_a_proxy_the_log_names_who_asked(desk: Desk, people: People) -> None:
    app = create_clinic_app(desk, hosts=["clinic.example"], secure=True, behind_proxy=True)
    client = app.test_client()
    proxied = {
        "X-Forwarded-For": "6.6.6.6, 192.0.2.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "clinic.example",
    }
    page = client.get("/sign-in", headers=proxied)
    cookie = page.headers["Set-Cookie"].split(";")[0]
    form = {"name": "ada", "password": "wrong", "csrf_token": token_of(page.text)}
    sent = proxied | {"Cookie": cookie, "Referer": "https://clinic.example/sign-in"}
    assert client.post("/sign-in", data=form, headers=sent).status_code == 403
    assert people.audit_log(1)[0].address == "192.0.2.7"


def test_passwords_are_kept_as_argon2_hashes(people: People, database) -> None:
    from tests.device.clinic.readings import rows

    hashes = [row["password_hash"] for row in rows(database, "users")]
    assert all(one.startswith("$argon2id$") and PASSWORD not in one for one in hashes)
    assert len(set(hashes)) == 2


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("Ada Lovelace", PASSWORD, "not a user name"),
        ("x", PASSWORD, "not a user name"),
        ("ada\n", PASSWORD, "not a user name"),
        ("ada", "short", "the password has 5 characters"),
        ("ada", "x" * 201, "the password has 201 characters"),
    ],
)
def test_names_and_passwords_that_cannot_be_used(people: People, name: str, password: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        people.add(name, password, administrator=False)
