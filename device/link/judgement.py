"""Whether a plan can be followed: every reason against it, before anything of it is used."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from device.link.plan import MOST_EXERCISES, MOST_OBJECTIONS, Fault, Objection, Plan, PlanExercise
from device.link.signature import is_signed_by
from device.summary import Revision
from inference.exercise import Exercise

LARGEST_PLAN_BYTES: Final = 64 * 1024
LONGEST_SESSION_S: Final = 4 * 3600.0
"""A plan whose repetitions and holds alone take longer, done as quickly as they count, is impossible."""

_DOSE: Final = frozenset({"sets", "reps", "hold_s", "days_per_week", "sessions_per_day", "alert_after_days"})
_REVISION: Final = TypeAdapter[int](Revision)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found.

    Attributes:
        plan: the plan if it can be followed, else None.
        revision: of the plan, None if it can't be read.
        objections: why it can't be followed.
    """

    plan: Plan | None
    revision: int | None
    objections: tuple[Objection, ...]


def judge(
    payload: bytes, patient_code: str, library: Mapping[str, Exercise], key: Ed25519PublicKey | None
) -> Judgement:
    """Judge a plan as it came over the wire; nothing that it holds raises an error.

    Args:
        payload: anything.
        patient_code: whom it must be for.
        library: the exercises that this device knows.
        key: the clinic's; None: signatures are not looked at.
    """
    revision = None
    try:
        tree = _tree(payload)
        revision = _revision(tree.get("revision"))
        plan = _plan(payload, tree, library)
        _check_sender(plan, tree, patient_code, key)
    except _RejectedError as rejected:
        return Judgement(None, revision, rejected.objections)
    objections = tuple(_objections(plan, library))
    return Judgement(None if objections else plan, revision, objections)


def contraindications(plan: Plan, avoided: Collection[str]) -> tuple[Objection, ...]:
    """What the person's condition speaks against, unless the clinician wants it all the same.

    Args:
        plan: one that can be followed otherwise.
        avoided: exercises that the condition does not suit.
    """
    return tuple(
        Objection(fault=Fault.CONTRAINDICATED, position=position, exercise=line.exercise)
        for position, line in enumerate(plan.exercises)
        if line.exercise in avoided and not line.despite_condition
    )


class _RejectedError(Exception):
    """The plan can't be judged any further."""

    def __init__(self, fault: Fault | None = None, objections: tuple[Objection, ...] = ()) -> None:
        super().__init__(fault)
        self.objections = objections if fault is None else (Objection(fault=fault),)


def _tree(payload: bytes) -> dict[str, Any]:
    if len(payload) > LARGEST_PLAN_BYTES:
        raise _RejectedError(Fault.TOO_LARGE)
    try:
        tree = json.loads(payload.decode("utf-8"), object_pairs_hook=_no_twins)
    except (ValueError, RecursionError):
        raise _RejectedError(Fault.MALFORMED) from None
    if not isinstance(tree, dict):
        raise _RejectedError(Fault.MALFORMED)
    return tree


def _plan(payload: bytes, tree: Mapping[str, Any], library: Mapping[str, Exercise]) -> Plan:
    if tree.get("schema_version", 1) != 1:
        raise _RejectedError(Fault.UNKNOWN_VERSION)
    try:
        return Plan.model_validate_json(payload, strict=True)
    except ValidationError as error:
        found = [_objection(detail, tree, library) for detail in error.errors(include_url=False)]
    raise _RejectedError(objections=tuple(dict.fromkeys(found))[:MOST_OBJECTIONS])


def _check_sender(
    plan: Plan, tree: Mapping[str, Any], patient_code: str, key: Ed25519PublicKey | None
) -> None:
    if plan.patient_code != patient_code:
        raise _RejectedError(Fault.WRONG_PATIENT)
    if key is None:
        return
    if plan.signature is None:
        raise _RejectedError(Fault.NOT_SIGNED)
    if not is_signed_by(key, tree):
        raise _RejectedError(Fault.WRONG_SIGNATURE)


def _objections(plan: Plan, library: Mapping[str, Exercise]) -> Iterator[Objection]:
    shortest_s = 0.0
    for position, line in enumerate(plan.exercises):
        exercise = library.get(line.exercise)
        if exercise is None:
            yield Objection(fault=Fault.UNKNOWN_EXERCISE, position=position)
            continue
        shortest_s += line.sets * (line.hold_s or (line.reps or 0) * exercise.rep.min_s)
        if not _measurable(line, exercise):
            yield Objection(fault=Fault.IMPOSSIBLE_DOSE, position=position, exercise=exercise.id)
        if not _reachable(line, exercise):
            yield Objection(fault=Fault.IMPOSSIBLE_RANGE, position=position, exercise=exercise.id)
    if shortest_s > LONGEST_SESSION_S:
        yield Objection(fault=Fault.IMPOSSIBLE_DOSE)


def _measurable(line: PlanExercise, exercise: Exercise) -> bool:
    """Whether the exercise counts repetitions or measures holds, whichever is prescribed."""
    if line.reps is not None:
        return not exercise.held
    return exercise.held or exercise.hold is not None


def _reachable(line: PlanExercise, exercise: Exercise) -> bool:
    """Whether the limit is in a unit of the exercise, and a repetition can count below it."""
    limit = line.range_limit
    if limit is None:
        return True
    needed = [signal.whole for signal in exercise.signals if signal.measure.unit == limit.unit]
    return bool(needed) and max(needed) < limit.most


def _objection(detail: ErrorDetails, tree: Mapping[str, Any], library: Mapping[str, Exercise]) -> Objection:
    """A fault of form in our own words: nothing that the payload says is repeated, known ids apart."""
    place = detail["loc"]
    position = place[1] if len(place) > 1 and place[0] == "exercises" else None
    known = None
    if isinstance(position, int):
        line = tree["exercises"][position]
        named = line.get("exercise") if isinstance(line, dict) else None
        known = named if isinstance(named, str) and named in library else None
    if not isinstance(position, int) or position >= MOST_EXERCISES:
        position = None
    return Objection(fault=_fault(detail, place), position=position, exercise=known)


def _fault(detail: ErrorDetails, place: tuple[int | str, ...]) -> Fault:
    if detail["type"] == "extra_forbidden":
        return Fault.UNKNOWN_FIELD
    if "range_limit" in place:
        return Fault.IMPOSSIBLE_RANGE
    if "notes" in place:
        return Fault.UNKNOWN_NOTE
    # Our own rules (one dose, sets that fit a session) are told of the exercise or the plan as a whole.
    if detail["type"] == "value_error" or _DOSE.intersection(place):
        return Fault.IMPOSSIBLE_DOSE
    return Fault.MALFORMED


def _revision(value: object) -> int | None:
    try:
        return _REVISION.validate_python(value, strict=True)
    except ValidationError:
        return None


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys differ: with twins, what was signed and what is read could differ."""
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise ValueError("a key twice")
    return tree
