"""What every screen needs of one moment: plain immutable data, no hardware. Text belongs to the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from device.care.profile import Profile
from device.care.today import Today
from device.outcome import Outcome, Praise
from device.preferences import Preferences
from device.summary import SessionSummary


class Phase(StrEnum):
    """Where the session is."""

    HOME = "home"
    SCREENING = "screening"
    """Red flags one by one, then the pain: `question`."""
    RED_FLAG = "red_flag"
    """A red flag was told: nothing starts until ACKNOWLEDGE. `red_flags` says which."""
    INTRODUCING = "introducing"
    """The demonstration and the words of set-up; goes on by itself when the person is ready."""
    PREPARING = "preparing"
    """Get into view: `reason`, `missing`, `move`, `ready`."""
    COUNTDOWN = "countdown"
    """3, 2, 1: `seconds_left`."""
    ACTIVE = "active"
    RESTING = "resting"
    """Between sets and exercises: `seconds_left`, `praise`, `tip`; `position` is already what comes next."""
    PAUSED = "paused"
    HURTING = "hurting"
    """Stopped for pain: `question` asks where, how much, what then."""
    RATING = "rating"
    """At the end: `question` asks why it was stopped, the pain, the exertion."""
    FINISHED = "finished"
    """`summary` and `outcome`."""


class Question(StrEnum):
    """What is asked now, and the command that answers."""

    RED_FLAG = "red_flag"
    """ANSWER; `subject` is the red flag."""
    PAIN_BEFORE = "pain_before"
    """PAIN."""
    WHERE = "where"
    """WHERE, or RESUME to leave it out."""
    HOW_MUCH = "how_much"
    """PAIN, or RESUME to leave it out."""
    GO_ON = "go_on"
    """RESUME for the next exercise, STOP for the end."""
    STOP_REASON = "stop_reason"
    """REASON."""
    PAIN_AFTER = "pain_after"
    """PAIN."""
    EXERTION = "exertion"
    """EXERTION."""


class Move(StrEnum):
    """Where the person should go to be seen well."""

    BACK = "back"
    CLOSER = "closer"
    LEFT = "left"
    """To the left of the picture as it is shown."""
    RIGHT = "right"


class CameraState(StrEnum):
    """What the picture on the screen is."""

    STARTING = "starting"
    LIVE = "live"
    DEMO = "demo"
    MISSING = "missing"
    """Not plugged in, or refused."""
    BUSY = "busy"
    """Another program has it."""
    HUNG = "hung"
    """It sent no frame for two seconds."""
    COVERED = "covered"
    """Frames come, black or all alike."""
    OVEREXPOSED = "overexposed"
    """Frames come, nearly all white."""

    @property
    def sees(self) -> bool:
        """Whether there is something to look at."""
        return self in (CameraState.LIVE, CameraState.DEMO)


class LinkState(StrEnum):
    """The way to the clinician."""

    NOT_CONFIGURED = "not_configured"
    OFFLINE = "offline"
    REFUSED = "refused"
    CONNECTED = "connected"


@dataclass(frozen=True, slots=True)
class PlannedExercise:
    """One exercise of today's plan: an id of the library and its dose.

    Attributes:
        reps: repetitions in each set; None for a hold alone.
        hold_s: with `reps`: seconds to hold in each of them; without: seconds to hold in each set.
        range_limit: the largest range that the clinic allows, in `range_limit_unit` (deg, torso).
        sets: how many times, with a rest between.
        rest_s: seconds of rest after each set.
        notes: ids of what the clinician wants to be told beside it (device.link.plan.Note).
        usual_range: how far the person went in earlier sessions, in `usual_range_unit`; None: not known yet.
    """

    exercise: str
    reps: int | None = None
    hold_s: float | None = None
    range_limit: float | None = None
    range_limit_unit: str | None = None
    sets: int = 1
    rest_s: float = 30.0
    notes: tuple[str, ...] = ()
    usual_range: float | None = None
    usual_range_unit: str | None = None


@dataclass(frozen=True)
class SessionView:
    """One moment of the session, everything that a screen shows. Text belongs to the screen: here are ids.

    Attributes:
        phase: where the session is.
        question: what is asked, in SCREENING, HURTING and RATING.
        subject: the red flag that is asked about.
        question_number, questions: which of how many, in SCREENING.
        proposed: the number that ACCEPT would answer; for those who don't touch.
        proposed_choice: id of the region or the reason that ACCEPT would answer, where one is asked.
        red_flags: what was told, in RED_FLAG.
        plan: today's exercises in order.
        position: index into `plan` of the current exercise; None outside a session.
        set_number, sets: which set of how many, from 1.
        reps: whole repetitions of the current set so far.
        too_small: repetitions that did not reach their range.
        beyond_limit: whole repetitions that went further than the clinic allows.
        hold_s: seconds held so far in the current set.
        holding_s: seconds of the hold that is going on; 0 in between.
        progress: 0 at the resting position to 1 at the range that counts; None where not measurable.
        reason: why nothing can be measured now (a Reason's value), None if it can.
        missing: names of the body parts that can't be seen, for "I can't see your feet".
        move: where to go to be seen; None: the place is right or nobody is there.
        ready: share 0–1 of the time that stance and view must be held before it begins.
        seconds_left: of the countdown or the rest; None elsewhere.
        correction: id of the posture fault to show now, None if the form is right.
        last_rep_too_small: True for a few seconds after a repetition that did not reach its range.
        last_rep_too_far: True for a few seconds after one that went further than the clinic allows.
        set_done: the set's dose is reached; it stays on the screen for a moment.
        praise, tip: of the set that ended, in RESTING: what went well, or the fault to mind.
        gesture: share 0–1 of the time that a raised hand must be held to be obeyed; 0: no hand is raised.
        skeleton: 17 (x, y, score) with x, y as shares 0–1 of the picture; None when nobody is there.
        captured_s: timestamp in seconds of the frame that this view belongs to.
        camera: what the picture is; camera_detail says what is wrong, in one line.
        link: the way to the clinician; link_detail says what is wrong, in one line.
        outbox: summaries and alerts that wait for the clinician.
        storage_trouble: one line while the disk refuses what the session brings, else empty.
        summary: what the latest finished session came to; outcome: what is told of it.
        profile: the person who is chosen; profiles: how many there are.
        today: what home tells beside the plan.
        preferences: how the screen looks and sounds.
    """

    phase: Phase = Phase.HOME
    question: Question | None = None
    subject: str | None = None
    question_number: int = 0
    questions: int = 0
    proposed: int | None = None
    proposed_choice: str | None = None
    red_flags: tuple[str, ...] = ()
    plan: tuple[PlannedExercise, ...] = ()
    position: int | None = None
    set_number: int = 1
    sets: int = 1
    reps: int = 0
    too_small: int = 0
    beyond_limit: int = 0
    hold_s: float = 0.0
    holding_s: float = 0.0
    progress: float | None = None
    reason: str | None = None
    missing: tuple[str, ...] = ()
    move: Move | None = None
    ready: float = 0.0
    seconds_left: float | None = None
    correction: str | None = None
    last_rep_too_small: bool = False
    last_rep_too_far: bool = False
    set_done: bool = False
    praise: Praise | None = None
    tip: str | None = None
    gesture: float = 0.0
    skeleton: tuple[tuple[float, float, float], ...] | None = None
    captured_s: float = 0.0
    camera: CameraState = CameraState.STARTING
    camera_detail: str = ""
    link: LinkState = LinkState.NOT_CONFIGURED
    link_detail: str = ""
    outbox: int = 0
    storage_trouble: str = ""
    summary: SessionSummary | None = None
    outcome: Outcome | None = None
    profile: Profile | None = None
    profiles: int = 1
    today: Today = field(default_factory=Today)
    preferences: Preferences = field(default_factory=Preferences)

    def with_fields(self, changed: Mapping[str, Any]) -> SessionView:
        """A copy with other values in the fields `changed`.

        What `dataclasses.replace` does, but not field by field: with every frame a view is made.
        """
        if not changed.keys() <= self.__dict__.keys():
            raise TypeError(f"no fields of a view: {sorted(changed.keys() - self.__dict__.keys())}")
        view = object.__new__(SessionView)
        view.__dict__.update(self.__dict__, **changed)
        return view
