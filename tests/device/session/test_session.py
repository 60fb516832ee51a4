"""The session's state machine, told as a person lives it."""

from __future__ import annotations

from itertools import pairwise
from threading import Event

import pytest

from device.command import BodyRegion, Command
from device.link.messages import RedFlag
from device.outcome import Praise
from device.recorder import Recorder
from device.session import (
    ExercisesEnded,
    Hurt,
    Observed,
    Rated,
    RedFlagRead,
    RedFlagTold,
    Session,
    SessionBegun,
    SessionEnded,
    SessionTiming,
    SetBegun,
    SetEnded,
)
from device.summary import Ending, StopReason
from device.view import Phase, PlannedExercise, Question, SessionView
from inference.events import Measurable, RepEvent
from inference.exercise import load_library
from tests.device.lives import TIMING, Life
from tests.figures import squats

IDENTITY = {"patient_code": "ABCD2345", "software": "0.1.0", "model": "movenet_lightning_int8"}
TWO_SQUATS = PlannedExercise("squat", reps=2, rest_s=5.0)
NINE_SQUATS = PlannedExercise("squat", reps=9)
BRIDGE = PlannedExercise("glute_bridge", reps=5)


def test_at_home_nothing_is_watched_and_the_plan_is_shown():
    life = Life(TWO_SQUATS, BRIDGE)
    life.sees(squats([1.0]))
    assert life.view.phase is Phase.HOME
    assert life.view.plan == (TWO_SQUATS, BRIDGE)
    assert life.notes == []


def test_a_plan_is_done_from_start_to_end():
    life = Life(TWO_SQUATS)
    life.begins(pain=3)
    assert life.view.phase is Phase.INTRODUCING
    life.gets_ready()
    life.squats(1.0, 1.0, rest_s=0.2)
    assert (life.view.reps, life.view.set_done) == (2, True)
    life.stands(TIMING.done_s + 0.3)
    assert (life.view.phase, life.view.question) == (Phase.RATING, Question.PAIN_AFTER)
    life.does(Command.PAIN, value=2)
    life.does(Command.EXERTION, value=4)
    assert life.view.phase is Phase.FINISHED
    assert life.notes[0] == SessionBegun((TWO_SQUATS,), 0, 3)
    kinds = [type(note) for note in life.notes]
    assert kinds.index(SetBegun) < kinds.index(Observed) < kinds.index(SetEnded)
    assert life.notes[-4:] == [
        ExercisesEnded(Ending.COMPLETED),
        Rated(pain_after=2),
        Rated(exertion=4),
        SessionEnded(Ending.COMPLETED),
    ]
    life.does(Command.HOME)
    assert life.view.phase is Phase.HOME


def test_every_red_flag_is_asked_on_its_own_then_the_pain():
    life = Life(TWO_SQUATS)
    life.does(Command.START)
    asked = []
    while life.view.question is Question.RED_FLAG:
        asked.append(life.view.subject)
        assert (life.view.question_number, life.view.questions) == (len(asked), len(RedFlag) + 1)
        life.does(Command.ANSWER, subject=life.view.subject, value=0)
    assert asked == list(RedFlag)
    assert life.view.question is Question.PAIN_BEFORE
    assert life.notes == []


def test_the_answer_to_another_question_is_no_answer():
    life = Life(TWO_SQUATS)
    life.does(Command.START)
    first = life.view.subject
    life.does(Command.ANSWER, subject=first, value=0)
    life.does(Command.ANSWER, subject=first, value=1)
    assert (life.view.phase, life.view.subject) == (Phase.SCREENING, list(RedFlag)[1])
    life.does(Command.PAIN, value=5)
    assert life.view.subject == list(RedFlag)[1]
    life.does(Command.BACK)
    assert life.view.subject == first
    life.does(Command.HOME)
    assert (life.view.phase, life.view.question) == (Phase.HOME, None)


@pytest.mark.parametrize("flag", list(RedFlag))
def test_a_red_flag_stops_everything_until_it_is_read(flag):
    life = Life(TWO_SQUATS)
    life.does(Command.START)
    while life.view.subject != flag:
        life.does(Command.ANSWER, subject=life.view.subject, value=0)
    life.does(Command.ANSWER, subject=flag, value=1)
    assert (life.view.phase, life.view.red_flags) == (Phase.RED_FLAG, (flag,))
    assert life.notes == [RedFlagTold((flag,))]
    for command in (Command.START, Command.RESUME, Command.HOME, Command.NEXT, Command.STOP):
        life.does(command)
        assert life.view.phase is Phase.RED_FLAG
    life.does(Command.ACKNOWLEDGE)
    assert life.view.phase is Phase.HOME
    assert life.notes[-1] == RedFlagRead()


