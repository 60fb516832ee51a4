"""Before the exercises: red flags one by one, the pain, and what a yes does."""

from __future__ import annotations

import pytest

from device.command import BodyRegion, Command
from device.link.messages import RedFlag
from device.session import (
    Hurt,
    Rated,
    RedFlagRead,
    RedFlagTold,
    Session,
)
from device.summary import StopReason
from device.view import Phase, Question, SessionView
from inference.exercise import load_library
from tests.device.lives import TWO_SQUATS, Life


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
