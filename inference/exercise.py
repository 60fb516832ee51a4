"""The Exercise schema and its loader: one exercise, one TOML file."""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from inference.measure import Measure
from inference.stance import Stance, View

LIBRARY = Path(__file__).parent / "exercises"

ExerciseId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
Words = Annotated[str, Field(min_length=3, max_length=300)]


class ExerciseError(ValueError):
    """An exercise file or id that can't be used: where, which value, what to do."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signal(_Part):
    """The number whose rise and fall is one repetition.

    Attributes:
        view: the view that it serves.
        measure: the number.
        rises: whether effort makes it larger.
        whole: range of a whole repetition, the floor below which none counts, in the measure's unit.
        reached: level at which a repetition is whole though its range is shorter, for one that began closer.
        small: range from which an attempt is reported as too small.
        rest: bounds of the resting level; a cycle from elsewhere is no repetition.
        source: where the thresholds come from.
    """

    view: View
    measure: Measure
    rises: bool = True
    whole: float = Field(gt=0)
    small: float = Field(gt=0)
    reached: float | None = None
    rest: tuple[float, float] | None = None
    source: Words

    @model_validator(mode="after")
    def _ordered(self) -> Signal:
        if self.small >= self.whole:
            raise ValueError(f"small ({self.small:g}) must be less than whole ({self.whole:g})")
        return self


class RepRule(_Part):
    """How long one repetition may take, in seconds."""

    min_s: float = Field(default=0.8, gt=0)
    max_s: float = Field(default=15.0, gt=0)


class HoldRule(_Part):
    """When a position counts as held.

    Attributes:
        from_progress: share of the repetition's range above which its top is a hold.
        min_s: shorter holds are not reported.
    """

    from_progress: float = Field(default=0.8, gt=0, le=1)
    min_s: float = Field(default=1.0, gt=0)


class Bound(_Part):
    """A measure and the value that it must stay above or below."""

    measure: Measure
    above: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Bound:
        if (self.above is None) == (self.below is None):
            raise ValueError("exactly one of above and below is needed")
        return self

    @property
    def limit(self) -> float:
        """The bound itself."""
        return self.above if self.above is not None else self.below if self.below is not None else 0.0

    def excess(self, value: float) -> float:
        """How far `value` is on the wrong side; negative on the right one."""
        return self.above - value if self.above is not None else value - self.limit


class Guard(Bound):
    """What holds in every repetition beyond `from_progress`; where it doesn't, it is another movement."""

    views: tuple[View, ...] = (View.SIDE, View.FRONT)
    from_progress: float = Field(default=0.0, ge=0, le=1)


class Fault(Bound):
    """A posture fault: what must hold in a good repetition.

    Attributes:
        id: the rule's name.
        views: where it can be seen.
        when: `effort`: at every moment of the effort beyond `from_progress` (0: also just before it), a fault
            once broken for `min_s`. `best`: reached and kept for `min_s` once in each repetition.
        from_rest: judged is the change since the rest before the repetition, not the value itself.
        most_turned: judged only if the shoulders' horizontal distance, mean of the effort, is below this, in
            torso lengths: turned to the camera, angles look smaller than they are (0.24 is about 22°).
        unseen_beyond: for `best`: a value this far wrong is no fault but a joint that was not seen.
        correction: what to do, to the person.
    """

    id: ExerciseId
    views: tuple[View, ...]
    when: Literal["effort", "best"] = "effort"
    from_rest: bool = False
    most_turned: float | None = None
    unseen_beyond: float | None = None
    from_progress: float = Field(default=0.5, ge=0, le=1)
    min_s: float = Field(default=0.25, gt=0)
    correction: Words
    source: Words


class TempoFault(_Part):
    """A repetition whose way back, from 70 % to 25 % of its range, is quicker than `shortest_return_s`."""

    id: ExerciseId
    shortest_return_s: float = Field(gt=0)
    correction: Words
    source: Words


class Exercise(_Part):
    """One exercise of the library.

    Attributes:
        stance: how the body rests before the first repetition.
        views: how the person may be turned to the camera.
        turn_upright: turn the crop so that a lying body's head is up.
        needs: joints that must be seen besides those of the signal.
        setup: how to get ready.
        steps: how to do it.
        limits: what the camera can't see in it.
        safety: when to stop.
        reviewed_by: the clinician who signed the file; None: nobody yet.
    """

    id: ExerciseId
    name: Words
    stance: Stance
    views: tuple[View, ...] = Field(min_length=1)
    turn_upright: bool = False
    signals: tuple[Signal, ...] = Field(min_length=1)
    rep: RepRule = RepRule()
    hold: HoldRule | None = None
    guards: tuple[Guard, ...] = ()
    needs: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    tempo_faults: tuple[TempoFault, ...] = ()
    setup: tuple[Words, ...] = Field(min_length=1)
    steps: tuple[Words, ...] = Field(min_length=1)
    limits: tuple[Words, ...] = Field(min_length=1)
    safety: tuple[Words, ...] = Field(min_length=1)
    source: Words
    reviewed_by: Words | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Exercise:
        served = [signal.view for signal in self.signals]
        if sorted(served) != sorted(self.views):
            raise ValueError(f"one signal for each of views {list(self.views)} is needed, not for {served}")
        ids = list(self.corrections)
        if len(ids) != len(self.faults) + len(self.tempo_faults):
            raise ValueError(f"fault ids must differ: {ids}")
        return self

    @property
    def corrections(self) -> dict[str, str]:
        """Fault id to what the person is told."""
        posture = {fault.id: fault.correction for fault in self.faults}
        return posture | {fault.id: fault.correction for fault in self.tempo_faults}

    @cached_property
    def signal(self) -> dict[View, Signal]:
        """The signal of each view."""
        return {signal.view: signal for signal in self.signals}


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
        raise ExerciseError(f"{path}: can't be read: {error}") from error
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
