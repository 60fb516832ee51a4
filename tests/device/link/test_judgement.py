"""Plans that are followed, and plans that are not, each with its reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from device.link.judgement import judge
from device.link.plan import Fault, Objection, Plan
from device.link.signature import sign
from inference.exercise import load_library
from tests.device.link.payloads import PATIENT, PLAN

LIBRARY = load_library()
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def tree(**changes: Any) -> dict[str, Any]:
    """A good plan as a clinic sends it, changed."""
    return {**json.loads(PLAN.model_dump_json()), **changes}


def objections(plan: object, key: Ed25519PrivateKey | None = None) -> list[Objection]:
    payload = plan if isinstance(plan, bytes) else json.dumps(plan).encode()
    judgement = judge(payload, PATIENT, LIBRARY, key.public_key() if key else None)
    assert (judgement.plan is None) == bool(judgement.objections)
    return list(judgement.objections)


def line(**changes: Any) -> list[dict[str, Any]]:
    return [{"exercise": "squat", "reps": 5}, {"exercise": "bird_dog", "reps": 5, **changes}]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"signature": None},
        {"exercises": line(sets=10)},
        {"exercises": line(reps=None, hold_s=600)},
        {"exercises": line(range_limit={"unit": "deg", "most": 120.0})},
        {"notes": []},
        {"revision": 2_000_000_000},
    ],
)
def test_such_a_plan_is_followed(changes: dict[str, Any]) -> None:
    assert objections(tree(**changes)) == []


def test_what_is_not_said_has_its_default() -> None:
    least = {"patient_code": PATIENT, "revision": 1, "exercises": [{"exercise": "squat", "reps": 5}]}
    judgement = judge(json.dumps(least).encode(), PATIENT, LIBRARY, None)
    assert judgement.plan == Plan.model_validate(least)
    assert judgement.plan.days_per_week == 7


SECOND = {"position": 1, "exercise": "bird_dog"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"exercises": line(exercise="handstand")}, {"fault": Fault.UNKNOWN_EXERCISE, "position": 1}),
        ({"exercises": line(exercise="../../passwd")}, {"fault": Fault.MALFORMED, "position": 1}),
        ({"exercises": line(reps=0)}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": line(reps=101)}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": line(reps=-3)}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": line(reps="5")}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": line(reps=True)}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": line(reps=5.5)}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": line(hold_s=5)}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": line(reps=None)}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": line(sets=11)}, {"fault": Fault.IMPOSSIBLE_DOSE, **SECOND}),
        ({"exercises": [*line(), {"exercise": "squat", "hold_s": 5}]}, {"fault": Fault.IMPOSSIBLE_DOSE}),
        (
            {"exercises": [{"exercise": "squat", "sets": 10, "reps": 1}] * 11},
            {"fault": Fault.IMPOSSIBLE_DOSE},
        ),
        (
            {"exercises": [{"exercise": "bird_dog", "sets": 10, "hold_s": 600}] * 3},
            {"fault": Fault.IMPOSSIBLE_DOSE},
        ),
        ({"days_per_week": 8}, {"fault": Fault.IMPOSSIBLE_DOSE}),
        ({"exercises": line(range_limit={"unit": "torso", "most": 9})}, {"fault": Fault.IMPOSSIBLE_RANGE}),
        ({"exercises": line(range_limit={"unit": "deg", "most": 30})}, {"fault": Fault.IMPOSSIBLE_RANGE}),
        ({"exercises": line(range_limit={"unit": "deg", "most": 1e9})}, {"fault": Fault.IMPOSSIBLE_RANGE}),
        ({"exercises": line(notes=["be brave"])}, {"fault": Fault.UNKNOWN_NOTE, **SECOND}),
        ({"notes": ["slowly", "call me"]}, {"fault": Fault.UNKNOWN_NOTE}),
        ({"exercises": line(speed=3)}, {"fault": Fault.UNKNOWN_FIELD, **SECOND}),
        ({"greeting": "hello"}, {"fault": Fault.UNKNOWN_FIELD}),
        ({"exercises": []}, {"fault": Fault.MALFORMED}),
        ({"exercises": line() * 16}, {"fault": Fault.MALFORMED}),
        ({"exercises": {"0": line()[0]}}, {"fault": Fault.MALFORMED}),
        ({"exercises": [None]}, {"fault": Fault.MALFORMED, "position": 0}),
        ({"revision": 0}, {"fault": Fault.MALFORMED}),
        ({"revision": "5"}, {"fault": Fault.MALFORMED}),
        ({"schema_version": 2}, {"fault": Fault.UNKNOWN_VERSION}),
        ({"patient_code": "OTHER234"}, {"fault": Fault.WRONG_PATIENT}),
    ],
)
def test_such_a_plan_is_not_and_the_reason_is_told(changes: dict[str, Any], said: dict[str, Any]) -> None:
    found = objections(tree(**changes))
    first = {key: value for key, value in found[0].model_dump().items() if key in said}
    assert first == said
    assert {objection.fault for objection in found} == {said["fault"]}


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x00",
        b"\xff\xfe{}",
        b"null",
        b"[]",
        b'"plan"',
        b"{",
        b"[" * 60_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"1" * 5000,
        b'{"revision": 1, "revision": 2}',
        b'{"revision": NaN}',
        b'{"patient_code": "\\ud800"}',
    ],
)
def test_what_is_no_plan_at_all_is_malformed(payload: bytes) -> None:
    assert {objection.fault for objection in objections(payload)} == {Fault.MALFORMED}


def test_a_plan_is_not_read_at_all_if_it_is_too_large() -> None:
    assert objections(b" " * 70_000 + json.dumps(tree()).encode()) == [Objection(fault=Fault.TOO_LARGE)]


def test_every_reason_is_told_not_just_the_first() -> None:
    wrong = [
        {"exercise": "handstand", "reps": 5},
        {"exercise": "squat", "reps": 5, "range_limit": {"unit": "deg", "most": 1}},
    ]
    assert objections(tree(exercises=wrong)) == [
        Objection(fault=Fault.UNKNOWN_EXERCISE, position=0),
        Objection(fault=Fault.IMPOSSIBLE_RANGE, position=1, exercise="squat"),
    ]


def signed(plan: dict[str, Any], key: Ed25519PrivateKey = KEY) -> dict[str, Any]:
    return plan | {"signature": sign(plan, key)}


def test_with_a_key_only_a_plan_that_it_signed_is_followed() -> None:
    assert objections(signed(tree()), KEY) == []
    assert objections(tree(), KEY) == [Objection(fault=Fault.NOT_SIGNED)]
    assert objections(signed(tree(), OTHER_KEY), KEY) == [Objection(fault=Fault.WRONG_SIGNATURE)]


def test_a_signature_holds_whatever_the_order_and_the_spaces() -> None:
    plan = signed(tree())
    again = json.dumps(dict(reversed(plan.items())), indent=4).encode()
    assert objections(again, KEY) == []


@pytest.mark.parametrize(
    "change",
    [{"revision": 5}, {"days_per_week": 4}, {"notes": []}, {"exercises": line()}, {"alert_after_days": None}],
)
def test_whatever_is_changed_after_signing_is_noticed(change: dict[str, Any]) -> None:
    assert objections(signed(tree()) | change, KEY) == [Objection(fault=Fault.WRONG_SIGNATURE)]


@pytest.mark.parametrize("text", ["", "A", "A" * 88, "!" * 86 + "==", 7])
def test_what_is_no_signature_is_malformed(text: object) -> None:
    assert objections(tree() | {"signature": text}, KEY) == [Objection(fault=Fault.MALFORMED)]


def test_a_key_that_differs_in_one_bit_does_not_fit() -> None:
    plan = signed(tree())
    raw = bytearray(KEY.public_key().public_bytes_raw())
    raw[0] ^= 1
    payload = json.dumps(plan).encode()
    other = Ed25519PublicKey.from_public_bytes(bytes(raw))
    assert judge(payload, PATIENT, LIBRARY, other).objections == (Objection(fault=Fault.WRONG_SIGNATURE),)
