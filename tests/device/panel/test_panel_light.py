"""Which signal each moment has, and how the light gives it: colour and rhythm."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from device.config import PanelSettings
from device.panel import Panel
from device.panel.gpio import open_panel
from device.panel.light import RHYTHMS, Signal, signal_of
from device.view import CameraState, Phase, Question, SessionView
from tests.device.panel.boards import COUNTING, SETTINGS, Board, soon


@pytest.mark.parametrize(
    ("view", "signal"),
    [
        (SessionView(camera=CameraState.LIVE), Signal.IDLE),
        (SessionView(phase=Phase.FINISHED, camera=CameraState.DEMO), Signal.IDLE),
        (SessionView(phase=Phase.PREPARING), Signal.READY),
        (SessionView(phase=Phase.COUNTDOWN), Signal.READY),
        (SessionView(phase=Phase.SCREENING, question=Question.PAIN_BEFORE), Signal.READY),
        (SessionView(phase=Phase.RESTING), Signal.PAUSED),
        (SessionView(phase=Phase.HURTING, question=Question.WHERE), Signal.ATTENTION),
        (SessionView(phase=Phase.RED_FLAG), Signal.ATTENTION),
        (COUNTING, Signal.COUNTING),
        (replace(COUNTING, reason="out_of_frame"), Signal.ATTENTION),
        (replace(COUNTING, correction="knee_valgus"), Signal.ATTENTION),
        (replace(COUNTING, phase=Phase.PAUSED, reason="no_person"), Signal.PAUSED),
        (replace(COUNTING, camera=CameraState.MISSING), Signal.FAULT),
        (SessionView(camera=CameraState.MISSING), Signal.FAULT),
    ],
)
def test_each_moment_has_its_signal(view: SessionView, signal: Signal) -> None:
    assert signal_of(view) is signal


def test_signals_differ_by_rhythm_as_well_as_by_colour() -> None:
    assert set(RHYTHMS) == set(Signal)
    for one, other in combinations(RHYTHMS.values(), 2):
        assert one.colour != other.colour
        assert (one.on_s, one.off_s, one.fade_s) != (other.on_s, other.off_s, other.fade_s)


def test_nothing_flashes_faster_than_three_times_a_second() -> None:
    for rhythm in RHYTHMS.values():
        period_s = rhythm.on_s + rhythm.off_s + 2 * rhythm.fade_s
        assert period_s == 0 or period_s > 1 / 3


def test_the_light_is_steady_green_while_it_counts(board: Board, panel: Panel) -> None:
    panel.show(COUNTING)
    assert soon(lambda: board.light() == (0, 1, 0))
    changes = len(board.pin(SETTINGS.green_pin).states)
    for _ in range(20):
        panel.show(COUNTING)
        time.sleep(0.01)
    assert len(board.pin(SETTINGS.green_pin).states) == changes


def test_the_light_blinks_in_amber_for_a_correction_and_goes_back(board: Board, panel: Panel) -> None:
    panel.show(replace(COUNTING, correction="knee_valgus"))
    red, green, blue = (board.pin(pin) for pin in (22, 23, 24))
    red.clear_states()
    time.sleep(1.7)
    assert 3 <= sum(state.state == 1 for state in red.states) <= 5
    assert {float(state.state) for state in green.states} == {0.0, 0.5}
    assert {float(state.state) for state in blue.states} == {0.0}
    panel.show(COUNTING)
    assert soon(lambda: board.light() == (0, 1, 0))


def test_the_light_breathes_at_rest(board: Board, panel: Panel) -> None:
    panel.show(SessionView(camera=CameraState.LIVE))
    time.sleep(0.5)
    levels = [float(state.state) for state in board.pin(SETTINGS.red_pin).states[1:]]
    assert len(levels) > 5
    assert all(0 <= earlier <= later <= 0.3 for earlier, later in pairwise(levels))


def test_a_common_anode_is_driven_the_other_way_round(board: Board) -> None:
    panel = open_panel(PanelSettings(light_active_high=False), board.commands.put, board.pins)
    panel.show(COUNTING)
    assert soon(lambda: board.light() == (1, 0, 1))
    panel.close()
