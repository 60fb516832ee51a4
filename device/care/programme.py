"""Programmes: exercises, doses, progression and what to avoid, for a condition. One file each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from device.care.cards import ProgrammeCard
from device.data_file import SHIPPED, read_toml
from device.errors import UsageError
from device.summary import KnownId
from device.view import PlannedExercise
from inference.exercise import Exercise
from inference.rules import Condition

FOLDER = SHIPPED / "programmes"
FEWEST_REPS = 3
SHORTEST_HOLD_S = 5.0

Words = Annotated[str, Field(min_length=3, max_length=400)]
ByLanguage = Annotated[dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], Words], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ProgrammeExercise(_Part):
    """One exercise; what is not given here is the exercise's own dose."""

    exercise: KnownId
    """Id in the library."""
    from_level: int = Field(default=-2, ge=-2, le=4)
    """Left out below this level."""
    sets: int | None = Field(default=None, ge=1, le=10)
    reps: int | None = Field(default=None, ge=1, le=50)
    hold_s: float | None = Field(default=None, ge=1, le=300)
    rest_s: float | None = Field(default=None, ge=0, le=300)


class Progression(_Part):
    """What one level more adds, up to a bound; one level less takes away as much."""

    reps: int = Field(default=2, ge=0, le=10)
    most_reps: int = Field(default=15, ge=1, le=50)
    hold_s: float = Field(default=5.0, ge=0, le=30)
    most_hold_s: float = Field(default=60.0, ge=1, le=300)
    source: Words


class Walking(_Part):
    """Walking beside the exercises: minutes a day, a step more each week."""

    start_min: int = Field(ge=0, le=120)
    step_min: int = Field(ge=0, le=30)
    most_min: int = Field(ge=0, le=180)
    days_per_week: int = Field(ge=1, le=7)
    source: Words

    def minutes(self, day: int) -> int:
        """Minutes to walk on a day of the programme, counted from 1."""
        return min(self.most_min, self.start_min + (day - 1) // 7 * self.step_min)


class Programme(_Part):
    """One programme."""

    id: KnownId
    condition: Condition
    name: ByLanguage
    about: ByLanguage
    days_per_week: int = Field(ge=1, le=7)
    sessions_per_day: int = Field(default=1, ge=1, le=6)
    exercises: tuple[ProgrammeExercise, ...] = Field(min_length=1, max_length=30)
    avoid: tuple[KnownId, ...] = ()
    """Exercises that the condition does not suit."""
    progression: Progression
    walking: Walking
    sources: tuple[Words, ...] = Field(min_length=1)
    """Published guidance that it was made from."""
    reviewed_by: Words | None = None
    """The clinician who signed it; absent: nobody yet."""

    @model_validator(mode="after")
    def _consistent(self) -> Programme:
        named = [line.exercise for line in self.exercises]
        if len(set(named)) != len(named):
            raise ValueError("an exercise is named twice")
        if both := sorted(set(named) & set(self.avoid)):
            raise ValueError(f"exercises and avoid both name {', '.join(both)}")
        return self

    def plan(self, library: Mapping[str, Exercise], level: int) -> tuple[PlannedExercise, ...]:
        """Today's plan at a level; exercises that this device has not are left out."""
        return tuple(
            self._planned(line, library[line.exercise], level)
            for line in self.exercises
            if line.exercise in library and line.from_level <= level
        )

    def card(self, library: Mapping[str, Exercise]) -> ProgrammeCard:
        """What the screen tells."""
        return ProgrammeCard(
            id=self.id,
            name=self.name,
            about=self.about,
            exercises=tuple(line.exercise for line in self.exercises if line.exercise in library),
            avoid=tuple(exercise for exercise in self.avoid if exercise in library),
            sources=self.sources,
            reviewed_by=self.reviewed_by,
        )

    def _planned(self, line: ProgrammeExercise, exercise: Exercise, level: int) -> PlannedExercise:
        dose, more = exercise.dose, self.progression
        reps = line.reps or dose.reps
        hold_s = line.hold_s or dose.hold_s
        if reps is not None:
            reps = max(FEWEST_REPS, min(reps + level * more.reps, max(reps, more.most_reps)))
        elif hold_s is not None:
            longest_s = max(hold_s, more.most_hold_s)
            hold_s = max(SHORTEST_HOLD_S, min(hold_s + level * more.hold_s, longest_s))
        return PlannedExercise(
            exercise.id,
            reps,
            hold_s,
            sets=max(1, (line.sets or dose.sets) + min(0, level)),
            rest_s=dose.rest_s if line.rest_s is None else line.rest_s,
        )


def load_programmes(folder: Path = FOLDER) -> dict[str, Programme]:
    """All programmes of a folder by id, sorted.

    Raises:
        UsageError: one of them can't be used: which, where in it, why.
    """
    found = {}
    for path in sorted(folder.glob("*.toml")):
        programme = read_toml(path, Programme)
        if programme.id != path.stem:
            raise UsageError(f"{path}: id {programme.id!r} must be the file's name, {path.stem!r}")
        found[programme.id] = programme
    return found
