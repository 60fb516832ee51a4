"""Introduction, view and position, countdown: nothing counts before."""

from __future__ import annotations

from itertools import pairwise

import pytest

from device.command import Command
from device.session import (
    Observed,
    SessionTiming,
    SetBegun,
)
from device.view import Phase
from inference.events import Measurable
from tests.device.lives import BRIDGE, NINE_SQUATS, TIMING, Life


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
