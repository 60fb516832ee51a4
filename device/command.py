"""What a person can tell the session, by touch, button or gesture: a command with what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Command(StrEnum):
    """What touch, button, signal or gesture tells the session; each is obeyed where it makes sense."""

    START = "start"
    """From home: ask how the person is, then begin."""
    ANSWER = "answer"
    """Yes (1) or no (0) to the red flag named by `subject`; ignored when another one is being asked."""
    PAIN = "pain"
    """Pain 0–10, to whichever question asks for it."""
    EXERTION = "exertion"
    """How hard it was, 0–10."""
    MORE = "more"
    """Without touching: raise the proposed number by one, after 10 comes 0."""
    ACCEPT = "accept"
    """Without touching: the proposed number is the answer."""
    BACK = "back"
    """One question back."""
    PAUSE = "pause"
    """Stand still, from anywhere within the session."""
    RESUME = "resume"
    """Go on: out of a pause, past an introduction, a rest or a question about the pain that made it stop."""
    NEXT = "next"
    """Leave this exercise for the next one."""
    HURTS = "hurts"
    """Stop, it hurts."""
    WHERE = "where"
    """Where it hurts: `regions`."""
    STOP = "stop"
    """End the session; asks why, then how it was. Given again, it leaves the questions out."""
    REASON = "reason"
    """Why the person stopped: `subject`, a StopReason."""
    ACKNOWLEDGE = "acknowledge"
    """The red flag's page was read."""
    HOME = "home"
    """From the end of a session, or from the questions before it."""
    REFRESH = "refresh"
    """Another person, plan or setting: look again; it is obeyed at home."""


class BodyRegion(StrEnum):
    """Where it can hurt; left and right are the person's own."""

    NECK = "neck"
    LEFT_SHOULDER = "left_shoulder"
    RIGHT_SHOULDER = "right_shoulder"
    LEFT_ARM = "left_arm"
    RIGHT_ARM = "right_arm"
    UPPER_BACK = "upper_back"
    LOWER_BACK = "lower_back"
    LEFT_BUTTOCK = "left_buttock"
    RIGHT_BUTTOCK = "right_buttock"
    LEFT_LEG = "left_leg"
    RIGHT_LEG = "right_leg"
    LEFT_FOOT = "left_foot"
    RIGHT_FOOT = "right_foot"


_SCALE = {Command.PAIN, Command.EXERTION}
_SUBJECT = {Command.ANSWER, Command.REASON}
LONGEST_SUBJECT = 40


@dataclass(frozen=True, slots=True)
class Order:
    """A command with what belongs to it.

    Attributes:
        command: what to do.
        subject: id of the red flag or the reason that ANSWER and REASON are about.
        value: 0–10 for PAIN and EXERTION, 0 or 1 for ANSWER.
        regions: for WHERE, at least one.

    Raises:
        ValueError: something that the command needs is missing, does not belong to it, or is out of bounds.
    """

    command: Command
    subject: str | None = None
    value: int | None = None
    regions: tuple[BodyRegion, ...] = ()

    def __post_init__(self) -> None:
        most = 10 if self.command in _SCALE else 1 if self.command is Command.ANSWER else None
        if (most is None) != (self.value is None):
            raise ValueError(f"{self.command} {'needs a' if most else 'takes no'} value")
        if self.value is not None and most is not None and not 0 <= self.value <= most:
            raise ValueError(f"{self.command}: value is {self.value}; it must be from 0 to {most}")
        if (self.command in _SUBJECT) != (self.subject is not None):
            raise ValueError(f"{self.command} {'needs a' if self.subject is None else 'takes no'} subject")
        if self.subject is not None and len(self.subject) > LONGEST_SUBJECT:
            raise ValueError(f"{self.command}: subject is longer than {LONGEST_SUBJECT} letters")
        if (self.command is Command.WHERE) != bool(self.regions):
            raise ValueError(f"{self.command} {'takes no' if self.regions else 'needs'} regions")
