"""What was done and told in a fake session, until its summary is made of it."""

from __future__ import annotations

from device.command import BodyRegion
from device.outcome import Advice, Outcome, Praise
from device.summary import Ending, ExerciseSummary, PartOfDay, SessionSummary
from device.view import Question, SessionView


class FakeDiary:
    """The sets that were left and the pain that was told.

    Attributes:
        faults: how often each posture fault began in the set that runs.
        regions: where it hurts, told since the last set was left.
        pain: what was answered to each question about it.
    """

    def __init__(self) -> None:
        self.faults: dict[str, int] = {}
        self.regions: tuple[BodyRegion, ...] = ()
        self.pain: dict[Question, int] = {}
        self._done: list[ExerciseSummary] = []

    def leave_set(self, view: SessionView) -> None:
        """The set that this view shows is over."""
        assert view.position is not None
        planned = view.plan[view.position]
        self._done.append(
            ExerciseSummary(
                exercise=planned.exercise,
                set_number=view.set_number,
                prescribed_reps=planned.reps,
                prescribed_hold_s=planned.hold_s,
                reps=view.reps,
                too_small=view.too_small,
                hold_s=view.hold_s,
                deviations=self.faults,
                duration_s=60.0,
                measurable=0.9,
                pain_regions=self.regions,
            )
        )
        self.regions = ()

    def close_session(self, view: SessionView, number: int) -> tuple[SessionSummary, Outcome]:
        """What the session of this number comes to; nothing is done of the next one yet."""
        whole = len(self._done) >= sum(line.sets for line in view.plan)
        before, after = (self.pain.get(asked) for asked in (Question.PAIN_BEFORE, Question.PAIN_AFTER))
        summary = SessionSummary(
            session_id=f"{number:032x}",
            patient_code="TEST2345",
            programme_day=12,
            part_of_day=PartOfDay.MORNING,
            ended=Ending.COMPLETED if whole else Ending.STOPPED,
            duration_s=300.0,
            exercises=tuple(self._done),
            pain_before=before,
            pain_after=after,
            software="0.1.0",
            model="lightning",
        )
        tipped = next((done for done in self._done if done.deviations), None)
        change = None if before is None or after is None else after - before
        outcome = Outcome(
            praise=Praise.WHOLE_DOSE if whole else Praise.CAME_BACK,
            tip=next(iter(tipped.deviations)) if tipped else None,
            tipped=tipped.exercise if tipped else None,
            pain_change=change,
            advice=(Advice.PAIN_ROSE,) if change is not None and change >= 2 else (),
        )
        self._done = []
        return summary, outcome
