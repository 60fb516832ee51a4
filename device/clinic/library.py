"""The exercise library, as the clinic's pages show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from device.care.programme import Programme
from device.clinic.view import DoseKind, LibraryExercise
from device.link.caution import avoided_with
from inference.exercise import Exercise


def library_exercises(
    library: Mapping[str, Exercise], programmes: Collection[Programme]
) -> dict[str, LibraryExercise]:
    """What the pages need of each exercise, by id."""
    avoided = {programme.condition: avoided_with(programme, library) for programme in programmes}
    return {
        name: _library_exercise(
            exercise,
            tuple(condition.replace("_", " ") for condition, names in avoided.items() if name in names),
        )
        for name, exercise in library.items()
    }


def _library_exercise(exercise: Exercise, cautions: tuple[str, ...]) -> LibraryExercise:
    # Of the view that the exercise names first; a device takes the limit in the unit of any of them.
    signal = exercise.signal.get(exercise.views[0])
    reps, hold_s = exercise.dose.reps, exercise.dose.hold_s
    kinds: tuple[DoseKind, ...] = ("hold_s",) if exercise.held else ("reps",)
    if not exercise.held and exercise.hold is not None:
        kinds = ("reps", "hold_s") if reps is not None else ("hold_s", "reps")
    unit = "ratio" if signal is None else signal.measure.unit
    return LibraryExercise(
        id=exercise.id,
        name=exercise.name,
        unit=None if unit == "ratio" else unit,
        corrections=exercise.corrections,
        reviewed=exercise.reviewed_by is not None,
        limits=exercise.limits,
        cautions=cautions,
        kinds=kinds,
        sets=exercise.dose.sets,
        amount=(reps if kinds[0] == "reps" else hold_s) or 1,
    )
