"""Whole sessions on the real appliance and a recorded clip, touched and read at both displays at once."""

from __future__ import annotations

import pytest

from tests.scenarios.displays import Walk

pytestmark = pytest.mark.browser
TWO_SETS = '[{"exercise": "squat", "reps": 2, "sets": 2, "rest_s": 60}]'
TWO_EXERCISES = '[{"exercise": "squat", "reps": 3}, {"exercise": "glute_bridge", "reps": 5}]'
NO_CLINIC = "--no-demo-broker"


@pytest.mark.languages("en")
def test_the_plan_is_done(walk: Walk, language: str) -> None:
    me, _ = walk(language, TWO_SETS, NO_CLINIC)
    me.is_well(pain=3)
    # The person on the clip is there: introduction, view and countdown go on by themselves.
    me.sees("squat")
    me.counts(1)
    me.counts(2)
    me.sees("set_done")
    me.sees("next_set")
    me.finds_it_well_shown()
    me.touches("go_on_now")
    me.counts(2, patience_s=30)
    me.sees("pain_after")
    me.touches("2")
    me.sees("exertion")
    me.touches("4")
    me.sees("well_done")
    me.reads("#finished-exercises", "squat")
    me.reads("#finished-exercises", "4 of 4")
    me.sees("3 before, 2 after")
    me.sees("kept")
    me.finds_it_well_shown()
    me.touches("done")
    me.sees("again")


@pytest.mark.languages("de")
def test_a_red_flag_stops_it(walk: Walk, language: str) -> None:
    me, _ = walk(language, TWO_SETS, NO_CLINIC)
    me.touches("start")
    me.sees("question", number=1)
    me.touches("no")
    me.sees("question", number=2)
    me.touches("yes")
    me.sees("flag")
    me.sees("call")
    me.sees("nobody_told")
    me.reloads()
    me.sees("flag")
    me.finds_it_well_shown()
    me.touches("read")
    me.sees("start")


@pytest.mark.languages("en")
def test_pain_stops_it(walk: Walk, language: str) -> None:
    me, _ = walk(language, TWO_EXERCISES, NO_CLINIC)
    me.is_well(pain=3)
    me.counts(1)
    me.touches("hurts")
    me.sees("where")
    # What is chosen on one display is not yet told: the same hand goes on there.
    me.touches("lower_back", "continue")
    me.sees("how_much")
    me.touches("6")
    me.sees("go_on?")
    me.finds_it_well_shown()
    me.touches("end")
    me.sees("pain_after")
    me.touches("6")
    me.sees("exertion")
    me.touches("8")
    me.sees("enough")
    me.reads("#finished-exercises", "bridge")
    me.reads("#finished-advice", "pain_rose")
    me.finds_it_well_shown()


@pytest.mark.languages("de")
def test_a_reload_in_mid_set_comes_back_to_the_same_place(walk: Walk, language: str) -> None:
    me, _ = walk(language, TWO_EXERCISES, NO_CLINIC)
    me.is_well(pain=1)
    me.counts(1)
    me.reloads()
    me.sees("squat")
    me.counts(2)
    me.touches("pause")
    me.reloads()
    me.reads("#paused h1", "paused")
    me.touches("go_on")
    me.counts(3)
    me.sees("bridge")
