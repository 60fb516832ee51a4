from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.avatar.timeline import Lapses, Script, Sway, Tempo, minimum_jerk, perform

SCRIPT = Script(count=5, tempo=Tempo(1.5, 0.4, 1.3, 0.7), seed=11)


def test_the_same_seed_gives_the_same_repetitions() -> None:
    assert perform(SCRIPT).reps == perform(SCRIPT).reps
    assert perform(SCRIPT).reps != perform(replace(SCRIPT, seed=12)).reps


def test_repetitions_follow_each_other_with_a_rest_between() -> None:
    timeline = perform(SCRIPT)
    assert [rep.number for rep in timeline.reps] == [1, 2, 3, 4, 5]
    assert timeline.reps[0].start_s == SCRIPT.lead_s
    for earlier, later in zip(timeline.reps, timeline.reps[1:], strict=False):
        assert later.start_s - earlier.end_s == pytest.approx(0.7, rel=0.11)
    assert timeline.duration_s > timeline.reps[-1].end_s + SCRIPT.tail_s


def test_phase_rises_to_the_depth_stays_and_returns() -> None:
    rep = perform(SCRIPT).reps[2]
    assert rep.phase(rep.start_s) == 0
    assert rep.phase(rep.peak_s) == rep.depth == rep.phase(rep.back_s)
    assert rep.phase(rep.end_s) == 0
    climb = [rep.phase(t) for t in np.linspace(rep.start_s, rep.peak_s, 20)]
    assert climb == sorted(climb)


def test_a_fault_may_dictate_pace_and_depth() -> None:
    hurried = replace(
        SCRIPT,
        faults={"drop_down": [2], "hips_low": [3]},
        fault_tempo={"drop_down": {"back_s": 0.4}},
        fault_depth={"hips_low": 0.65},
    )
    plain, wrong = perform(SCRIPT).reps, perform(hurried).reps
    assert wrong[1].tempo.back_s == 0.4
    assert wrong[2].depth == pytest.approx(0.65 * plain[2].depth)
    assert wrong[0] == plain[0]
    assert [sorted(rep.faults) for rep in wrong] == [[], ["drop_down"], ["hips_low"], [], []]


def test_sides_alternate_when_asked() -> None:
    sides = [rep.side for rep in perform(replace(SCRIPT, alternate=True)).reps]
    assert sides == ["left", "right", "left", "right", "left"]


def test_every_instant_belongs_to_one_repetition_or_none() -> None:
    timeline = perform(SCRIPT)
    indices = [timeline.rep_index(t) for t in np.arange(0, timeline.duration_s, 0.05)]
    assert sorted(set(indices)) == [-1, 0, 1, 2, 3, 4]
    assert indices[0] == indices[-1] == -1


def test_sway_is_small_slow_and_differs_between_people() -> None:
    sway, other = Sway.from_seed(1), Sway.from_seed(2)
    values = np.array([sway.at(0, t) for t in np.arange(0, 60, 0.1)])
    assert 0.3 < np.abs(values).max() < 1.6
    assert np.abs(np.diff(values)).max() < 0.4
    assert sway.at(0, 3.0) != other.at(0, 3.0)


def test_minimum_jerk_starts_and_ends_gently() -> None:
    assert (minimum_jerk(0), minimum_jerk(0.5), minimum_jerk(1)) == (0, 0.5, 1)
    assert minimum_jerk(0.05) < 0.002


def test_faults_of_a_hold_come_one_after_the_other_and_go() -> None:
    lapses = Lapses(after_s=1.0, last_s=2.0, apart_s=1.5, turn_s=0.5)
    held = replace(
        SCRIPT, count=2, tempo=Tempo(1.0, 3.0, 1.0, 1.0), lapses=lapses, faults={"low": [2], "high": [2]}
    )
    good, broken = perform(held).reps
    assert good.tempo.hold_s == pytest.approx(3.0, rel=0.11)
    assert set(good.lapsed(good.peak_s + 1.5)) == set()
    assert broken.tempo.hold_s >= 1.0 + 2 * (2.0 + 1.5)

    def shown(after_s: float) -> dict[str, float]:
        return broken.lapsed(broken.peak_s + after_s)

    assert shown(0.5) == shown(3.5) == shown(7.0) == {"high": 0.0, "low": 0.0}
    assert shown(2.0) == {"high": 1.0, "low": 0.0}
    assert shown(5.5) == {"high": 0.0, "low": 1.0}
    assert 0 < shown(1.25)["high"] < 1


def test_a_moment_knows_what_was_done_before() -> None:
    timeline = perform(SCRIPT)
    second = timeline.reps[1]
    assert timeline.moment(0.0).done == 0
    assert timeline.moment(second.start_s - 0.01).done == 1
    assert not timeline.moment(second.peak_s - 0.1).returning
    assert timeline.moment(second.peak_s + 0.1).returning
    assert timeline.moment(timeline.duration_s).done == SCRIPT.count