def test_a_red_flag_that_was_not_read_is_there_again_after_a_restart():
    session = Session([TWO_SQUATS], load_library(), print, red_flags=[RedFlag.FEVER])
    view = session.view(SessionView())
    assert (view.phase, view.red_flags) == (Phase.RED_FLAG, (RedFlag.FEVER,))


def test_nothing_counts_before_view_and_position_were_held_and_counted_down():
    life = Life(NINE_SQUATS)
    life.begins()
    life.squats(1.0, 1.0, 1.0, rest_s=0.1)
    assert life.noted(SetBegun) == []
    life.gets_ready()
    (first,) = life.noted(Observed)[0].events
    assert isinstance(first, Measurable)
    life.squats(1.0)
    assert life.view.reps == 1


def test_ready_takes_two_seconds_and_the_countdown_three():
    life = Life(NINE_SQUATS, timing=SessionTiming(introduction_s=0))
    life.begins()
    seen: dict[Phase, float] = {}
    while life.view.phase is not Phase.ACTIVE:
        life.stands(0.1)
        seen.setdefault(life.view.phase, life.now_s)
    assert seen[Phase.COUNTDOWN] - seen[Phase.PREPARING] >= 2.0
    assert seen[Phase.ACTIVE] - seen[Phase.COUNTDOWN] == pytest.approx(3.0, abs=0.2)


def test_who_leaves_during_the_countdown_is_asked_back_into_view():
    life = Life(NINE_SQUATS)
    life.begins()
    while life.view.phase is not Phase.COUNTDOWN:
        life.stands(0.1)
    assert 0 < life.view.seconds_left <= TIMING.countdown_s
    life.leaves(0.9)
    assert life.view.phase is Phase.PREPARING
    life.leaves(2.0)
    assert life.view.reason == "no_person"


def test_the_introduction_waits_for_a_person_and_goes_on_by_touch():
    life = Life(NINE_SQUATS)
    life.begins()
    life.waits(60.0)
    assert life.view.phase is Phase.INTRODUCING
    life.does(Command.RESUME)
    assert life.view.phase is Phase.PREPARING


def test_sets_are_rested_between_and_each_is_a_run_of_its_own():
    life = Life(PlannedExercise("squat", reps=1, sets=2, rest_s=8.0), TWO_SQUATS)
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.stands(TIMING.done_s + 0.2)
    view = life.view
    assert (view.phase, view.position, view.set_number, view.sets) == (Phase.RESTING, 0, 2, 2)
    assert view.praise is Praise.WHOLE_DOSE
    assert 0 < view.seconds_left <= 8.0
    life.waits(8.0)
    assert life.view.phase is Phase.PREPARING
    life.gets_ready()
    assert life.view.reps == 0
    life.squats(1.0)
    life.stands(TIMING.done_s + 0.2)
    assert (life.view.phase, life.view.position) == (Phase.RESTING, 1)
    life.does(Command.RESUME)
    assert life.view.phase is Phase.INTRODUCING
    assert [note.run for note in life.noted(SetBegun)] == [0, 1]


def test_no_rest_is_longer_than_the_settings_say():
    life = Life(
        PlannedExercise("squat", reps=1, sets=2, rest_s=60.0),
        timing=SessionTiming(0.5, 0.5, 0.5, 0.5, longest_rest_s=0.0),
    )
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.stands(1.0)
    assert (life.view.phase, life.view.set_number) in [(Phase.PREPARING, 2), (Phase.COUNTDOWN, 2)]


def test_every_repetition_is_noted_once_in_order_and_a_pause_changes_no_number():
    life = Life(NINE_SQUATS)
    life.begins()
    life.gets_ready()
    life.squats(1.0, 1.0)
    life.does(Command.PAUSE)
    assert (life.view.phase, life.view.reps, life.view.reason) == (Phase.PAUSED, 2, None)
    life.squats(1.0)
    assert life.view.reps == 2
    life.does(Command.RESUME)
    assert life.view.phase is Phase.PREPARING
    life.gets_ready()
    life.squats(1.0, 1.0)
    reps = [e for note in life.noted(Observed) for e in note.events if isinstance(e, RepEvent)]
    assert [rep.number for rep in reps] == [1, 2, 3, 4]
    assert len(life.noted(SetBegun)) == 1


