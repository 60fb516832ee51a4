"""An appliance without camera, model or clinic that behaves: it obeys commands and counts what it is told."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from device.cards import ExerciseCard
from device.channel import Latest
from device.command import Command, Order
from device.summary import Ending, ExerciseSummary, PartOfDay, SessionSummary
from device.view import CameraState, LinkState, Phase, PlannedExercise, SessionView

EXERCISES = Path(__file__).parents[2] / "inference" / "exercises"
# The smallest thing that starts and ends like a JPEG; tests that look at pictures play a film instead.
TINY_JPEG = b"\xff\xd8tiny\xff\xd9"

PLAN = (
    PlannedExercise("squat", reps=5),
    PlannedExercise("prone_press_up", hold_s=20.0),
    PlannedExercise("bird_dog", reps=6, hold_s=8.0),
)


def shipped_cards() -> dict[str, ExerciseCard]:
    """The cards of the exercises that Matside ships: the real sentences, as long as they are."""
    cards = {}
    for path in sorted(EXERCISES.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        cards[told["id"]] = ExerciseCard(
            told["id"],
            told["name"],
            tuple(told["views"]),
            tuple(told["setup"]),
            tuple(told["steps"]),
            {fault["id"]: fault["correction"] for fault in told.get("faults", ())},
            tuple(told.get("limits", ())),
            told.get("reviewed_by"),
            tuple(told.get("safety", ())),
        )
    return cards


class FakeAppliance:
    """Implements webui.ports.Appliance.

    What the camera would see is told by `see_person`, `rep`, `hold` and `change`; the session around it obeys
    commands as the real one does.

    Args:
        plan: today's exercises.
        cards: the exercises' words; the shipped ones unless told.
    """

    def __init__(
        self, plan: tuple[PlannedExercise, ...] = PLAN, cards: Mapping[str, ExerciseCard] | None = None
    ) -> None:
        self._lock = threading.RLock()
        self._views: Latest[SessionView] = Latest()
        self._pictures: Latest[bytes] = Latest()
        self._cards = shipped_cards() if cards is None else cards
        self._view = SessionView(plan=plan, camera=CameraState.LIVE)
        self._done: list[ExerciseSummary] = []
        self._faults: dict[str, int] = {}
        self.finished: list[SessionSummary] = []
        self.commands: list[Command] = []

    def view(self) -> SessionView:
        with self._lock:
            return self._view

    def next_view(self, seen: int, timeout_s: float) -> tuple[int, SessionView] | None:
        return self._views.newer(seen, timeout_s)

    def next_picture(self, seen: int, timeout_s: float) -> tuple[int, bytes] | None:
        return self._pictures.newer(seen, timeout_s)

    def cards(self) -> Mapping[str, ExerciseCard]:
        return self._cards

    def history(self, limit: int) -> Sequence[SessionSummary]:
        with self._lock:
            return self.finished[::-1][:limit]

    def health(self) -> Mapping[str, str]:
        view = self.view()
        return {"camera": view.camera.value, "link": view.link.value}

    def submit(self, order: Order) -> None:
        command = order.command
        with self._lock:
            self.commands.append(command)
            phase = self._view.phase
            running = phase in {Phase.PREPARING, Phase.ACTIVE, Phase.PAUSED}
            if command is Command.START and phase is Phase.HOME:
                self._begin(0)
            elif command is Command.PAUSE and running and phase is not Phase.PAUSED:
                self.change(phase=Phase.PAUSED, correction=None, reason=None)
            elif command is Command.RESUME and phase is Phase.PAUSED:
                self.change(phase=Phase.PREPARING)
            elif command is Command.NEXT and running:
                self._next()
            elif command is Command.STOP and running:
                self._leave_exercise()
                self._finish(Ending.STOPPED)
            elif command is Command.HOME and phase is Phase.FINISHED:
                self.change(phase=Phase.HOME, position=None)

    def change(self, **fields: Any) -> None:
        """Publish a view that differs in these fields."""
        with self._lock:
            self._view = replace(self._view, **fields)
            self._views.put(self._view)

    def picture(self, jpeg: bytes) -> None:
        """Publish a picture."""
        self._pictures.put(jpeg)

    def see_person(self) -> None:
        """The person is in view and in position: counting begins."""
        with self._lock:
            if self._view.phase is Phase.PREPARING:
                self.change(phase=Phase.ACTIVE, reason=None, missing=())

    def rep(self) -> None:
        """One whole repetition was seen; nothing is counted outside ACTIVE, or beyond the dose."""
        with self._lock:
            if self._view.phase is not Phase.ACTIVE:
                return
            dose = self.planned().reps
            if dose is not None and self._view.reps < dose:
                self.change(reps=self._view.reps + 1, last_rep_too_small=False)

    def small_rep(self) -> None:
        """A repetition was seen that did not reach its range."""
        with self._lock:
            if self._view.phase is Phase.ACTIVE:
                self.change(too_small=self._view.too_small + 1, last_rep_too_small=True)

    def fault(self, rule: str | None) -> None:
        """A posture fault begins; None: the form is right again."""
        with self._lock:
            if self._view.phase is Phase.ACTIVE and rule != self._view.correction:
                if rule is not None:
                    self._faults[rule] = self._faults.get(rule, 0) + 1
                self.change(correction=rule)

    def hold(self, seconds: float) -> None:
        """The position was held so much longer."""
        with self._lock:
            if self._view.phase is Phase.ACTIVE:
                self.change(hold_s=self._view.hold_s + seconds)

    def planned(self) -> PlannedExercise:
        """The current exercise's line of the plan."""
        with self._lock:
            assert self._view.position is not None
            return self._view.plan[self._view.position]

    def end(self) -> None:
        """The appliance is shutting down: nothing follows."""
        self._views.close()
        self._pictures.close()

    def _begin(self, position: int) -> None:
        self._faults = {}
        self.change(
            phase=Phase.PREPARING,
            position=position,
            reps=0,
            too_small=0,
            hold_s=0.0,
            progress=None,
            correction=None,
            last_rep_too_small=False,
            reason="no_person",
            missing=(),
        )

    def _next(self) -> None:
        self._leave_exercise()
        assert self._view.position is not None
        following = self._view.position + 1
        if following < len(self._view.plan):
            self._begin(following)
        else:
            self._finish(Ending.COMPLETED)

    def _leave_exercise(self) -> None:
        planned = self.planned()
        self._done.append(
            ExerciseSummary(
                exercise=planned.exercise,
                prescribed_reps=planned.reps,
                prescribed_hold_s=planned.hold_s,
                reps=self._view.reps,
                too_small=self._view.too_small,
                hold_s=self._view.hold_s,
                deviations=self._faults,
                duration_s=60.0,
                measurable=0.9,
            )
        )

    def _finish(self, ended: Ending) -> None:
        summary = SessionSummary(
            session_id=f"{len(self.finished) + 1:032x}",
            patient_code="TEST2345",
            programme_day=12,
            part_of_day=PartOfDay.MORNING,
            ended=ended,
            duration_s=300.0,
            exercises=tuple(self._done),
            software="0.1.0",
            model="lightning",
        )
        self._done = []
        self.finished.append(summary)
        waiting = 0 if self._view.link is LinkState.NOT_CONFIGURED else 1
        self.change(phase=Phase.FINISHED, summary=summary, skeleton=None, outbox=self._view.outbox + waiting)
