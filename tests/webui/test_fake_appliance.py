"""The fake must behave, or the tests that stand on it say nothing."""

from __future__ import annotations

from device.command import BodyRegion, Command, Order
from device.summary import Ending
from device.view import LinkState, Phase, Question
from tests.webui.fake_appliance import PLAN, FakeAppliance
from tests.webui.fake_session import FLAGS
from tests.webui.shipped import shipped_cards


def test_counts_only_between_start_and_pause(appliance: FakeAppliance) -> None:
    appliance.rep()
    assert appliance.view().reps == 0
    appliance.begin()
    appliance.rep()
    assert (appliance.view().phase, appliance.view().reps) == (Phase.INTRODUCING, 0)
    appliance.see_person()
    appliance.rep()
    appliance.submit(Order(Command.PAUSE))
    appliance.rep()
    assert (appliance.view().phase, appliance.view().reps) == (Phase.PAUSED, 1)
    appliance.submit(Order(Command.RESUME))
    appliance.rep()
    assert (appliance.view().phase, appliance.view().reps) == (Phase.PREPARING, 1)
    appliance.see_person()
    appliance.rep()
    assert (appliance.view().phase, appliance.view().reps) == (Phase.ACTIVE, 2)


def test_whole_plan_ends_completed_and_waits_for_the_clinic(appliance: FakeAppliance) -> None:
    appliance.change(link=LinkState.OFFLINE)
    appliance.begin()
    sets = [line.exercise for line in PLAN for _ in range(line.sets)]
    for number in range(len(sets)):
        appliance.submit(Order(Command.RESUME))
        appliance.see_person()
        for _ in range(9):
            appliance.rep()
        if number == 0:
            appliance.fault("knees_in")
            appliance.fault("knees_in")
        appliance.rest()
    appliance.submit(Order(Command.PAIN, value=1))
    appliance.submit(Order(Command.EXERTION, value=4))
    view = appliance.view()
    assert view.phase is Phase.FINISHED
    assert view.outbox == 1
    assert view.summary is not None
    assert view.summary.ended is Ending.COMPLETED
    assert [done.exercise for done in view.summary.exercises] == sets
    assert (view.summary.pain_before, view.summary.pain_after) == (2, 1)
    assert view.outcome is not None
    assert (view.outcome.tip, view.outcome.tipped) == ("knees_in", "squat")
    assert view.summary.exercises[0].reps == PLAN[0].reps
    assert view.summary.exercises[0].deviations == {"knees_in": 1}
    assert list(appliance.history(5)) == [view.summary]


def test_a_red_flag_starts_nothing_until_it_was_read(appliance: FakeAppliance) -> None:
    appliance.submit(Order(Command.START))
    appliance.submit(Order(Command.ANSWER, FLAGS[1], 1))
    assert appliance.view().question_number == 1, "it answers what is not asked"
    appliance.submit(Order(Command.ANSWER, FLAGS[0], 1))
    appliance.submit(Order(Command.START))
    assert (appliance.view().phase, appliance.view().red_flags) == (Phase.RED_FLAG, (FLAGS[0],))
    appliance.submit(Order(Command.ACKNOWLEDGE))
    assert appliance.view().phase is Phase.HOME


def test_pain_is_asked_about_and_leaves_the_exercise(appliance: FakeAppliance) -> None:
    appliance.begin()
    for order, question in (
        (Order(Command.HURTS), Question.WHERE),
        (Order(Command.WHERE, regions=(BodyRegion.NECK,)), Question.HOW_MUCH),
        (Order(Command.PAIN, value=5), Question.GO_ON),
    ):
        appliance.submit(order)
        assert (appliance.view().phase, appliance.view().question) == (Phase.HURTING, question)
    appliance.submit(Order(Command.RESUME))
    assert (appliance.view().phase, appliance.view().position) == (Phase.INTRODUCING, 1)


def test_commands_that_make_no_sense_change_nothing(appliance: FakeAppliance) -> None:
    for command in (Command.PAUSE, Command.RESUME, Command.NEXT, Command.STOP, Command.HOME):
        before = appliance.view()
        appliance.submit(Order(command))
        assert appliance.view() == before


def test_readers_get_the_newest_view_only(appliance: FakeAppliance) -> None:
    for reps in range(5):
        appliance.change(reps=reps)
    got = appliance.next_view(0, 0.0)
    assert got is not None
    version, view = got
    assert view.reps == 4
    assert appliance.next_view(version, 0.01) is None


def test_cards_are_the_shipped_sentences() -> None:
    cards = shipped_cards()
    assert {line.exercise for line in PLAN} <= cards.keys()
    assert all(card.setup and card.steps for card in cards.values())
