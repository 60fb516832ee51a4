"""The session: a state machine over questions, exercises and ratings, and the notes that it leaves."""

from device.session.interview import all_well
from device.session.notes import (
    ExercisesEnded,
    Hurt,
    Note,
    Observed,
    Rated,
    RedFlagRead,
    RedFlagTold,
    SessionBegun,
    SessionEnded,
    SetBegun,
    SetEnded,
)
from device.session.session import Session
from device.session.timing import SessionTiming

__all__ = [
    "ExercisesEnded",
    "Hurt",
    "Note",
    "Observed",
    "Rated",
    "RedFlagRead",
    "RedFlagTold",
    "Session",
    "SessionBegun",
    "SessionEnded",
    "SessionTiming",
    "SetBegun",
    "SetEnded",
    "all_well",
]
