"""Today's plan of one person: the clinic's, else the settings', else the programme's at the level reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from device.care.calibration import calibrated
from device.care.programme import Programme
from device.care.progression import level
from device.care.today import PlanSource
from device.config import PlanLine
from device.errors import ConfigError
from device.link.plan import Plan
from device.link.prescription import planned
from device.summary import SessionSummary
from device.view import PlannedExercise
from inference.exercise import Exercise


def planned_by(
    lines: Sequence[PlanLine], library: Mapping[str, Exercise], source: str = "settings"
) -> tuple[PlannedExercise, ...]:
    """The plan of the configuration.

    Args:
        lines: the plan.
        library: the exercises that this device has.
        source: the file or variable that holds the plan, for what is said about it.

    Raises:
        ConfigError: an exercise is unknown, or what is asked for can't be measured in it.
    """
    for index, line in enumerate(lines):
        exercise = library.get(line.exercise)
        where = f"{source}: plan[{index}].exercise = {line.exercise!r}"
        if exercise is None:
            raise ConfigError(f"{where}: unknown; known: {', '.join(library)}")
        if exercise.held and line.reps is not None:
            raise ConfigError(f"{where}: is held, not repeated; give hold_s instead of reps")
        if line.hold_s is not None and not exercise.held and exercise.hold is None:
            raise ConfigError(f"{where}: no hold is measured in it; give reps and no hold_s")
    return tuple(
        PlannedExercise(line.exercise, line.reps, line.hold_s, sets=line.sets, rest_s=line.rest_s)
        for line in lines
    )


@dataclass(frozen=True, slots=True)
class Assignment:
    """Today's plan and where it comes from.

    Attributes:
        revision: of the clinic's plan; 0 for any other.
        walk_min: minutes to walk on a day on which one walks.
        notes: ids of what the clinic wants to be told beside the whole plan.
    """

    plan: tuple[PlannedExercise, ...]
    source: PlanSource
    revision: int
    days_per_week: int
    sessions_per_day: int
    walk_min: int
    programme: str | None = None
    reviewed_by: str | None = None
    notes: tuple[str, ...] = ()


class Planner:
    """Makes today's plan.

    Args:
        programmes: by id, at least one.
        library: the exercises that this device has.
        settings_plan: the plan of the configuration file; empty: none.
    """

    def __init__(
        self,
        programmes: Mapping[str, Programme],
        library: Mapping[str, Exercise],
        settings_plan: Sequence[PlannedExercise],
    ) -> None:
        self._programmes = programmes
        self._library = library
        self._settings_plan = tuple(settings_plan)

    def assign(
        self, programme_id: str, clinic: Plan | None, history: Sequence[SessionSummary], day: int
    ) -> Assignment:
        """Today's plan, calibrated to the person.

        Args:
            programme_id: what the person follows by themselves; an unknown one counts as the first.
            clinic: the clinic's plan in force.
            history: the person's sessions, newest first.
            day: of the person's programme, from 1.
        """
        assignment = self._made_by(programme_id, clinic, history, day)
        return replace(assignment, plan=calibrated(assignment.plan, history))

    def _made_by(
        self, programme_id: str, clinic: Plan | None, history: Sequence[SessionSummary], day: int
    ) -> Assignment:
        programme = self._programmes.get(programme_id) or next(iter(self._programmes.values()))
        walk_min = programme.walking.minutes(day)
        if clinic is not None:
            source, revision = PlanSource.CLINIC, clinic.revision
            days, times = clinic.days_per_week, clinic.sessions_per_day
            return Assignment(
                planned(clinic), source, revision, days, times, walk_min, notes=tuple(clinic.notes)
            )
        days, times = programme.days_per_week, programme.sessions_per_day
        if self._settings_plan:
            return Assignment(self._settings_plan, PlanSource.SETTINGS, 0, days, times, walk_min)
        plan = programme.plan(self._library, level(history))
        return Assignment(
            plan, PlanSource.PROGRAMME, 0, days, times, walk_min, programme.id, programme.reviewed_by
        )
