"""The counter on bare signals: degrees of a joint over time, told as stories."""

from __future__ import annotations

import numpy as np
import pytest

from inference.rep import RepCounter


def course(*legs, fps=15.0):
    """(seconds, target) legs from 0, eased: times and values."""
    value, values = 0.0, []
    for seconds, target in legs:
        n = max(1, round(seconds * fps))
        s = np.arange(1, n + 1) / n
        values += list(value + (target - value) * s * s * (3 - 2 * s))
        value = target
    return np.arange(len(values)) / fps, np.array(values)


def cycles(*legs, fps=15.0, noise=0.0, rest=None, **limits):
    counter = RepCounter(**({"whole": 60, "small": 25, "min_s": 0.8, "max_s": 12} | limits), rest=rest)
    t, values = course(*legs, fps=fps)
    values = values + np.random.default_rng(3).normal(0, noise, len(values)) if noise else values
    found = [counter.update(float(at), float(v)) for at, v in zip(t, values, strict=True)]
    return [cycle for cycle in found if cycle is not None]


REP = [(1, 100), (0.3, 100), (1, 0), (0.6, 0)]


@pytest.mark.parametrize("fps", [10, 15, 30])
def test_five_repetitions_are_five_at_any_frame_rate(fps):
    assert [c.whole for c in cycles((1, 0), *REP * 5, fps=fps)] == [True] * 5


def test_a_repetition_knows_when_it_began_and_ended_and_how_far_it_went():
    (rep,) = cycles((1, 0), *REP)
    assert rep.started_s == pytest.approx(1.15, abs=0.25)
    assert rep.ended_s == pytest.approx(3.0, abs=0.35)
    assert rep.range == pytest.approx(100, abs=3)


def test_half_way_is_an_attempt_not_a_repetition():
    (attempt,) = cycles((1, 0), (1, 45), (0.3, 45), (1, 0), (0.6, 0))
    assert not attempt.whole
    assert attempt.range == pytest.approx(45, abs=2)


def test_fidgeting_is_nothing():
    assert cycles((1, 0), *[(0.5, 12), (0.5, 0)] * 10) == []


def test_trembling_keypoints_add_nothing():
    assert len(cycles((1, 0), *REP * 5, noise=3.0)) == 5


def test_going_down_and_staying_there_is_no_repetition():
    assert cycles((1, 0), (1, 95), (20, 95), (1, 0), (1, 0)) == []


def test_after_staying_down_the_next_repetition_counts_again():
    assert len(cycles((1, 0), (1, 95), (20, 95), (1, 0), (1, 0), *REP)) == 1


def test_a_glitch_of_a_fifth_of_a_second_is_no_repetition():
    assert cycles((1, 0), (0.1, 90), (0.1, 0), (2, 0)) == []


def test_someone_who_does_not_come_all_the_way_back_is_still_counted():
    assert len(cycles((1, 0), (1, 110), (1, 35), (1, 110), (1, 35), (1, 110), (1, 0), (1, 0))) == 3


def test_two_dips_at_the_bottom_are_one_repetition():
    assert len(cycles((1, 0), (1, 100), (0.4, 92), (0.4, 100), (1, 0), (1, 0))) == 1


def test_what_counts_follows_the_persons_own_range():
    far = [(1, 130), (0.3, 130), (1, 0), (0.6, 0)]
    shallow = [(1, 65), (0.3, 65), (1, 0), (0.6, 0)]
    assert [c.whole for c in cycles((1, 0), *far * 3, *shallow)] == [True, True, True, False]
    assert [c.whole for c in cycles((1, 0), *shallow * 3)] == [True] * 3


def test_a_cycle_from_another_level_is_another_movement():
    assert cycles((1, 80), (2, 80), (1, 170), (1, 80), (2, 80), rest=(-10, 40)) == []
    assert len(cycles((1, 0), *REP, rest=(-10, 40))) == 1


def test_progress_runs_from_rest_to_the_range_that_counts():
    counter = RepCounter(60, 25, 0.8, 12)
    for i in range(6):
        counter.update(i / 10, 0.0)
    counter.update(0.6, 30.0)
    assert counter.progress == pytest.approx(0.5, abs=0.05)


SHALLOW = [(1, 65), (0.3, 65), (1, 0), (0.6, 0)]


@pytest.mark.parametrize(
    ("usual", "whole"),
    [
        (None, [True, True, True]),
        (100, [True, True, True]),
        (130, [False, True, True]),
        (1000, [False, True, True]),
    ],
)
def test_who_moves_less_than_on_earlier_days_loses_one_repetition_at_the_most(usual, whole):
    assert [c.whole for c in cycles((1, 0), *SHALLOW * 3, usual=usual)] == whole


def test_an_attempt_that_is_too_small_on_any_day_does_not_change_what_is_usual():
    attempt = [(1, 45), (0.3, 45), (1, 0), (0.6, 0)]
    assert [c.whole for c in cycles((1, 0), *attempt, *SHALLOW * 2, usual=130)] == [False, False, True]
