"""The parts of an exercise file: signals, positions, bounds, faults, dose; each with its source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from inference.body import Body
from inference.events import Side
from inference.measure import Measure
from inference.stance import View

ExerciseId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
Words = Annotated[str, Field(min_length=3, max_length=300)]


class Condition(StrEnum):
    """What the person has; what an exercise suits, or is to be avoided with."""

    FACET_JOINT_IRRITATION = "facet_joint_irritation"
    HERNIATED_DISC = "herniated_disc"
    POSTURAL_FATIGUE = "postural_fatigue"
    PARASPINAL_STRAIN = "paraspinal_strain"
    GENERAL_BACK_CARE = "general_back_care"


class Part(BaseModel):
    """A table of an exercise file: nothing unknown in it, nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Signal(Part):
    """The number whose rise and fall is one repetition.

    Attributes:
        view: the view that it serves.
        measure: the number.
        rises: whether effort makes it larger.
        whole: range of a whole repetition, the floor below which none counts, in the measure's unit.
        reached: level at which a repetition is whole though its range is shorter, for one that began closer.
        small: range from which an attempt is reported as too small.
        largest: a larger range is another movement.
        rest: bounds of the resting level; a cycle from elsewhere is no repetition.
        smooth_s: time constant of a smoothing of its own, for a slow movement that is small beside the noise.
        proxy: it stands for something that no keypoint shows: the range that counts is learned from the
            person's own and from how much the signal trembles at rest; each repetition says how sure it is.
        source: where the thresholds come from.
    """

    view: View
    measure: Measure
    rises: bool = True
    whole: float = Field(gt=0)
    small: float = Field(gt=0)
    largest: float | None = None
    reached: float | None = None
    rest: tuple[float, float] | None = None
    smooth_s: float = Field(default=0.0, ge=0, le=1)
    proxy: bool = False
    source: Words

    @model_validator(mode="after")
    def _ordered(self) -> Signal:
        if self.small >= self.whole:
            raise ValueError(f"small ({self.small:g}) must be less than whole ({self.whole:g})")
        return self


class RepRule(Part):
    """How long one repetition may take, in seconds.

    Attributes:
        min_s: shorter cycles are no repetition of it.
        max_s: longer ones are another position.
    """

    min_s: float = Field(default=0.8, gt=0)
    max_s: float = Field(default=15.0, gt=0)

    @model_validator(mode="after")
    def _ordered(self) -> RepRule:
        if self.min_s >= self.max_s:
            raise ValueError(f"min_s ({self.min_s:g}) must be less than max_s ({self.max_s:g})")
        return self


class HoldRule(Part):
    """When the top of a repetition counts as held.

    Attributes:
        from_progress: share of the repetition's range above which its top is a hold.
        min_s: shorter holds are not reported.
    """

    from_progress: float = Field(default=0.8, gt=0, le=1)
    min_s: float = Field(default=1.0, gt=0)


class Bound(Part):
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


class Position(Part):
    """A position to be held: all of `requires` at once.

    Attributes:
        view: the view that it serves.
        requires: what makes it the position; broken for `grace_s`, the hold has ended.
        min_s: shorter holds are not reported.
        source: where the bounds come from.
    """

    view: View
    requires: tuple[Bound, ...] = Field(min_length=1)
    grace_s: float = Field(default=0.7, ge=0)
    min_s: float = Field(default=2.5, gt=0)
    source: Words


class Guard(Bound):
    """What holds in every repetition beyond `from_progress`; where it doesn't, it is another movement."""

    views: tuple[View, ...] = (View.SIDE, View.FRONT)
    from_progress: float = Field(default=0.0, ge=0, le=1)


class Fault(Bound):
    """A posture fault: what must hold in a good repetition, or during a hold.

    Attributes:
        id: the rule's name.
        views: where it can be seen.
        when: `effort`: at every moment of the effort beyond `from_progress` (0: also just before it), a fault
            once broken for `min_s`. `best`: reached and kept for `min_s` once in each repetition. During a
            hold always `effort`.
        from_rest: judged is the change since the rest before the repetition, not the value itself; in a held
            exercise the change since the person's own neutral, at rest or in the first hold's first seconds.
        most_turned: judged only if the shoulders' horizontal distance, mean of the effort, is below this, in
            torso lengths: turned to the camera, angles look smaller than they are (0.24 is about 22°).
        seen_if: judged only at moments where all of these hold: elsewhere a joint hides behind another.
        unseen_beyond: for `best`: a value this far wrong is no fault but a joint that was not seen.
        unless: not told beside one of these, whose consequence it is.
        correction: what to do, to the person.
    """

    id: ExerciseId
    views: tuple[View, ...]
    when: Literal["effort", "best"] = "effort"
    from_rest: bool = False
    most_turned: float | None = None
    seen_if: tuple[Bound, ...] = ()
    unseen_beyond: float | None = None
    unless: tuple[ExerciseId, ...] = ()
    from_progress: float = Field(default=0.5, ge=0, le=1)
    min_s: float = Field(default=0.25, gt=0)
    correction: Words
    source: Words

    def seen(self, body: Body, near: Side | None = None) -> bool:
        """Whether the moment can be judged."""
        return all(bound.excess(bound.measure.value(body, near)) <= 0 for bound in self.seen_if)


class TempoFault(Part):
    """A repetition that is too quick: exactly one limit is given.

    Attributes:
        shortest_return_s: of the way back, from 70 % to 25 % of the range.
        shortest_rep_s: of the whole repetition, from leaving rest to 75 % of the way back.
    """

    id: ExerciseId
    shortest_return_s: float | None = Field(default=None, gt=0)
    shortest_rep_s: float | None = Field(default=None, gt=0)
    correction: Words
    source: Words

    @model_validator(mode="after")
    def _one_limit(self) -> TempoFault:
        if (self.shortest_return_s is None) == (self.shortest_rep_s is None):
            raise ValueError("exactly one of shortest_return_s and shortest_rep_s is needed")
        return self


class Tempo(Part):
    """The pace to aim for, seconds: to the end of the range, staying there, back."""

    out_s: float = Field(gt=0, le=30)
    stay_s: float = Field(default=0.0, ge=0, le=120)
    back_s: float = Field(gt=0, le=30)


class Dose(Part):
    """How much, when nobody prescribed anything else; reps of both sides together where sides alternate.

    Attributes:
        reps: repetitions in a set; None for a held exercise.
        hold_s: how long to hold: each repetition where reps are given, else the position, once in a set.
        rest_s: between sets.
    """

    sets: int = Field(ge=1, le=10)
    reps: int | None = Field(default=None, ge=1, le=50)
    hold_s: float | None = Field(default=None, ge=1, le=300)
    rest_s: float = Field(default=30.0, ge=0, le=300)
    source: Words

    @model_validator(mode="after")
    def _something_to_do(self) -> Dose:
        if self.reps is None and self.hold_s is None:
            raise ValueError("reps or hold_s is needed")
        return self
