"""Whole sessions without a touch: by raised hands before the camera alone, and by the button alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.appliance_process import BUTTONED
from tests.scenarios.displays import Walk
from tests.scenarios.reel import Piece, cut

pytestmark = pytest.mark.browser
TWO_SQUATS = '[{"exercise": "squat", "reps": 2}]'
SHORT_S, LONG_S = 0.1, 0.8

STAND = Piece("squat_front_m", 0, 15, seconds=0.9)
BOTH_HANDS = (Piece("arm_raise_front_m", 38, 50, seconds=2.3), STAND)
ONE_HAND = (Piece("overhead_reach_clean_m", 37, 49, seconds=2.3), STAND)
BY_HAND = [
    # Until the displays show it.
    Piece("squat_front_m", 0, 15, seconds=6.0),
    *BOTH_HANDS,  # start
    *ONE_HAND * 10,  # ten times no
    *BOTH_HANDS,  # no pain: the number that is proposed
    Piece("squat_front_m", 0, 15, seconds=2.0),
    Piece("squat_front_m", 16, 140),
    Piece("squat_front_m", 0, 15, seconds=2.5),
    *ONE_HAND,  # pain after: one
    *BOTH_HANDS,
    *BOTH_HANDS,  # how hard: as proposed
    Piece("squat_front_m", 0, 15, seconds=4.0),
    *BOTH_HANDS,  # home
    Piece("squat_front_m", 0, 15, seconds=20.0),
]


@pytest.mark.languages("de")
def test_hands_alone_are_enough(walk: Walk, language: str, tmp_path: Path) -> None:
    film = cut(tmp_path / "film.avi", BY_HAND)
    me, _ = walk(language, TWO_SQUATS, "--no-demo-broker", MATSIDE_CAMERA__SOURCE=f"clip:{film}")
    me.sees("start")
    for number in range(1, 11):
        me.sees("question", number=number)
    me.sees("pain_before")
    me.finds_marked("0")
    me.counts(1)
    me.counts(2)
    me.sees("pain_after")
    me.finds_marked("1")
    me.sees("exertion")
    me.sees("well_done")
    me.reads("#finished-exercises", "2 of 2")
    me.sees("0 before, 1 after")
    me.sees("again")


@pytest.mark.languages("en")
def test_the_button_alone_is_enough(walk: Walk, language: str) -> None:
    me, running = walk(
        language, TWO_SQUATS, "--no-demo-broker", program=BUTTONED, MATSIDE_PANEL__LONG_PRESS_S="0.5"
    )
    running.press(SHORT_S)
    for number in range(1, 11):
        me.sees("question", number=number)
        running.press(SHORT_S)
    me.sees("pain_before")
    for pain in (0, 1, 2):
        me.finds_marked(str(pain))
        running.press(SHORT_S if pain < 2 else LONG_S)
    me.counts(1)
    running.press(SHORT_S)
    me.reads("#paused h1", "paused")
    running.press(SHORT_S)
    me.counts(1)
    running.press(LONG_S)
    me.sees("why")
    me.finds_marked("it_hurts")
    running.press(SHORT_S)
    me.finds_marked("tired")
    me.finds_it_well_shown()
    running.press(LONG_S)
    me.sees("pain_after")
    running.press(LONG_S)
    me.sees("exertion")
    running.press(LONG_S)
    me.sees("enough")
    running.press(SHORT_S)
    me.sees("start")
