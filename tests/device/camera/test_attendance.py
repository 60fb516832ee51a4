"""An empty room costs little, and whoever steps in is looked at in full within half a second."""

from __future__ import annotations

import numpy as np
import pytest

from device.camera.attendance import AWAY_S, Attendance
from device.camera.pace import NOBODY_S, Pace
from device.pipeline import Analysis, RealStage
from device.session import Session
from inference.exercise import load_library
from inference.movenet import MoveNetEstimator
from inference.pose import Frame
from tests.replays import frames, net, poses


class Watch:
    """The analysis at home, handed those frames alone that the capture would deliver."""

    def __init__(self) -> None:
        self.pace = Pace()
        session = Session((), load_library(), lambda note: None)
        self.analysis = Analysis(MoveNetEstimator(net()), session, RealStage(), pace=self.pace)
        self.delivered: list[float] = []
        self.full_from_s: float | None = None

    def see(self, film: list[Frame]) -> None:
        for frame in film:
            if self.delivered and frame.captured_s < self.delivered[-1] + self.pace.interval_s:
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


@pytest.mark.parametrize("clip", ["walk_in_out_m", "walk_past_f"])
@pytest.mark.parametrize("skipped", [0, 2, 4, 6])
def test_who_steps_in_is_looked_at_in_full_within_half_a_second(clip: str, skipped: int) -> None:
    film = list(frames(clip))[skipped:]
    watch = Watch()
    watch.pace.somebody = False
    watch.see(film)
    assert watch.full_from_s is not None
    assert 0 <= watch.full_from_s - first_seen_s(clip) <= 0.5
    delivered = [at_s for at_s in watch.delivered if watch.full_from_s < at_s < watch.full_from_s + 2]
    assert len(delivered) >= 29


@pytest.mark.parametrize("clip", ["empty_plain", "empty_coat", "empty_cluttered", "empty_card"])
def test_an_empty_room_is_looked_at_twice_a_second(clip: str) -> None:
    film = list(frames(clip))
    watch = Watch()
    watch.see(film)
    watched_s = film[-1].captured_s - film[0].captured_s
    assert watch.full_from_s is None
    assert len(watch.delivered) <= watched_s / NOBODY_S + 2


def test_who_left_is_expected_back_for_a_while() -> None:
    attendance = Attendance()
    seen = next(pose for pose in poses("walk_in_out_m") if np.mean(pose.scores) > 0.5)
    attendance.see(seen)
    assert attendance.somebody(seen.captured_s + AWAY_S - 0.1)
    assert not attendance.somebody(seen.captured_s + AWAY_S)
    attendance.touched(seen.captured_s + 60)
    assert attendance.somebody(seen.captured_s + 61)
