"""What is beeped, how often, and when the buzzer keeps silent."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from device.config import PanelSettings
from device.panel import Panel
from device.panel.buzzer import Beeps, Listener
from device.panel.gpio import open_panel
from device.preferences import Preferences
from device.view import CameraState, Phase, SessionView
from tests.device.panel.boards import COUNTING, SETTINGS, Board, soon


def beeps(board: Board) -> int:
    return sum(state.state == 1 for state in board.pin(SETTINGS.buzzer_pin).states)


def test_each_repetition_beeps_once_and_shortly(board: Board, panel: Panel) -> None:
    for reps in (0, 0, 1, 1, 1):
        panel.show(replace(COUNTING, reps=reps))
    assert soon(lambda: board.pin(SETTINGS.buzzer_pin).state == 0 and beeps(board) == 1)
    time.sleep(3 * Beeps.REP.on_s)
    panel.show(replace(COUNTING, reps=2))
    assert soon(lambda: beeps(board) == 2)
    time.sleep(3 * Beeps.REP.on_s)
    assert board.pin(SETTINGS.buzzer_pin).state == 0


def test_the_next_exercise_starts_without_a_beep(board: Board, panel: Panel) -> None:
    panel.show(replace(COUNTING, reps=0))
    panel.show(replace(COUNTING, position=1, reps=4))
    time.sleep(2 * Beeps.REP.on_s)
    assert beeps(board) == 0


def test_a_finished_set_beeps_twice_on_the_pin(board: Board, panel: Panel) -> None:
    panel.show(COUNTING)
    panel.show(replace(COUNTING, set_done=True))
    assert soon(lambda: board.pin(SETTINGS.buzzer_pin).state == 0 and beeps(board) == 2)


def test_a_muted_panel_is_silent(board: Board) -> None:
    panel = open_panel(PanelSettings(muted=True), board.commands.put, board.pins)
    panel.show(replace(COUNTING, reps=0))
    panel.show(replace(COUNTING, reps=1))
    time.sleep(2 * Beeps.REP.on_s)
    assert beeps(board) == 0
    panel.close()


def test_a_preference_keeps_the_buzzer_silent(board: Board, panel: Panel) -> None:
    quiet = replace(COUNTING, preferences=Preferences(sounds=False))
    panel.show(quiet)
    panel.show(replace(quiet, reps=1))
    time.sleep(Beeps.REP.on_s / 2)
    assert not board.pin(SETTINGS.buzzer_pin).state


def test_each_thing_that_is_beeped_has_a_pattern_of_its_own() -> None:
    assert len({beeps.value for beeps in Beeps}) == len(Beeps)
    assert len({beeps.times for beeps in (Beeps.REP, Beeps.SET, Beeps.WARNING)}) == 3


def test_a_set_and_a_warning_are_beeped_once_each_and_go_before_the_repetition() -> None:
    listener = Listener()
    done = replace(COUNTING, reps=5, set_done=True)
    blind = replace(COUNTING, reps=5, phase=Phase.PAUSED, camera=CameraState.HUNG)
    views = [COUNTING, replace(COUNTING, reps=4), done, done, COUNTING, blind, blind, COUNTING]
    heard = [listener.hear(view) for view in views]
    assert heard == [None, Beeps.REP, Beeps.SET, None, None, Beeps.WARNING, None, None]


@pytest.mark.parametrize(
    ("view", "beeps"),
    [
        (SessionView(phase=Phase.RED_FLAG, camera=CameraState.LIVE), Beeps.WARNING),
        (replace(COUNTING, camera=CameraState.COVERED), Beeps.WARNING),
        (SessionView(phase=Phase.HOME, camera=CameraState.MISSING), None),
        (SessionView(phase=Phase.HOME, camera=CameraState.STARTING), None),
        (replace(COUNTING, correction="knee_valgus"), None),
    ],
)
def test_a_warning_is_for_a_session_that_sees_nobody_and_for_red_flags(
    view: SessionView, beeps: Beeps | None
) -> None:
    assert Listener().hear(view) is beeps