def test_a_pause_in_a_hold_is_neither_held_nor_measured_nor_part_of_the_duration(store):
    recorder = Recorder(store, IDENTITY)
    life = Life(PlannedExercise("posture_check", hold_s=20.0))
    life.begins()
    life.gets_ready()
    life.stands(5.0)
    assert 4.0 < life.view.hold_s < 6.0
    life.does(Command.PAUSE)
    held_s = life.view.hold_s
    life.stands(60.0)
    assert life.view.hold_s == held_s
    life.does(Command.RESUME)
    life.gets_ready()
    life.stands(5.0)
    assert held_s + 4.0 < life.view.hold_s < held_s + 6.0
    life.does(Command.STOP)
    life.does(Command.STOP)
    for note in life.notes:
        recorder.note(note)
    ended = Event()
    ended.set()
    recorder.run(ended)
    (summary,) = store.history(1)
    (one,) = summary.exercises
    assert 9.0 < one.hold_s < 11.0
    assert 9.0 < one.duration_s < 11.0
    assert 9.0 < summary.duration_s < 11.0
    assert (one.measurable, one.not_measurable_s) == (1.0, {})


def test_a_rest_that_is_paused_goes_on_where_it_was():
    life = Life(PlannedExercise("squat", reps=1, sets=2, rest_s=10.0))
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.stands(TIMING.done_s + 0.2)
    before = life.view.seconds_left
    life.does(Command.PAUSE)
    life.waits(100.0)
    life.does(Command.RESUME)
    assert (life.view.phase, life.view.seconds_left) == (Phase.RESTING, pytest.approx(before))


def test_stop_it_hurts_asks_where_and_how_much_and_goes_on_with_the_next_exercise():
    life = Life(PlannedExercise("squat", reps=9, sets=3), BRIDGE)
    life.begins(pain=2)
    life.gets_ready()
    life.squats(1.0)
    life.does(Command.HURTS)
    assert life.noted(Hurt) == [Hurt(0)], "marked at once, whatever happens next"
    assert len(life.noted(SetEnded)) == 1
    assert (life.view.phase, life.view.question) == (Phase.HURTING, Question.WHERE)
    life.does(Command.WHERE, regions=(BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG))
    assert (life.view.question, life.view.proposed) == (Question.HOW_MUCH, 2)
    life.does(Command.PAIN, value=6)
    assert life.view.question is Question.GO_ON
    life.does(Command.RESUME)
    assert (life.view.phase, life.view.position) == (Phase.INTRODUCING, 1)
    assert life.noted(Hurt)[-1] == Hurt(0, 6, (BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG), told=True)


def test_stop_it_hurts_without_a_word_can_end_the_session_at_once():
    life = Life(NINE_SQUATS, BRIDGE)
    life.begins()
    life.does(Command.HURTS)
    life.does(Command.STOP)
    assert life.noted(Hurt)[-1] == Hurt(0, told=True)
    assert Rated(stop_reason=StopReason.PAIN) in life.notes
    assert life.view.question is Question.PAIN_AFTER
    life.does(Command.STOP)
    assert life.notes[-1] == SessionEnded(Ending.STOPPED)


@pytest.mark.parametrize("phase", [Phase.INTRODUCING, Phase.PREPARING, Phase.ACTIVE, Phase.PAUSED])
def test_stop_is_obeyed_from_anywhere_asks_why_and_keeps_what_was_done(phase):
    life = Life(NINE_SQUATS)
    life.begins()
    if phase is Phase.PREPARING:
        life.does(Command.RESUME)
    elif phase is not Phase.INTRODUCING:
        life.gets_ready()
        life.squats(1.0)
        if phase is Phase.PAUSED:
            life.does(Command.PAUSE)
    assert life.view.phase is phase
    life.does(Command.STOP)
    assert (life.view.phase, life.view.question) == (Phase.RATING, Question.STOP_REASON)
    life.does(Command.REASON, subject="tired")
    assert life.view.question is Question.PAIN_AFTER
    life.does(Command.RESUME)
    life.does(Command.RESUME)
    assert life.view.phase is Phase.FINISHED
    assert life.noted(Rated) == [Rated(stop_reason=StopReason.TIRED)]
    assert life.notes[-1] == SessionEnded(Ending.STOPPED)
    assert len(life.noted(SetBegun)) == len(life.noted(SetEnded))


