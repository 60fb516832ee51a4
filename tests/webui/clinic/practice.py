"""A clinic with a few patients, each with a story, in real records."""

from __future__ import annotations

import random
from collections.abc import Sequence

from device.care.programme import load_programmes
from device.clinic.library import library_exercises
from device.clinic.reading import Reading
from device.clinic.store.database import Database
from device.clinic.store.intake import Intake
from device.clinic.view import LibraryExercise
from device.command import BodyRegion
from device.link.messages import AlertKind, Presence, Status
from device.link.plan import Fault as PlanFault
from device.link.plan import Objection, Plan, PlanAck, PlanExercise, Verdict
from device.summary import (
    Ending,
    ExerciseSummary,
    PainChange,
    PainShift,
    PartOfDay,
    SessionSummary,
    StopReason,
)
from inference.exercise import load_library
from tests.device.clinic.readings import alert, of, online

NOW_S = 1_790_000_000.0
DAY_S = 86_400.0
RANGES = {
    "squat": ("deg", 62.0),
    "sit_to_stand": ("deg", 70.0),
    "glute_bridge": ("deg", 35.0),
    "prone_press_up": ("deg", 28.0),
    "bird_dog": ("deg", 60.0),
}
FAULTS = {
    "squat": "trunk_lean",
    "sit_to_stand": "trunk_lean",
    "glute_bridge": "hips_low",
    "prone_press_up": "hips_lift",
    "bird_dog": "arm_low",
}
DILIGENT, IN_PAIN, RED_FLAG, SLACK, NEW = "K7Q2M9", "B4XW81", "T3HJ50", "P9D2R6", "N0AA17"


def library() -> dict[str, LibraryExercise]:
    """As the composition root hands it over."""
    return library_exercises(load_library(), load_programmes().values())


def a_day(code: str, day: int, *, pain: float, zeal: float, skill: float) -> SessionSummary:
    """One session: `zeal` 0–1 decides how much is done, `skill` 0–1 how well."""
    chance = random.Random(f"{code} {day}")
    exercises = []
    for exercise, (unit, range_) in RANGES.items():
        prescribed = 10 if exercise != "bird_dog" else 6
        done = min(prescribed, round(prescribed * (zeal + chance.uniform(-0.1, 0.15))))
        wrong = sum(chance.random() > skill for _ in range(done))
        exercises.append(
            ExerciseSummary(
                exercise=exercise,
                prescribed_reps=prescribed,
                reps=max(0, done),
                too_small=int(chance.random() > skill),
                range_unit=unit,
                range_median=round(range_ * (0.9 + 0.35 * skill) + chance.uniform(-3, 3), 1),
                pain=9 if pain > 6.5 and exercise == "squat" else None,
                pain_regions=(BodyRegion.LOWER_BACK,) if pain > 6.5 and exercise == "squat" else (),
                pain_shift=chance.choice((*PainShift, None)) if exercise == "prone_press_up" else None,
                pain_change=chance.choice((*PainChange, None)) if exercise == "prone_press_up" else None,
                tempo_median_s=round(chance.uniform(2.4, 4.0), 1),
                deviations={FAULTS[exercise]: wrong} if wrong else {},
                duration_s=round(chance.uniform(40, 70), 1),
                measurable=round(chance.uniform(0.88, 1), 3),
                not_measurable_s={"out_of_frame": round(chance.uniform(0, 5), 1)},
            )
        )
    before = min(10, max(0, round(pain + chance.uniform(-0.8, 0.8))))
    stopped = pain > 6.5
    return SessionSummary(
        session_id=f"{chance.getrandbits(128):032x}",
        patient_code=code,
        programme_day=day,
        part_of_day=chance.choice((PartOfDay.MORNING, PartOfDay.MORNING, PartOfDay.EVENING)),
        ended=Ending.STOPPED if stopped else Ending.COMPLETED,
        stop_reason=StopReason.PAIN if stopped else None,
        duration_s=chance.uniform(280, 520),
        exercises=tuple(exercises),
        pain_before=before,
        pain_after=min(10, max(0, before + chance.choice((-1, -1, 0, 1 if stopped else 0)))),
        exertion=chance.randint(3, 6),
        minutes_walked=chance.choice((0, 15, 20, 25)),
        software="0.1.0",
        model="movenet_lightning_int8",
    )


