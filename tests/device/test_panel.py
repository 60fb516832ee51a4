from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest
from gpiozero import Button
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.command import Command, Order
from device.config import PanelSettings
from device.light import RHYTHMS, Signal, signal_of
from device.panel import BEEP_S, GpioPanel, NoPanel, Panel, Pins, open_panel
from device.preferences import Preferences
from device.view import CameraState, Phase, Question, SessionView

SETTINGS = PanelSettings(long_press_s=0.5)
COUNTING = SessionView(phase=Phase.ACTIVE, position=0, camera=CameraState.LIVE)


class Board:
    """The pins of a mock Raspberry Pi and the commands that the panel submitted."""

    def __init__(self) -> None:
        self.factory = MockFactory(pin_class=MockPWMPin)
        self.commands: queue.SimpleQueue[Order] = queue.SimpleQueue()

    def pins(self) -> Pins:
        return Pins(self.factory)

    def pin(self, number: int) -> Any:
        return self.factory.pin(number)

    def press(self, seconds: float) -> None:
        self.pin(SETTINGS.button_pin).drive_low()
        time.sleep(seconds)
        self.pin(SETTINGS.button_pin).drive_high()

    def submitted(self) -> list[Command]:
        commands = []
        while True:
            try:
                commands.append(self.commands.get(timeout=0.1).command)
            except queue.Empty:
                return commands

    def light(self) -> tuple[float, ...]:
        return tuple(float(self.pin(pin).state) for pin in (22, 23, 24))


@pytest.fixture
def board() -> Iterator[Board]:
    board = Board()
    yield board
    board.factory.close()


@pytest.fixture
def panel(board: Board) -> Iterator[Panel]:
    panel = open_panel(SETTINGS, board.commands.put, board.pins)
    assert isinstance(panel, GpioPanel)
    yield panel
    panel.close()


def soon(condition: Callable[[], bool], within_s: float = 1.5) -> bool:
    deadline_s = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline_s:
            return False
        time.sleep(0.005)
    return True


@pytest.mark.parametrize(
    ("phase", "command"),
    [
        (Phase.HOME, Command.START),
        (Phase.INTRODUCING, Command.RESUME),
        (Phase.RESTING, Command.PAUSE),
        (Phase.PREPARING, Command.PAUSE),
        (Phase.ACTIVE, Command.PAUSE),
        (Phase.PAUSED, Command.RESUME),
        (Phase.FINISHED, Command.HOME),
    ],
)
def test_a_short_press_does_what_the_moment_asks_for(
    board: Board, panel: Panel, phase: Phase, command: Command
) -> None:
    panel.show(SessionView(phase=phase))
    board.press(0.05)
    assert board.submitted() == [command]


def test_questions_are_answered_with_the_button_alone(board: Board, panel: Panel) -> None:
    panel.show(SessionView(phase=Phase.SCREENING, question=Question.RED_FLAG, subject="fever"))
    board.press(0.05)
    assert board.commands.get(timeout=1.0) == Order(Command.ANSWER, subject="fever", value=0)
    panel.show(SessionView(phase=Phase.SCREENING, question=Question.PAIN_BEFORE))
    board.press(0.05)
    board.press(SETTINGS.long_press_s + 0.2)
    assert board.submitted() == [Command.MORE, Command.ACCEPT]


def test_a_preference_keeps_the_buzzer_silent(board: Board, panel: Panel) -> None:
    quiet = replace(COUNTING, preferences=Preferences(sounds=False))
    panel.show(quiet)
    panel.show(replace(quiet, reps=1))
    time.sleep(BEEP_S / 2)
    assert not board.pin(SETTINGS.buzzer_pin).state


def test_a_long_press_stops_while_it_is_held_and_its_release_says_nothing(board: Board, panel: Panel) -> None:
    panel.show(COUNTING)
    board.pin(SETTINGS.button_pin).drive_low()
    assert board.commands.get(timeout=1.0) == Order(Command.STOP)
    board.pin(SETTINGS.button_pin).drive_high()
    assert board.submitted() == []
    board.press(0.05)
    assert board.submitted() == [Command.PAUSE]


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


def beeps(board: Board) -> int:
    return sum(state.state == 1 for state in board.pin(SETTINGS.buzzer_pin).states)


def test_each_repetition_beeps_once_and_shortly(board: Board, panel: Panel) -> None:
    for reps in (0, 0, 1, 1, 1):
        panel.show(replace(COUNTING, reps=reps))
    assert soon(lambda: board.pin(SETTINGS.buzzer_pin).state == 0 and beeps(board) == 1)
    time.sleep(3 * BEEP_S)
    panel.show(replace(COUNTING, reps=2))
    assert soon(lambda: beeps(board) == 2)
    time.sleep(3 * BEEP_S)
    assert board.pin(SETTINGS.buzzer_pin).state == 0


def test_the_next_exercise_starts_without_a_beep(board: Board, panel: Panel) -> None:
    panel.show(replace(COUNTING, reps=0))
    panel.show(replace(COUNTING, position=1, reps=4))
    time.sleep(2 * BEEP_S)
    assert beeps(board) == 0


def test_a_muted_panel_is_silent(board: Board) -> None:
    panel = open_panel(PanelSettings(muted=True), board.commands.put, board.pins)
    panel.show(replace(COUNTING, reps=0))
    panel.show(replace(COUNTING, reps=1))
    time.sleep(2 * BEEP_S)
    assert beeps(board) == 0
    panel.close()


def test_closing_darkens_the_light_and_frees_the_pins(board: Board) -> None:
    first = open_panel(SETTINGS, board.commands.put, board.pins)
    first.show(COUNTING)
    first.close()
    first.close()
    second = open_panel(SETTINGS, board.commands.put, board.pins)
    assert isinstance(second, GpioPanel)
    second.close()


def test_a_pin_in_use_gives_no_panel_and_leaves_the_other_pins_free(board: Board) -> None:
    other = Button(SETTINGS.blue_pin, pin_factory=board.factory)
    panel = open_panel(SETTINGS, board.commands.put, board.pins)
    assert isinstance(panel, NoPanel)
    assert "a pin can't be used" in panel.name
    assert "close the program that uses it or change panel.*_pin" in panel.name
    assert "\n" not in panel.name
    panel.show(COUNTING)
    panel.close()
    other.close()
    again = open_panel(SETTINGS, board.commands.put, board.pins)
    assert isinstance(again, GpioPanel)
    again.close()


class PinLibraryError(Exception):
    """As lgpio.error: derived from Exception alone."""


def test_the_pin_librarys_own_error_gives_no_panel(board: Board) -> None:
    class Refusing(MockFactory):  # type: ignore[misc]
        def pin(self, name: object) -> None:
            raise PinLibraryError("'GPIO busy'")

    factory = Refusing(pin_class=MockPWMPin)
    panel = open_panel(SETTINGS, board.commands.put, lambda: Pins(factory, (PinLibraryError,)))
    assert isinstance(panel, NoPanel)
    assert panel.name.startswith("a pin can't be used ('GPIO busy')")


def test_a_machine_without_pins_has_no_panel() -> None:
    panel = open_panel(PanelSettings(), lambda command: None)
    assert isinstance(panel, NoPanel)
    assert panel.name


def test_the_panel_can_be_switched_off(board: Board) -> None:
    panel = open_panel(PanelSettings(enabled="off"), board.commands.put, board.pins)
    assert isinstance(panel, NoPanel)
    assert panel.name == "switched off by panel.enabled"
