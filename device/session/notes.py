"""What a session brings that must not be lost: the recorder writes it down, in order."""

from __future__ import annotations

from dataclasses import dataclass

from device.command import BodyRegion
from device.link.messages import RedFlag
from device.summary import Ending, StopReason
from device.view import PlannedExercise
from inference.events import Event


@dataclass(frozen=True, slots=True)
class RedFlagTold:
    """A red flag was told before the session; nothing starts until it is read."""

    red_flags: tuple[RedFlag, ...]


@dataclass(frozen=True, slots=True)
class RedFlagRead:
    """The red flag's page was acknowledged."""


@dataclass(frozen=True, slots=True)
class SessionBegun:
    """A session with this plan begins; `plan_revision` is 0 for the device's own plan."""

    plan: tuple[PlannedExercise, ...]
    plan_revision: int = 0
    pain_before: int | None = None


@dataclass(frozen=True, slots=True)
class SetBegun:
    """Set number `run` of the session, counted from 0 over all exercises, begins at frame time `at_s`."""

    run: int
    at_s: float


@dataclass(frozen=True, slots=True)
class SetEnded:
    """Set number `run` ended at frame time `at_s`."""

    run: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Observed:
    """Events of set number `run`."""

    run: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Hurt:
    """Set number `run` was stopped because it hurt; noted at once, and again with what was told.

    Attributes:
        pain: 0–10, None where it was not told (yet).
        regions: where, empty where it was not told (yet).
        told: nothing more will be told of it: the clinician can be alerted.
    """

    run: int
    pain: int | None = None
    regions: tuple[BodyRegion, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class ExercisesEnded:
    """The exercises are over, in this way; what follows are questions."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class Rated:
    """One answer at the end; the others are None."""

    stop_reason: StopReason | None = None
    pain_after: int | None = None
    exertion: int | None = None


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The session is over."""

    ending: Ending


Note = (
    RedFlagTold
    | RedFlagRead
    | SessionBegun
    | SetBegun
    | SetEnded
    | Observed
    | Hurt
    | ExercisesEnded
    | Rated
    | SessionEnded
)
