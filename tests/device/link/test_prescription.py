"""Plans over time: newer ones replace older ones, restarts and refusals change nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.link.plan import Fault, Objection, Plan, PlanAck, Verdict
from device.link.prescription import Prescription, planned
from device.store import Store
from device.view import PlannedExercise
from inference.exercise import load_library
from tests.device.disks import small_disk
from tests.device.link.payloads import PATIENT, PLAN
from tests.device.link.test_judgement import KEY, signed, tree

LIBRARY = load_library()
MALFORMED_PLANS = 10_000


def prescription(
    store: Store,
    key: Ed25519PublicKey | None = None,
    clinic: str = "clinic",
    patient: str = PATIENT,
    avoided: Callable[[], Collection[str]] = tuple,
) -> Prescription:
    return Prescription(store.plans, LIBRARY, clinic=clinic, patient_code=patient, key=key, avoided=avoided)


def send(to: Prescription, plan: dict[str, Any]) -> PlanAck:
    return to.receive(json.dumps(plan).encode())


def faults(ack: PlanAck) -> list[Fault]:
    return [objection.fault for objection in ack.reasons]


def test_an_accepted_plan_is_in_force_and_handed_on(store: Store) -> None:
    given: list[Plan] = []
    here = prescription(store)
    here.watch(given.append)
    assert here.in_force is None
    ack = send(here, tree())
    assert ack == PlanAck(patient_code=PATIENT, revision=4, verdict=Verdict.ACCEPTED, in_force=4)
    assert given == [PLAN]
    assert here.in_force == PLAN


def test_it_survives_a_restart(store: Store) -> None:
    send(prescription(store), tree())
    assert prescription(store).in_force == PLAN


def test_an_older_revision_never_replaces_a_newer_one(store: Store) -> None:
    here = prescription(store)
    for revision, verdict in [(4, "accepted"), (7, "accepted"), (5, "rejected"), (4, "rejected")]:
        ack = send(here, tree(revision=revision, days_per_week=revision % 7 + 1))
        assert ack.verdict == verdict
    assert faults(ack) == [Fault.OLD_REVISION]
    assert (ack.revision, ack.in_force) == (4, 7)
    assert prescription(store).revision == 7


def test_a_plan_that_comes_again_is_accepted_again_and_a_changed_one_is_not(store: Store) -> None:
    given: list[Plan] = []
    here = prescription(store)
    here.watch(given.append)
    assert send(here, tree()).verdict is Verdict.ACCEPTED
    assert send(here, dict(reversed(tree().items()))).verdict is Verdict.ACCEPTED
    assert faults(send(here, tree(days_per_week=1))) == [Fault.REVISION_REUSED]
    assert given == [PLAN]


def test_a_rejected_plan_leaves_the_one_before_in_force(store: Store) -> None:
    here = prescription(store)
    send(here, tree())
    ack = send(here, tree(revision=9, exercises=[{"exercise": "handstand", "reps": 5}]))
    assert (ack.verdict, ack.revision, ack.in_force) == ("rejected", 9, 4)
    assert faults(ack) == [Fault.UNKNOWN_EXERCISE]
    assert prescription(store).in_force == PLAN
    assert send(here, tree(revision=5)).verdict is Verdict.ACCEPTED, "the rejected number is not used up"


def test_what_the_condition_speaks_against_is_rejected_unless_the_clinician_wants_it(store: Store) -> None:
    here = prescription(store, avoided=lambda: {"squat"})
    assert here.receive(PLAN.model_dump_json().encode()).reasons == (
        Objection(fault=Fault.CONTRAINDICATED, position=0, exercise="squat"),
    )
    assert (here.in_force, prescription(store).in_force) == (None, None)
    wanted = tree()
    wanted["exercises"][0]["despite_condition"] = True
    assert send(here, wanted).verdict is Verdict.ACCEPTED


def test_an_accepted_plan_stays_so_when_the_person_chooses_another_programme(store: Store) -> None:
    avoided: set[str] = set()
    here = prescription(store, avoided=lambda: avoided)
    send(here, tree())
    avoided.add("squat")
    assert send(here, tree()).verdict is Verdict.ACCEPTED, "it comes again with each connection"
    assert prescription(store, avoided=lambda: avoided).in_force == PLAN
    assert faults(send(here, tree(revision=5))) == [Fault.CONTRAINDICATED]
    assert here.in_force == PLAN


def test_an_unreadable_plan_is_answered_without_a_number(store: Store) -> None:
    ack = prescription(store).receive(b"\x00hello")
    assert (ack.revision, ack.in_force, faults(ack)) == (None, 0, [Fault.MALFORMED])


def test_another_patient_or_clinic_begins_anew(store: Store) -> None:
    send(prescription(store), tree())
    assert prescription(store, patient="OTHER234").in_force is None
    elsewhere = prescription(store, clinic="south")
    assert elsewhere.in_force is None
    assert send(elsewhere, tree(revision=1)).verdict is Verdict.ACCEPTED
    assert prescription(store).revision == 4


def test_a_key_from_a_later_pairing_ends_an_unsigned_plan_until_it_is_signed(store: Store) -> None:
    send(prescription(store), tree())
    key = KEY.public_key()
    here = prescription(store, key)
    assert here.in_force is None
    assert faults(send(here, tree())) == [Fault.NOT_SIGNED]
    assert faults(send(here, signed(tree(revision=3)))) == [Fault.OLD_REVISION]
    assert send(here, signed(tree())).verdict is Verdict.ACCEPTED
    assert prescription(store, key).revision == 4


def test_a_full_disk_rejects_the_plan_and_keeps_the_one_before(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = Store.open(disk.folder / "matside.db")
        here = prescription(store)
        send(here, tree())
        disk.fill()
        # The log grows with each plan until the last free byte of its last block is used.
        for revision in range(5, 500):
            ack = send(here, tree(revision=revision))
            if ack.verdict is Verdict.REJECTED:
                break
        assert faults(ack) == [Fault.NOT_STORED]
        assert (ack.revision, ack.in_force) == (revision, revision - 1)
        assert prescription(store).revision == revision - 1
        disk.free()
        assert send(here, tree(revision=revision)).verdict is Verdict.ACCEPTED
        store.close()


def test_a_plan_keeps_sets_limits_and_notes() -> None:
    squats = PlannedExercise(
        "squat", reps=8, range_limit=90.0, range_limit_unit="deg", sets=2, notes=("slowly", "pain_free_range")
    )
    assert planned(PLAN) == (squats, PlannedExercise("bird_dog", hold_s=10.0))


def mutated(chance: random.Random, payload: bytes) -> bytes:
    """The payload with bytes changed, taken out, doubled or moved."""
    data = bytearray(payload)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(data)) if data else 0
        match chance.randrange(5):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randrange(1, 9)]
            case 2:
                data[at:at] = data[at : at + chance.randrange(1, 30)]
            case 3:
                data[at:at] = chance.choice(
                    (b"null", b"-1", b"1e999", b'"', b"{}", b"[", b"true", b"\\u0000")
                )
            case _:
                data = data[at:] + data[:at]
    return bytes(data)


def twisted(chance: random.Random) -> bytes:
    """A well-formed object with values that don't belong there."""
    plan = tree(revision=chance.randrange(-2, 2000))
    odd = chance.choice(
        (None, -1, 0, 1e308, 2**63, "", "x" * 500, [], {}, [[]], True, "squat", {"unit": "deg"}, float("nan"))
    )
    place = chance.choice((plan, *plan["exercises"]))
    place[chance.choice((*place, "extra"))] = odd
    return json.dumps(plan).encode()


