"""What the screen tells about things that don't move: exercises, programmes, pages, the link. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExerciseCard:
    """What the screen tells about one exercise: plain words from its file.

    Attributes:
        stances: how the body may rest before the first repetition, for the outline of where to be.
        corrections: fault id to the sentence that helps.
        limits: what the camera can't see in this exercise.
        reviewed_by: the clinician who signed the exercise; None: nobody yet.
        safety: when to stop or ease off.
        tempo_s: seconds out, held, and back, of a good repetition; None where none is given.
        held: it is held, not repeated.
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
    stances: tuple[str, ...] = ()
    tempo_s: tuple[float, float, float] | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """What the screen tells about a programme; names and words by language code.

    Attributes:
        exercises: ids in the order of the session, those that this device has.
        avoid: ids that its condition does not suit.
        sources: what it was made from, one line each.
        reviewed_by: the clinician who signed it; None: nobody yet.
    """

    id: str
    name: dict[str, str]
    about: dict[str, str]
    exercises: tuple[str, ...]
    avoid: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class InfoPage:
    """A short page to read, in one language.

    Attributes:
        id: the same in every language.
        paragraphs: short, in order.
        points: what to do, in order; may be empty.
        sources: what it rests on, one line each.
        reviewed_by: the clinician who signed it; None: nobody yet.
    """

    id: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class LinkCard:
    """Whom this device is paired with; everything may be shown, nothing is secret.

    Attributes:
        host: the clinic's broker; None: not paired.
        patient_code: of the person who is chosen now.
        check_code: eight letters that the clinic must see too; None while not paired.
        restart_needed: a new pairing is written and takes effect when Matside starts again.
    """

    host: str | None
    clinic: str | None
    patient_code: str
    check_code: str | None
    restart_needed: bool = False
