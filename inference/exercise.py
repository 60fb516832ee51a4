"""The Exercise schema and its loader: one exercise, one TOML file."""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from inference.measure import Joint
from inference.rules import (
    Condition,
    Dose,
    ExerciseId,
    Fault,
    Guard,
    HoldRule,
    Part,
    Position,
    RepRule,
    Signal,
    Tempo,
    TempoFault,
    Words,
)
from inference.stance import Stance, View

LIBRARY = Path(__file__).parent / "exercises"


class ExerciseError(ValueError):
    """An exercise file or id that can't be used: where, which value, what to do."""


class Exercise(Part):
    """One exercise of the library: counted (it has signals) or held (it has positions).

    Attributes:
        id: the file's name, without .toml.
        name: what the person reads.
        rep: how long a repetition may take.
        guards: what tells it from other movements.
        faults: what is told of posture.
        tempo_faults: what is told of pace.
        source: where the exercise comes from.
        stances: how the body may rest before the first repetition or hold.
        never: in a stance of these for 0.8 s, a repetition is another movement.
        views: how the person may be turned to the camera.
        model: the smallest of the shipped models with which it reaches its figures.
        turn_upright: turn the crop so that a lying body's head is up.
        signals: what is counted, one for each view.
        positions: what is held, one for each view.
        hold: when the top of a counted repetition counts as held.
        needs: joints that must be seen besides those of the signal.
        tempo: the pace to aim for.
        dose: how much, when nobody prescribed anything else.
        suits: conditions that it is commonly given for.
        avoid: conditions with which it is left out, unless a clinician prescribes it.
        setup: how to get ready.
        steps: how to do it.
        limits: what the camera can't see in it.
        safety: when to stop.
        reviewed_by: the clinician who signed the file; None: nobody yet.
    """

    id: ExerciseId
    name: Words
    stances: tuple[Stance, ...] = Field(min_length=1)
    never: tuple[Stance, ...] = ()
    views: tuple[View, ...] = Field(min_length=1)
    model: Literal["lightning", "thunder"] = "lightning"
    turn_upright: bool = False
    signals: tuple[Signal, ...] = ()
    positions: tuple[Position, ...] = ()
    rep: RepRule = RepRule()
    hold: HoldRule | None = None
    guards: tuple[Guard, ...] = ()
    needs: tuple[Joint, ...] = ()
    faults: tuple[Fault, ...] = ()
    tempo_faults: tuple[TempoFault, ...] = ()
    tempo: Tempo | None = None
    dose: Dose
    suits: tuple[Condition, ...] = Field(min_length=1)
    avoid: tuple[Condition, ...] = ()
    setup: tuple[Words, ...] = Field(min_length=1)
    steps: tuple[Words, ...] = Field(min_length=1)
    limits: tuple[Words, ...] = Field(min_length=1)
    safety: tuple[Words, ...] = Field(min_length=1)
    source: Words
    reviewed_by: Words | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Exercise:
        if bool(self.signals) == bool(self.positions):
            raise ValueError("either signals (counted) or positions (held) are needed")
        served = [part.view for part in self.signals or self.positions]
        if sorted(served) != sorted(self.views):
            what = "signal" if self.signals else "position"
            raise ValueError(f"one {what} for each of views {list(self.views)} is needed, not for {served}")
        ids = list(self.corrections)
        if len(ids) != len(self.faults) + len(self.tempo_faults):
            raise ValueError(f"fault ids must differ: {ids}")
        unknown = {other for fault in self.faults for other in fault.unless} - set(ids)
        if unknown:
            raise ValueError(f"unless names unknown faults {sorted(unknown)}; known: {ids}")
        both = set(self.suits) & set(self.avoid)
        if both:
            raise ValueError(f"suits and avoid both name {sorted(both)}")
        if self.held and (self.hold or self.guards or self.tempo_faults or self.tempo):
            raise ValueError("hold, guards, tempo_faults and tempo are for counted exercises")
        if self.held == (self.dose.reps is not None):
            raise ValueError(
                f"dose.reps is {'not for held' if self.held else 'needed for counted'} exercises"
            )
        return self

    @property
    def held(self) -> bool:
        """Whether a position is held, rather than repetitions counted."""
        return bool(self.positions)

    @property
    def corrections(self) -> dict[str, str]:
        """Fault id to what the person is told."""
        posture = {fault.id: fault.correction for fault in self.faults}
        return posture | {fault.id: fault.correction for fault in self.tempo_faults}

    @cached_property
    def signal(self) -> dict[View, Signal]:
        """The signal of each view; empty for a held exercise."""
        return {signal.view: signal for signal in self.signals}

    @cached_property
    def position(self) -> dict[View, Position]:
        """The position of each view; empty for a counted exercise."""
        return {position.view: position for position in self.positions}

    @cached_property
    def joints(self) -> dict[View, tuple[str, ...]]:
        """Names of the joints that must be seen in each view."""
        counted = {view: signal.measure.joints for view, signal in self.signal.items()}
        held = {
            view: tuple(name for bound in position.requires for name in bound.measure.joints)
            for view, position in self.position.items()
        }
        return {view: tuple(dict.fromkeys((*names, *self.needs))) for view, names in (counted | held).items()}


def parse_exercise(text: str, where: str) -> Exercise:
    """Read an exercise file's text; `where` names it in messages.

    Raises:
        ExerciseError: malformed TOML, or a value that the schema refuses, with its path.
    """
    try:
        return Exercise.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(f"{where}: malformed TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(step) for step in first["loc"]) or "the file"
        given = (
            "" if first["type"] in {"missing", "value_error"} else f" (given: {str(first['input'])[:60]!r})"
        )
        raise ExerciseError(f"{where}: {path}: {first['msg']}{given}") from error


def load_exercise(path: Path) -> Exercise:
    """Read one file.

    Raises:
        ExerciseError: unreadable, malformed, or its id is not its file name.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from error
    exercise = parse_exercise(text, str(path))
    if exercise.id != path.stem:
        raise ExerciseError(f"{path}: id {exercise.id!r} must be the file's name, {path.stem!r}")
    return exercise


def load_library(folder: Path = LIBRARY) -> dict[str, Exercise]:
    """All exercises of a folder by id, sorted.

    Raises:
        ExerciseError: one of them can't be used.
    """
    return {path.stem: load_exercise(path) for path in sorted(folder.glob("*.toml"))}


def find_exercise(exercise_id: str, folder: Path = LIBRARY) -> Exercise:
    """One exercise by id.

    Raises:
        ExerciseError: there is none of this id; the message names those that there are.
    """
    known = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    if exercise_id not in known:
        raise ExerciseError(f"unknown exercise {exercise_id!r}; known: {', '.join(known)}")
    return load_exercise(known[exercise_id])