def check(here: Prescription, store: Store, payload: bytes) -> bool:
    """Whether it was accepted; what is in force is wholly the plan before or wholly this one."""
    before = here.in_force
    ack = here.receive(payload)
    PlanAck.model_validate_json(ack.model_dump_json())
    kept = store.plans.current("clinic", PATIENT)
    if ack.verdict is Verdict.ACCEPTED:
        assert here.in_force == Plan.model_validate_json(payload)
    else:
        assert ack.reasons
        assert here.in_force == before
    assert (kept is None) == (here.in_force is None)
    assert kept is None or Plan.model_validate_json(kept.body) == here.in_force
    assert ack.in_force == here.revision
    return ack.verdict is Verdict.ACCEPTED


def test_ten_thousand_malformed_plans_crash_nothing_and_none_is_half_applied(store: Store) -> None:
    chance = random.Random(5)
    here = prescription(store)
    accepted = 0
    for number in range(MALFORMED_PLANS):
        if number % 2:
            payload = mutated(chance, json.dumps(tree(revision=number)).encode())
        else:
            payload = twisted(chance)
        accepted += check(here, store, payload)
    # Some mutations leave a good plan with another number; most must not.
    assert 0 < accepted < MALFORMED_PLANS / 20


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(list(tree()))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(FIELDS, JSON, max_size=3) | JSON | st.binary(max_size=200))
def test_whatever_a_plan_is_made_of_it_is_answered(store: Store, made: object) -> None:
    if isinstance(made, dict) and made.keys() <= tree().keys():
        made = tree(**made)
    payload = made if isinstance(made, bytes) else json.dumps(made).encode()
    check(prescription(store), store, payload)