def test_who_stopped_because_of_pain_is_asked_where_and_how_much():
    life = Life(NINE_SQUATS)
    life.begins()
    life.gets_ready()
    life.does(Command.STOP)
    life.does(Command.REASON, subject="pain")
    assert (life.view.phase, life.view.question) == (Phase.RATING, Question.WHERE)
    life.does(Command.WHERE, regions=(BodyRegion.NECK,))
    life.does(Command.PAIN, value=7)
    life.does(Command.PAIN, value=7)
    life.does(Command.EXERTION, value=5)
    assert life.noted(Hurt)[-1] == Hurt(0, 7, (BodyRegion.NECK,), told=True)
    assert life.view.phase is Phase.FINISHED


def test_numbers_are_chosen_without_touch():
    life = Life(TWO_SQUATS)
    life.begins()
    life.does(Command.STOP)
    life.does(Command.ACCEPT)
    assert life.noted(Rated) == [Rated(stop_reason=StopReason.PAIN)]
    for _ in range(11):
        life.does(Command.MORE)
    life.does(Command.MORE)
    life.does(Command.ACCEPT)
    assert life.noted(Hurt)[-1].regions == (tuple(BodyRegion)[12],)
    for _ in range(14):
        life.does(Command.MORE)
    assert life.view.proposed == 3
    life.does(Command.ACCEPT)
    assert life.noted(Hurt)[-1].pain == 3


@pytest.mark.parametrize(
    "command",
    [Command.PAUSE, Command.RESUME, Command.NEXT, Command.STOP, Command.HOME, Command.HURTS, Command.MORE],
)
def test_a_command_that_makes_no_sense_at_home_changes_nothing(command):
    life = Life(TWO_SQUATS)
    life.does(command)
    assert life.view.phase is Phase.HOME
    assert life.notes == []


def test_without_a_plan_nothing_starts():
    life = Life()
    life.does(Command.START)
    assert life.view.phase is Phase.HOME


def test_next_leaves_all_sets_of_the_exercise():
    life = Life(PlannedExercise("squat", reps=5, sets=3), BRIDGE)
    life.begins()
    life.gets_ready()
    life.does(Command.NEXT)
    assert (life.view.phase, life.view.position) == (Phase.INTRODUCING, 1)
    life.does(Command.NEXT)
    assert life.view.phase is Phase.RATING
    assert life.noted(ExercisesEnded) == [ExercisesEnded(Ending.COMPLETED)]


def test_a_new_plan_waits_for_the_next_session():
    life = Life(TWO_SQUATS)
    life.begins()
    life.session.prescribe([BRIDGE], 7)
    assert life.view.plan == (TWO_SQUATS,)
    life.does(Command.STOP)
    life.does(Command.STOP)
    life.begins()
    assert life.noted(SessionBegun)[-1] == SessionBegun((BRIDGE,), 7, 0)


def test_switched_off_in_mid_set_it_keeps_what_was_done_and_asks_nothing():
    life = Life(NINE_SQUATS)
    life.begins()
    life.gets_ready()
    life.squats(1.0)
    life.session.close(life.now_s)
    assert life.notes[-1] == SessionEnded(Ending.STOPPED)
    assert len(life.noted(SetEnded)) == 1


def test_a_repetition_that_is_too_small_is_told_for_a_moment():
    life = Life(NINE_SQUATS)
    life.begins()
    life.gets_ready()
    life.squats(0.45, rest_s=0.4)
    assert (life.view.reps, life.view.too_small) == (0, 1)
    assert life.view.last_rep_too_small
    life.stands(6.0)
    assert not life.view.last_rep_too_small


def test_what_can_not_be_measured_has_its_reason_on_the_screen():
    life = Life(BRIDGE)
    life.begins()
    life.stands(3.0)
    assert (life.view.phase, life.view.reason) == (Phase.PREPARING, "wrong_stance")
    assert life.view.ready == 0.0


def test_the_share_of_being_ready_only_grows_while_one_holds_still():
    life = Life(NINE_SQUATS, timing=SessionTiming(introduction_s=0.0, ready_s=2.0))
    life.begins()
    shares = []
    while life.view.phase in (Phase.INTRODUCING, Phase.PREPARING):
        life.stands(0.1)
        shares.append(life.view.ready)
    assert all(later >= earlier for earlier, later in pairwise(shares[:-1]))
    assert max(shares) > 0.9
