"""Each exercise gets the model that it was measured with, unless the configuration names one."""

from __future__ import annotations

import pytest

from device.estimator import make_estimator
from inference.movenet import MoveNet
from tests.replays import frames


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The input side in pixels of every model that looks at a frame from now on."""
    sides: list[int] = []
    look = MoveNet.look
    monkeypatch.setattr(
        MoveNet, "look", lambda net, image, region: sides.append(net.input_px) or look(net, image, region)
    )
    return sides


@pytest.mark.parametrize(
    ("name", "asked", "side_px"), [("auto", "thunder", 256), ("lightning", "thunder", 192)]
)
def test_the_model_that_an_exercise_asks_for_is_used_if_it_may_be(name, asked, side_px, seen):
    estimator, _ = make_estimator(name)
    frame = frames("proto_squat_side_m")[0]
    estimator.estimate(frame)
    estimator.reset(False, asked)
    estimator.estimate(frame)
    estimator.reset()
    estimator.estimate(frame)
    assert seen == [192, side_px, 192]


def test_a_model_too_slow_for_this_machine_gives_way_to_the_usual_one(seen):
    estimator, _ = make_estimator("auto", is_fast_enough=lambda net: "thunder" not in net.name)
    estimator.reset(False, "thunder")
    estimator.estimate(frames("proto_squat_side_m")[0])
    assert seen == [192]
