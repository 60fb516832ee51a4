"""Plans carry the clinic's signature, and nothing else passes for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from device.clinic.signing import new_key, read_key, signed
from device.clinic.store.database import Database
from device.clinic.store.intake import Intake
from device.commands.clinic import clinic
from device.errors import ConfigError, UsageError
from device.link.plan import Plan, PlanExercise, RangeLimit
from device.link.signature import is_signed_by, public_key
from tests.device.clinic.readings import PATIENT, of, session

PLAN = Plan(
    patient_code=PATIENT,
    revision=4,
    exercises=(
        PlanExercise(exercise="glute_bridge", hold_s=12.5, range_limit=RangeLimit(unit="deg", most=40)),
        PlanExercise(exercise="squat", sets=2, reps=8),
    ),
)


def test_what_leaves_the_records_is_signed_as_the_device_checks_it(
    tmp_path: Path, database: Database
) -> None:
    public = public_key(new_key(tmp_path / "key"))
    intake = Intake(database)
    intake.keep([of(session())])
    assert intake.add_plan(signed(PLAN, read_key(tmp_path / "key")), "ada")
    (outgoing,) = intake.plans(unpublished=True)
    sent = json.loads(outgoing.payload)
    assert Plan.model_validate(sent).model_copy(update={"signature": None}) == PLAN
    assert is_signed_by(public, sent)
    assert not is_signed_by(public, sent | {"revision": 5})
    assert not is_signed_by(public_key(new_key(tmp_path / "other")), sent)


def test_the_key_is_its_owners_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "key"
    done = CliRunner().invoke(clinic, ["key", str(file)])
    assert done.exit_code == 0
    assert len(done.output.strip()) == 44
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    with pytest.raises(UsageError, match="is there already"):
        new_key(file)
    assert file.read_bytes() == before


def test_a_file_without_such_a_key_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear editor")
    for name, said in (("letter", "holds no Ed25519 private key"), ("none", "can't be read")):
        with pytest.raises(ConfigError, match=said):
            read_key(tmp_path / name)
