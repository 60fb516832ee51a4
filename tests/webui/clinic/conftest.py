from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from device.clinic.fhir import export
from device.clinic.store.database import Database, database_url
from device.clinic.store.people import People
from device.clinic.store.records import Records
from device.link.plan import Plan
from tests.webui.clinic.practice import NOW_S, Practice, library
from webui.clinic.app import create_clinic_app
from webui.clinic.ports import Desk

PASSWORD = "correct horse battery"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = NOW_S

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a clinic's records, to be copied."""
    folder = tmp_path_factory.mktemp("practice")
    with Database.open(database_url(None, folder)) as database:
        Practice(database).open()
    return folder / "clinic.db"


@pytest.fixture
def database(filled: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(filled, tmp_path)
    with Database.open(database_url(None, tmp_path)) as database:
        yield database


@pytest.fixture
def practice(database: Database) -> Practice:
    return Practice(database)


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    people = People(database, clock, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    people.add("ada", PASSWORD, administrator=False)
    people.add("grace", PASSWORD, administrator=True)
    return people


@pytest.fixture
def desk(database: Database, practice: Practice, people: People, clock: Clock) -> Desk:
    known = library()

    def send_plan(plan: Plan, composed_by: str) -> bool:
        return practice.intake.add_plan(plan, composed_by)

    return Desk(
        clinic="north",
        records=Records(database, clock),
        people=people,
        exercises=known,
        send_plan=send_plan,
        export=lambda record, first, last: export(record, first, last, known, clock()),
        trouble=lambda: "",
        secret_key=people.key("cookies"),
        now_s=clock,
    )


@pytest.fixture
def app(desk: Desk) -> Flask:
    return create_clinic_app(desk, hosts=["localhost", "127.0.0.1"], secure=False)


def token_of(page: str) -> str:
    """What a form of this page carries against forgery."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """A browser in which somebody has signed in."""

    def enter(name: str = "ada") -> FlaskClient:
        client = app.test_client()
        token = token_of(client.get("/sign-in").text)
        answer = client.post("/sign-in", data={"name": name, "password": PASSWORD, "csrf_token": token})
        assert answer.status_code == 302, answer.text
        return client

    return enter


@pytest.fixture
def client(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in()
