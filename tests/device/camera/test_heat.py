"""A processor that is held back by heat gets less to do, and the screen says so."""

from __future__ import annotations

import threading

import pytest

from device.camera.heat import HeatWatch
from device.camera.pace import HOT_S, NOBODY_S, Pace
from device.doctor.pi_health import WEAK_SUPPLY, PiHealth


class Board:
    """A Pi whose heat the test sets."""

    def __init__(self) -> None:
        self.health = PiHealth(52.4, 0x0)

    def read(self) -> PiHealth:
        return self.health


SLOWED = "10 pictures a second; let air to the device"


@pytest.mark.parametrize(
    ("health", "hot", "words"),
    [
        (PiHealth(52.4, 0x0), False, "52 °C"),
        (
            PiHealth(82.1, 0x80008),
            True,
            "82 °C, soft temperature limit, 10 pictures a second; let air to the device",
        ),
        (
            PiHealth(85.0, 0xE0006),
            True,
            "85 °C, clock capped, throttled, 10 pictures a second; let air to the device",
        ),
        (PiHealth(60.0, 0xE0000), False, "60 °C"),
        (PiHealth(50.0, 0x50001), False, f"50 °C, {WEAK_SUPPLY}"),
        (PiHealth(50.0, 0x50005), False, f"50 °C, {WEAK_SUPPLY}"),
        (PiHealth(50.0, 0x70007), False, f"50 °C, {WEAK_SUPPLY}"),
        (
            PiHealth(84.0, 0xF000F),
            True,
            f"84 °C, {WEAK_SUPPLY}, soft temperature limit, 10 pictures a second; let air to the device",
        ),
        (PiHealth(None, None), False, ""),
    ],
)
def test_the_flags_of_this_moment_decide_and_a_weak_supply_is_not_told_as_heat(
    health: PiHealth, hot: bool, words: str
) -> None:
    board, pace = Board(), Pace()
    watch = HeatWatch(pace, board.read)
    board.health = health
    watch.look()
    assert pace.hot is hot
    assert watch.words == words


def test_cooled_down_it_goes_back_to_full_rate_but_an_empty_room_stays_an_empty_room() -> None:
    board, pace = Board(), Pace()
    watch = HeatWatch(pace, board.read)
    board.health = PiHealth(84.0, 0x4)
    watch.look()
    assert pace.interval_s == HOT_S
    pace.somebody = False
    assert pace.interval_s == NOBODY_S
    pace.somebody = True
    board.health = PiHealth(70.0, 0x40000)
    watch.look()
    assert pace.interval_s == 0.0


def test_it_ends_when_it_is_told() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=HeatWatch(Pace(), Board().read).run, args=(stop,))
    thread.start()
    stop.set()
    thread.join(2)
    assert not thread.is_alive()
