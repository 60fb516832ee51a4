"""What every screen needs, and what a person can tell the session: plain immutable data, no hardware."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from device.summary import SessionSummary


class Command(StrEnum):
    """What touch, button, signal or gesture tells the session."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    STOP = "stop"
    HOME = "home"


class Phase(StrEnum):
    """Where the session is."""

    HOME = "home"
    PREPARING = "preparing"
    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"


class CameraState(StrEnum):
    """What the picture on the screen is."""

    STARTING = "starting"
    LIVE = "live"
    DEMO = "demo"
    MISSING = "missing"


class LinkState(StrEnum):
    """The way to the clinician."""

    NOT_CONFIGURED = "not_configured"
    OFFLINE = "offline"
    REFUSED = "refused"
    CONNECTED = "connected"


@dataclass(frozen=True, slots=True)
class PlannedExercise:
    """One line of today's plan: an exercise id of the library and its dose.

    `range_limit`: the largest range that the clinic allows, in `range_limit_unit` (deg, torso).
    """

    exercise: str
    reps: int | None = None
    hold_s: float | None = None
    range_limit: float | None = None
    range_limit_unit: str | None = None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One moment of the session, everything that a screen shows. Text belongs to the screen: here are ids.

    Attributes:
        phase: where the session is.
        plan: today's exercises in order.
        position: index into `plan` of the current exercise; None outside a session.
        reps: whole repetitions of the current exercise so far.
        too_small: repetitions that did not reach their range.
        hold_s: seconds held so far in the current exercise.
        progress: 0 at the resting position to 1 at the range that counts; None where not measurable.
        reason: why nothing can be measured now (a Reason's value), None if it can.
        missing: names of the body parts that can't be seen, for "I can't see your feet".
        correction: id of the posture fault to show now, None if the form is right.
        last_rep_too_small: True for a few seconds after a repetition that did not reach its range.
        skeleton: 17 (x, y, score) with x, y as shares 0–1 of the picture; None when nobody is there.
        captured_s: timestamp in seconds of the frame that this view belongs to.
        camera: what the picture is; camera_detail says what is wrong, in one line.
        link: the way to the clinician; link_detail says what is wrong, in one line.
        outbox: summaries and alerts that wait for the clinician.
        storage_trouble: one line while the disk refuses what the session brings, else empty.
        summary: what the latest finished session came to.
    """

    phase: Phase = Phase.HOME
    plan: tuple[PlannedExercise, ...] = ()
    position: int | None = None
    reps: int = 0
    too_small: int = 0
    hold_s: float = 0.0
    progress: float | None = None
    reason: str | None = None
    missing: tuple[str, ...] = ()
    correction: str | None = None
    last_rep_too_small: bool = False
    skeleton: tuple[tuple[float, float, float], ...] | None = None
    captured_s: float = 0.0
    camera: CameraState = CameraState.STARTING
    camera_detail: str = ""
    link: LinkState = LinkState.NOT_CONFIGURED
    link_detail: str = ""
    outbox: int = 0
    storage_trouble: str = ""
    summary: SessionSummary | None = None


@dataclass(frozen=True, slots=True)
class ExerciseCard:
    """What the screen tells about one exercise: plain words from its file.

    Attributes:
        corrections: fault id to the sentence that helps.
        limits: what the camera can't see in this exercise.
        reviewed_by: the clinician who signed the exercise; None: nobody yet.
        safety: when to stop or ease off.
    """

    id: str
    name: str
    views: tuple[str, ...]
    setup: tuple[str, ...]
    steps: tuple[str, ...]
    corrections: dict[str, str] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    reviewed_by: str | None = None
    safety: tuple[str, ...] = ()
