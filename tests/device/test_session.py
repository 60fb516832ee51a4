"""The session's state machine, told as a person lives it; poses are stick figures."""

from __future__ import annotations

import pytest

from device.command import Command, Order
from device.session import (
    DONE_S,
    ExerciseBegun,
    ExerciseEnded,
    Note,
    Observed,
    Session,
    SessionBegun,
    SessionEnded,
)
from device.summary import Ending
from device.view import Phase, PlannedExercise, SessionView
from inference.events import RepEvent
from inference.exercise import load_library
from tests.figures import film, squats, standing

TWO_SQUATS = PlannedExercise("squat", reps=2)
BRIDGE = PlannedExercise("glute_bridge", reps=5)


class Life:
    """A session and everything that it noted."""

    def __init__(self, *plan: PlannedExercise) -> None:
        self.notes: list[Note] = []
        self.session = Session(plan or (TWO_SQUATS, BRIDGE), load_library(), self.notes.append)
        self.now_s = 0.0

    def does(self, command: Command) -> None:
        self.session.handle(Order(command), self.now_s)

    def moves(self, poses) -> None:
        for pose in poses:
            self.now_s = pose.captured_s
            self.session.observe(pose)

    @property
    def view(self) -> SessionView:
        return self.session.view(SessionView(captured_s=self.now_s))

    def noted(self, kind: type) -> list:
        return [note for note in self.notes if isinstance(note, kind)]


def test_at_home_nothing_is_watched_and_the_plan_is_shown():
    life = Life()
    life.moves(squats([1.0]))
    assert life.view.phase is Phase.HOME
    assert life.view.plan == (TWO_SQUATS, BRIDGE)
    assert life.notes == []


def test_a_plan_is_done_from_start_to_end():
    life = Life()
    life.does(Command.START)
    assert life.view.phase is Phase.PREPARING
    life.moves(squats([1.0] * 2)[:20])
    assert life.view.phase is Phase.ACTIVE
    life.moves(squats([1.0] * 2)[20:])
    assert life.view.reps == 2
    assert life.view.position == 0  # the finished count stays on the screen for a moment
    life.moves(film(lambda _: standing(), [(DONE_S + 0.5, 0)], start_s=life.now_s + 0.1))
    assert life.view.position == 1
    assert life.view.reps == 0
    life.does(Command.NEXT)
    assert life.view.phase is Phase.FINISHED
    assert life.noted(SessionEnded) == [SessionEnded(Ending.COMPLETED)]
    assert [note.position for note in life.noted(ExerciseBegun)] == [0, 1]
    assert [note.position for note in life.noted(ExerciseEnded)] == [0, 1]
    assert life.notes[0] == SessionBegun((TWO_SQUATS, BRIDGE))
    assert isinstance(life.notes[-1], SessionEnded)


def test_every_repetition_is_noted_once_in_order():
    life = Life(PlannedExercise("squat", reps=9))
    life.does(Command.START)
    life.moves(squats([1.0] * 4))
    reps = [e for note in life.noted(Observed) for e in note.events if isinstance(e, RepEvent)]
    assert [rep.number for rep in reps] == [1, 2, 3, 4]


def test_while_paused_nothing_counts_and_the_count_stays():
    life = Life(PlannedExercise("squat", reps=9))
    life.does(Command.START)
    poses = squats([1.0] * 3)
    middle = next(i for i, pose in enumerate(poses) if pose.captured_s > 5.2)
    life.moves(poses[:middle])
    life.does(Command.PAUSE)
    assert (life.view.phase, life.view.reps) == (Phase.PAUSED, 1)
    assert life.view.reason is None
    life.moves(squats([1.0] * 5))
    assert life.view.reps == 1
    life.does(Command.RESUME)
    assert life.view.phase is Phase.PREPARING
    life.moves(film(lambda _: standing(), [(1, 0)], start_s=60.0))
    assert (life.view.phase, life.view.reps) == (Phase.ACTIVE, 1)


def test_stop_is_obeyed_at_any_time_and_keeps_what_was_done():
    for before in ([], [Command.PAUSE]):
        life = Life(PlannedExercise("squat", reps=9))
        life.does(Command.START)
        life.moves(squats([1.0]))
        for command in before:
            life.does(command)
        life.does(Command.STOP)
        assert life.view.phase is Phase.FINISHED
        assert life.noted(SessionEnded) == [SessionEnded(Ending.STOPPED)]
        assert len(life.noted(ExerciseEnded)) == 1


@pytest.mark.parametrize("command", [Command.PAUSE, Command.RESUME, Command.NEXT, Command.STOP, Command.HOME])
def test_a_command_that_makes_no_sense_at_home_changes_nothing(command):
    life = Life()
    life.does(command)
    assert life.view.phase is Phase.HOME
    assert life.notes == []


def test_after_the_end_one_goes_home_or_starts_again():
    life = Life()
    life.does(Command.START)
    life.does(Command.STOP)
    life.does(Command.HOME)
    assert life.view.phase is Phase.HOME
    life.does(Command.START)
    life.does(Command.STOP)
    life.does(Command.START)
    assert life.view.phase is Phase.PREPARING
    assert len(life.noted(SessionBegun)) == 3


def test_a_repetition_that_is_too_small_is_told_for_a_moment():
    life = Life(PlannedExercise("squat", reps=9))
    life.does(Command.START)
    life.moves(squats([0.45], rest_s=0.1)[:-14])
    assert (life.view.reps, life.view.too_small) == (0, 1)
    assert life.view.last_rep_too_small
    life.moves(film(lambda _: standing(), [(6, 0)], start_s=life.now_s + 0.1))
    assert not life.view.last_rep_too_small


def test_what_can_not_be_measured_has_its_reason_on_the_screen():
    life = Life(BRIDGE)
    life.does(Command.START)
    life.moves(film(lambda _: standing(), [(2, 0)]))
    assert life.view.reason == "wrong_stance"
    assert life.view.phase is Phase.PREPARING
