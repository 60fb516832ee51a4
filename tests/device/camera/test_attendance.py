"""An empty room costs little, and whoever steps in is looked at in full within half a second."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from device.camera.attendance import AWAY_S, Attendance
from device.camera.pace import EARLY_S, NOBODY_S, Pace
from device.capture import HASTE_S
from device.pipeline import Analysis, RealStage
from device.recording.speed import ENOUGH_FPS
from device.session import Session
from inference.exercise import load_library
from inference.movenet import MoveNetEstimator
from inference.pose import Frame, Pose
from tests.replays import frames, net, poses

FRAME_S = 1 / 30
"""Until the next frame of a camera comes."""
LOOK_S = 1 / ENOUGH_FPS
"""One look of the slowest model that is used."""


class CountingEstimator(MoveNetEstimator):
    """Remembers when it looked."""

    def __init__(self) -> None:
        super().__init__(net())
        self.looked_s: list[float] = []

    def estimate(self, frame: Frame) -> Pose:
        self.looked_s.append(frame.captured_s)
        return super().estimate(frame)


class Watch:
    """The analysis at home, handed those frames alone that the capture would deliver."""

    def __init__(self, gestures: bool = True) -> None:
        self.pace = Pace()
        self.estimator = CountingEstimator()
        session = Session((), load_library(), lambda note: None)
        self.analysis = Analysis(self.estimator, session, RealStage(), lambda: gestures, self.pace)
        self.delivered: list[float] = []
        self.full_from_s: float | None = None

    def see(self, film: list[Frame]) -> None:
        for frame in film:
            if self.delivered and not self.pace.wants(frame.captured_s, self.delivered[-1]):
                continue
            self.delivered.append(frame.captured_s)
            self.analysis.frame(frame)
            if self.pace.somebody and self.full_from_s is None:
                self.full_from_s = frame.captured_s


def first_seen_s(clip: str) -> float:
    """When somebody who looked at every frame would see the person first."""
    attendance = Attendance()
    for pose in poses(clip):
        attendance.see(pose)
        if attendance.somebody(pose.captured_s):
            return pose.captured_s
    raise AssertionError(f"{clip}: nobody is ever seen")


@pytest.mark.parametrize("gestures", [True, False])
@pytest.mark.parametrize("clip", ["walk_in_out_m", "walk_past_f"])
@pytest.mark.parametrize("skipped", [0, 1, 2, 3])
def test_who_steps_in_is_looked_at_in_full_within_half_a_second(
    clip: str, skipped: int, gestures: bool
) -> None:
    film = list(frames(clip))[skipped:]
    watch = Watch(gestures)
    watch.pace.somebody = False
    watch.see(film)
    assert watch.full_from_s is not None
    assert 0 <= watch.full_from_s - first_seen_s(clip) <= 0.5 - FRAME_S - LOOK_S - HASTE_S
    delivered = [at_s for at_s in watch.delivered if watch.full_from_s < at_s < watch.full_from_s + 2]
    assert len(delivered) >= 29


@pytest.mark.parametrize("gestures", [True, False])
@pytest.mark.parametrize("clip", ["empty_plain", "empty_coat", "empty_cluttered", "empty_card"])
def test_an_empty_room_is_looked_at_four_times_a_second_at_most_and_three_times_at_least(
    clip: str, gestures: bool
) -> None:
    film = list(frames(clip))
    watch = Watch(gestures)
    watch.pace.somebody = False
    watch.see(film)
    assert watch.full_from_s is None
    gaps = [later - earlier for earlier, later in pairwise(watch.estimator.looked_s)]
    assert len(gaps) > 5
    assert min(gaps) > NOBODY_S - EARLY_S - 1e-6
    assert max(gaps) < NOBODY_S + FRAME_S


@pytest.mark.parametrize(("gestures", "rate"), [(True, 5.0), (False, 3.75)])
def test_between_exercises_somebody_is_looked_at_for_raised_hands_or_for_leaving(
    gestures: bool, rate: float
) -> None:
    watch = Watch(gestures)
    film = list(frames("proto_squat_side_m"))
    watch.see(film)
    looked = len(watch.estimator.looked_s) - 1
    assert looked / (film[-1].captured_s - film[0].captured_s) == pytest.approx(rate, abs=0.3)
    assert len(watch.delivered) == len(film)


def test_who_left_is_expected_back_for_a_while() -> None:
    attendance = Attendance()
    seen = next(pose for pose in poses("walk_in_out_m") if np.mean(pose.scores) > 0.5)
    attendance.see(seen)
    assert attendance.somebody(seen.captured_s + AWAY_S - 0.1)
    assert not attendance.somebody(seen.captured_s + AWAY_S)
    attendance.touched(seen.captured_s + 60)
    assert attendance.somebody(seen.captured_s + 61)
