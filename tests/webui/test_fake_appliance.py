"""The fake must behave, or the tests that stand on it say nothing."""

from __future__ import annotations

from device.command import Command, Order
from device.summary import Ending
from device.view import LinkState, Phase
from tests.webui.fake_appliance import PLAN, FakeAppliance, shipped_cards


def test_counts_only_between_start_and_pause(appliance: FakeAppliance) -> None:
    appliance.rep()
    assert appliance.view().reps == 0
    appliance.submit(Order(Command.START))
    appliance.rep()
    assert (appliance.view().phase, appliance.view().reps) == (Phase.PREPARING, 0)
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
    appliance.submit(Order(Command.START))
    appliance.see_person()
    for _ in range(9):
        appliance.rep()
    appliance.fault("knees_in")
    appliance.fault("knees_in")
    for _ in PLAN:
        appliance.submit(Order(Command.NEXT))
    view = appliance.view()
    assert view.phase is Phase.FINISHED
    assert view.outbox == 1
    assert view.summary is not None
    assert view.summary.ended is Ending.COMPLETED
    assert [done.exercise for done in view.summary.exercises] == [line.exercise for line in PLAN]
    assert view.summary.exercises[0].reps == PLAN[0].reps
    assert view.summary.exercises[0].deviations == {"knees_in": 1}
    assert list(appliance.history(5)) == [view.summary]


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