class Practice:
    """Fills records as devices would have, the last messages some hours ago."""

    def __init__(self, database: Database) -> None:
        self._at_s = NOW_S
        self.intake = Intake(database, lambda: self._at_s)

    def open(self) -> None:
        """Everybody's story."""
        self._course(DILIGENT, range(1, 47), skipped=6, pain=(6, 2), zeal=(0.8, 1.0), skill=(0.6, 0.97))
        self._course(IN_PAIN, range(1, 24), skipped=3, pain=(3, 7.2), zeal=(0.9, 0.5), skill=(0.8, 0.7))
        self._course(RED_FLAG, range(1, 13), skipped=5, pain=(5, 5), zeal=(0.7, 0.8), skill=(0.7, 0.75))
        self._course(SLACK, range(1, 40, 4), skipped=4, pain=(4, 4), zeal=(0.4, 0.3), skill=(0.6, 0.6))
        for number in range(6):
            code = f"Q{number}V{7 - number}L{number}"
            length, zeal = 9 + 6 * number, 0.5 + 0.08 * number
            self._course(code, range(1, length), skipped=4, pain=(5, 4), zeal=(zeal, 0.9), skill=(0.7, 0.9))
        self._keep([of(online(), NEW)], hours_ago=3)
        self._keep(
            [
                of(alert(1, IN_PAIN, programme_day=23, pain=7, pain_earlier=4)),
                of(alert(2, IN_PAIN, kind=AlertKind.STOPPED_FOR_PAIN, exercise="squat", pain=8)),
                of(
                    alert(
                        3,
                        RED_FLAG,
                        kind=AlertKind.RED_FLAG,
                        programme_day=12,
                        red_flags=("saddle_numbness", "leg_weakness"),
                    )
                ),
                of(Status(state=Presence.OFFLINE, software="0.1.0"), SLACK),
            ],
            hours_ago=1.5,
        )
        self._plans()

    def _plans(self) -> None:
        lines = (
            PlanExercise(exercise="squat", sets=2, reps=10),
            PlanExercise(exercise="glute_bridge", sets=3, reps=10),
            PlanExercise(exercise="bird_dog", reps=6),
        )
        held = PlanExercise(exercise="glute_bridge", sets=3, hold_s=20)
        first = Plan(patient_code=DILIGENT, revision=1, exercises=(lines[0], held), days_per_week=5)
        second = Plan(patient_code=DILIGENT, revision=2, exercises=lines, days_per_week=5)
        self._at_s = NOW_S - 20 * DAY_S
        for plan in (first, second):
            self.intake.add_plan(plan, "ada")
            for outgoing in self.intake.plans(unpublished=True):
                self.intake.plan_published(outgoing)
        refused = PlanAck(
            patient_code=DILIGENT,
            revision=1,
            verdict=Verdict.REJECTED,
            reasons=(Objection(fault=PlanFault.IMPOSSIBLE_DOSE, position=1),),
            in_force=0,
        )
        fine = PlanAck(patient_code=DILIGENT, revision=2, verdict=Verdict.ACCEPTED, in_force=2)
        self._keep([of(refused), of(fine)], hours_ago=19 * 24)

    def _course(
        self,
        code: str,
        days: Sequence[int],
        *,
        skipped: int,
        pain: tuple[float, float],
        zeal: tuple[float, float],
        skill: tuple[float, float],
    ) -> None:
        """Sessions on these days but each `skipped`-th; all moves from its first value to its second."""
        last = days[-1]
        for place, day in enumerate(days):
            if place % skipped == skipped - 1 and day != last:
                continue
            share = place / max(1, len(days) - 1)
            now = [low + (high - low) * share for low, high in (pain, zeal, skill)]
            session = a_day(code, day, pain=now[0], zeal=now[1], skill=now[2])
            self._keep([of(session)], hours_ago=24 * (last - day) + len(code) + 2)
        self._keep([of(online(), code)], hours_ago=5)

    def _keep(self, readings: list[Reading], hours_ago: float) -> None:
        self._at_s = NOW_S - hours_ago * 3600
        self.intake.keep(readings)
