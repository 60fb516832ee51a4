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
from device.panel import NoPanel, Panel
from device.panel.boot_hold import HELD_S, BootHold
from device.panel.buzzer import Beeps, Listener
from device.panel.gpio import GpioPanel, Pins, open_panel
from device.panel.light import RHYTHMS, Signal, signal_of
from device.preferences import Preferences
from device.view import CameraState, Phase, Question, SessionView
from tests.device.fake_clock import FakeClock

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
    time.sleep(Beeps.REP.on_s / 2)
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


def test_a_muted_panel_is_silent(board: Board) -> None:
    panel = open_panel(PanelSettings(muted=True), board.commands.put, board.pins)
    panel.show(replace(COUNTING, reps=0))
    panel.show(replace(COUNTING, reps=1))
    time.sleep(2 * Beeps.REP.on_s)
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


def test_a_finished_set_beeps_twice_on_the_pin(board: Board, panel: Panel) -> None:
    panel.show(COUNTING)
    panel.show(replace(COUNTING, set_done=True))
    assert soon(lambda: board.pin(SETTINGS.buzzer_pin).state == 0 and beeps(board) == 2)


def test_the_button_held_for_eight_seconds_from_the_start_on_asks_once_for_the_set_up() -> None:
    clock = FakeClock()
    hold = BootHold(True, clock)
    asked = []
    for tenth in range(120):
        clock.sleep(0.1)
        if hold.is_complete(True):
            asked.append(tenth)
    assert len(asked) == 1
    assert (asked[0] + 1) / 10 == pytest.approx(HELD_S, abs=0.15)
    assert hold.is_under_way
    assert not hold.is_complete(False)
    assert not hold.is_under_way


@pytest.mark.parametrize(("at_start", "held_s"), [(True, 7.5), (False, 20.0)])
def test_let_go_too_early_or_pressed_later_it_asks_for_nothing(at_start: bool, held_s: float) -> None:
    clock = FakeClock()
    hold = BootHold(at_start, clock)
    clock.sleep(held_s)
    assert not hold.is_complete(at_start)
    assert not hold.is_complete(False)
    clock.sleep(20)
    assert not hold.is_complete(True)


class GroundedPin(MockPWMPin):  # type: ignore[misc]
    """A button that is down as the pins are claimed: ground is stronger than the pull-up."""

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        self.drive_low()


def test_on_the_pins_the_held_button_gives_no_order_until_it_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("device.panel.boot_hold.HELD_S", 0.8)
    board = Board()
    board.factory.pin_class = GroundedPin
    board.factory.pin(SETTINGS.button_pin)
    board.factory.pin_class = MockPWMPin
    asked: list[bool] = []
    panel = open_panel(SETTINGS, board.commands.put, board.pins, lambda: asked.append(True))
    view = SessionView(phase=Phase.RED_FLAG, camera=CameraState.LIVE)
    told = soon(lambda: (panel.show(view), bool(asked))[1])
    board.pin(SETTINGS.button_pin).drive_high()
    panel.show(view)
    during = board.submitted()
    board.press(SETTINGS.long_press_s + 0.2)
    after = board.submitted()
    panel.close()
    board.factory.close()
    assert (told, during, after, asked) == (True, [], [Command.ACKNOWLEDGE], [True])
