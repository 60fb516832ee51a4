"""The sets of a plan in order, and which one is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from device.view import PlannedExercise


@dataclass(frozen=True, slots=True)
class PlannedSet:
    """One set.

    Attributes:
        run: its number in the session, from 0.
        position: index of its exercise in the plan.
        number: which set of this exercise it is, from 1.
        planned: exercise and dose.
    """

    run: int
    position: int
    number: int
    planned: PlannedExercise


def course(plan: Sequence[PlannedExercise]) -> tuple[PlannedSet, ...]:
    """All sets of a plan, in order."""
    sets = [
        (position, number, planned)
        for position, planned in enumerate(plan)
        for number in range(1, planned.sets + 1)
    ]
    return tuple(PlannedSet(run, *one) for run, one in enumerate(sets))


class Course:
    """Where in the plan the person is. A course has at least one set."""

    def __init__(self, plan: Sequence[PlannedExercise]) -> None:
        self._sets = course(plan)
        self._run = 0

    @property
    def now(self) -> PlannedSet:
        """The set that is done, prepared or rested for."""
        return self._sets[self._run]

    @property
    def rest_before_s(self) -> float:
        """Seconds of rest that the set before this one asks for; 0 before the first."""
        return self._sets[self._run - 1].planned.rest_s if self._run else 0.0

    def go_on(self) -> bool:
        """To the next set; False, and no change, after the last."""
        return self._go_to(self._run + 1)

    def leave_exercise(self) -> bool:
        """To the first set of the next exercise; False, and no change, in the last one."""
        later = (one.run for one in self._sets[self._run :] if one.position != self.now.position)
        return self._go_to(next(later, len(self._sets)))

    def _go_to(self, run: int) -> bool:
        if run >= len(self._sets):
            return False
        self._run = run
        return True
