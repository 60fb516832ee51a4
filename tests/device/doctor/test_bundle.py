"""The support bundle tells how the device is, and nothing of who lives with it."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from device.commands.doctor import doctor
from device.doctor import parts
from device.doctor.bundle import LEFT_OUT
from device.link.pairing import Pairing
from device.paired import keep_pairing
from device.store import Store
from tests.device.sessions import finish_session

SURNAME = "Käthe-Öztürk"
HOSTILE = {
    "MATSIDE_PATIENT_CODE": "ANNA1957",
    "MATSIDE_LINK__HOST": "praxis-mueller.example",
    "MATSIDE_LINK__CLINIC": "dr-mueller-bonn",
    "MATSIDE_LINK__USERNAME": "anna.mueller",
    "MATSIDE_LINK__PASSWORD": "rosebud'; DROP TABLE session; --",
    "MATSIDE_CAMERA__SOURCE": "v4l2:/dev/annas_webcam",
    "MATSIDE_MODEL__NAME": "/home/anna/${HOME}/own.tflite",
    "MATSIDE_PLAN": '[{"exercise": "squat", "reps": 5}]',
}
NAMES = ("Anna", "<script>alert(1)", "Robert'); DROP", "../../etc/passwd", "Ünal", "%s%n{0}")


def run(tmp_path: Path, file: Path, **environ: str) -> Result:
    settings = {"MATSIDE_CONFIG": "", "STATE_DIRECTORY": str(tmp_path / SURNAME), "MATSIDE_WEB__PORT": "0"}
    return CliRunner().invoke(doctor, ["--bundle", str(file)], env=settings | environ)


def content(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture
def lived_in(tmp_path: Path) -> Path:
    folder = tmp_path / SURNAME
    folder.mkdir()
    store = Store.open(folder / parts.DATABASE)
    for name in NAMES:
        store.people.add(name, "cat", "general_back_care")
    finish_session(store)
    codes = {person.patient_code for person in store.people.all()}
    store.close()
    (folder / "codes.txt").write_text("\n".join(codes))
    return folder


def test_it_holds_what_helps(tmp_path: Path, lived_in: Path) -> None:
    file = tmp_path / "bundle.zip"
    result = run(tmp_path, file, MATSIDE_CAMERA__SOURCE="demo", MATSIDE_CAMERA__FPS="25")
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"{file}: written, without names")
    told = content(file)
    assert list(told) == ["README.txt", "doctor.txt", "report.json"]
    report = json.loads(told["report.json"])
    assert report["healthy"] is True
    assert report["settings"]["camera"]["fps"] == 25
    assert report["settings"]["camera"]["source"] == "demo"
    assert report["settings"]["model"]["name"] == "auto"
    assert report["rows"]["session"] == 1
    assert report["bytes"][parts.DATABASE] > 0
    assert "model speed" in told["doctor.txt"]
    assert f"kernel {os.uname().release}" in told["doctor.txt"]


def test_nothing_in_it_tells_who_lives_here(tmp_path: Path, lived_in: Path) -> None:
    file = tmp_path / "bundle.zip"
    run(tmp_path, file, **HOSTILE)
    text = "\n".join(content(file).values())
    for personal in (*NAMES, SURNAME, *(lived_in / "codes.txt").read_text().split()):
        assert personal not in text
    for personal in (
        "ANNA1957",
        "mueller",
        "rosebud",
        "annas_webcam",
        "/home/anna",
        "own.tflite",
        str(tmp_path),
    ):
        assert personal.lower() not in text.lower()
    assert LEFT_OUT in text
    assert json.loads(content(file)["report.json"])["plan_lines"] == 1


def test_nothing_of_a_pairing_made_on_the_touchscreen_is_in_it(tmp_path: Path, lived_in: Path) -> None:
    pairing = Pairing(
        host="praxis-mueller.invalid",
        clinic="dr-mueller-bonn",
        patient_code="ANNA1957",
        username="anna.mueller",
        password="rosebud'; DROP TABLE session; --",
    )
    keep_pairing(lived_in, pairing.model_dump_json())
    file = tmp_path / "bundle.zip"
    run(tmp_path, file)
    text = "\n".join(content(file).values())
    (line,) = [line for line in content(file)["doctor.txt"].splitlines() if "broker" in line]
    assert line.endswith(f"{LEFT_OUT}:8883: the name can't be resolved; check it and the network")
    for personal in ("mueller", "rosebud", "ANNA1957", "DROP TABLE", SURNAME):
        assert personal.lower() not in text.lower()


def test_a_pairing_that_can_not_be_read_is_not_quoted(tmp_path: Path, lived_in: Path) -> None:
    (lived_in / "pairing.json").write_text('{"host": "praxis-mueller.example", "clinic": "Anna M\u00fcller"}')
    file = tmp_path / "bundle.zip"
    run(tmp_path, file)
    text = "\n".join(content(file).values())
    assert "pair again, or remove the file" in text
    for personal in ("mueller", "Anna", "Müller", SURNAME):
        assert personal not in text


def test_a_setting_that_can_not_be_used_is_not_quoted(tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    result = run(tmp_path, file, MATSIDE_PATIENT_CODE="Anna Müller, Bonn", MATSIDE_LINK__HOST="böse host")
    assert result.exit_code == 1
    text = "\n".join(content(file).values())
    assert "Müller" not in text
    assert "böse" not in text
    assert f"one can't be used {LEFT_OUT}" in text


def test_a_bundle_that_can_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_text("mine")
    for name, said in (("there.zip", "is there already"), ("none/b.zip", "can't be written (No such file")):
        result = run(tmp_path, tmp_path / name)
        assert said in str(result.exception)
    assert (tmp_path / "there.zip").read_text() == "mine"
