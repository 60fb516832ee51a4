"""An appliance without camera, model or clinic that behaves: it obeys commands and counts what it is told."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from device.care.cards import ExerciseCard
from device.channel import Latest
from device.command import Command, Order
from device.outcome import Praise
from device.summary import SessionSummary
from device.view import CameraState, Phase, PlannedExercise, SessionView
from tests.webui.fake_session import FLAGS, FakeSession
from tests.webui.shipped import shipped_cards

# The smallest thing that starts and ends like a JPEG; tests that look at pictures play a film instead.
TINY_JPEG = b"\xff\xd8tiny\xff\xd9"

PLAN = (
    PlannedExercise("squat", reps=5),
    PlannedExercise("prone_press_up", hold_s=20.0, sets=2),
    PlannedExercise("bird_dog", reps=6, hold_s=8.0),
)


class FakeAppliance:
    """Implements webui.ports.Appliance.

    What the camera would see is told by `see_person`, `rep`, `hold` and `change`; the session around it obeys
    commands as the real one does. Time stands still: rests and countdowns last until they are left.

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
        self._session = FakeSession(SessionView(plan=plan, camera=CameraState.LIVE), self._views)
        self.orders: list[Order] = []

    @property
    def commands(self) -> list[Command]:
        """Everything that was commanded, in order."""
        return [order.command for order in self.orders]

    @property
    def finished(self) -> list[SessionSummary]:
        """The sessions that were finished, the oldest first."""
        return self._session.finished

    def view(self) -> SessionView:
        with self._lock:
            return self._session.view

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
        return {"camera": view.camera.value, "link": view.link.value, "version": "0.1.0"}

    def submit(self, order: Order) -> None:
        with self._lock:
            self.orders.append(order)
            self._session.obey(order)

    def reset(self) -> None:
        """As it was at the very beginning."""
        with self._lock:
            self._session.reset()
            self.orders.clear()

    def change(self, **fields: Any) -> None:
        """Publish a view that differs in these fields."""
        with self._lock:
            self._session.change(**fields)

    def picture(self, jpeg: bytes) -> None:
        """Publish a picture."""
        self._pictures.put(jpeg)

    def begin(self) -> None:
        """Start, with no red flag and a pain of 2: the first exercise is introduced."""
        self.submit(Order(Command.START))
        for flag in FLAGS:
            self.submit(Order(Command.ANSWER, flag, 0))
        self.submit(Order(Command.PAIN, value=2))

    def see_person(self) -> None:
        """The person is in view and in position, and it was counted down: the set runs."""
        with self._lock:
            if self.view().phase in {Phase.INTRODUCING, Phase.PREPARING, Phase.COUNTDOWN}:
                self.change(phase=Phase.ACTIVE, reason=None, missing=(), move=None, ready=0.0)

    def rep(self) -> None:
        """One whole repetition was seen; nothing is counted outside ACTIVE, or beyond the dose."""
        with self._lock:
            view = self.view()
            if view.phase is not Phase.ACTIVE:
                return
            dose = self.planned().reps
            if dose is not None and view.reps < dose:
                reps = view.reps + 1
                self.change(reps=reps, last_rep_too_small=False, set_done=reps == dose)

    def small_rep(self) -> None:
        """A repetition was seen that did not reach its range."""
        with self._lock:
            if self.view().phase is Phase.ACTIVE:
                self.change(too_small=self.view().too_small + 1, last_rep_too_small=True)

    def fault(self, rule: str | None) -> None:
        """A posture fault begins; None: the form is right again."""
        with self._lock:
            if self.view().phase is Phase.ACTIVE and rule != self.view().correction:
                if rule is not None:
                    faults = self._session.diary.faults
                    faults[rule] = faults.get(rule, 0) + 1
                self.change(correction=rule)

    def hold(self, seconds: float) -> None:
        """The position was held so much longer."""
        with self._lock:
            if self.view().phase is Phase.ACTIVE:
                self.change(hold_s=self.view().hold_s + seconds)

    def rest(self) -> None:
        """The set is over: a rest, or after the last one the questions."""
        with self._lock:
            if self.view().phase is Phase.ACTIVE:
                tip = next(iter(self._session.diary.faults), None)
                praise = None if tip else Praise.GOOD_FORM
                self._session.end_set(Phase.RESTING, seconds_left=30.0, praise=praise, tip=tip)

    def planned(self) -> PlannedExercise:
        """The current exercise's line of the plan."""
        with self._lock:
            return self._session.planned()

    def end(self) -> None:
        """The appliance is shutting down: nothing follows."""
        self._views.close()
        self._pictures.close()
