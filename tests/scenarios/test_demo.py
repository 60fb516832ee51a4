"""What somebody without a camera sees: an avatar that does the plan with them, over and over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from device.camera.detect import bundled_clips
from device.care.programme import load_programmes
from inference.events import HoldEvent, RepEvent
from inference.exercise import find_exercise, load_library
from inference.motion import MotionAnalyzer
from inference.pose import Pose
from tests.scenarios.appliance_process import appliance
from tests.score.__main__ import corpus
from tests.score.tracks import kept_poses

DEMOS = bundled_clips()
CORPUS = {clip.read_bytes(): (clip, facts) for clip, facts in corpus()}
FILMED = {name: CORPUS[path.read_bytes()] for name, path in DEMOS.items() if path.read_bytes() in CORPUS}
STILL_S = 3.0
PASSES = 3


def played(poses: Sequence[Pose]) -> list[Pose]:
    """The clip as the demo shows it: still at first, then in a loop."""
    step_s = poses[1].captured_s - poses[0].captured_s
    length_s = poses[-1].captured_s + step_s
    seen = [replace(poses[0], captured_s=i * step_s) for i in range(round(STILL_S / step_s))]
    for number in range(PASSES):
        begins_s = STILL_S + number * length_s
        seen += [replace(pose, captured_s=begins_s + pose.captured_s) for pose in poses]
    return seen


def test_the_first_plan_can_be_done_without_a_camera() -> None:
    planned = {line.exercise for line in load_programmes()["general_back_care"].plan(load_library(), 0)}
    assert len(planned) >= 5
    assert planned <= set(DEMOS)
    assert len(FILMED) >= 20


@pytest.mark.parametrize("name", FILMED)
def test_the_avatar_is_ready_before_it_moves_and_nothing_is_counted_where_the_film_begins_again(
    name: str,
) -> None:
    clip, facts = FILMED[name]
    exercise = find_exercise(name)
    analyzer = MotionAnalyzer(exercise)
    events = []
    for pose in played(kept_poses(clip, exercise.model)):
        events += analyzer.update(pose)
        if pose.captured_s < STILL_S - 1.0:
            ready = analyzer.reason is None
    assert ready
    events += analyzer.finish()
    if exercise.held:
        # Who keeps the posture through the cut goes on with the same hold.
        held_s = sum(event.ended_s - event.started_s for event in events if isinstance(event, HoldEvent))
        once_s = sum(hold.ended_s - hold.started_s for hold in facts.holds)
        assert held_s >= PASSES * once_s * 0.9
    else:
        counted = sum(event.counted for event in events if isinstance(event, RepEvent))
        assert counted == PASSES * len(facts.reps)


def test_the_plan_of_a_new_device_is_counted(tmp_path: Path) -> None:
    with appliance(tmp_path, "--no-demo-broker") as running:
        running.begin()
        view = running.view_where(lambda view: view["reps"] >= 4)
        assert view["plan"][0]["exercise"] in DEMOS
        running.stop()
        assert running.end() == 0
