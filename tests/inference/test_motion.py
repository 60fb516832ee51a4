"""The whole analysis on people made of formulas: stories of what counts and what does not."""

from __future__ import annotations

import numpy as np
import pytest

from inference.events import Deviation, HoldEvent, NotMeasurable, Reason, RepEvent
from inference.exercise import load_library
from inference.pose import Keypoint, Pose
from tests.figures import SIZE, film, side_figure, squats, squatting, standing
from tests.replays import mirrored_poses, replayed


def reps(poses, exercise="squat"):
    return replayed(poses, exercise).as_dict()["reps"]


@pytest.mark.parametrize("fps", [10, 15, 30])
def test_five_squats_count_five_at_any_frame_rate(fps):
    assert reps(squats([1.0] * 5, fps=fps)) == 5


def test_five_squats_count_five_in_the_mirror():
    straight, mirror = (replayed(p, "squat") for p in (squats([1.0] * 5), mirrored_poses(squats([1.0] * 5))))
    assert straight.as_dict()["reps"] == mirror.as_dict()["reps"] == 5
    for a, b in zip(straight.events, mirror.events, strict=True):
        if isinstance(a, RepEvent):
            assert b.range == pytest.approx(a.range, abs=0.5)


@pytest.mark.parametrize("scale", [0.45, 0.7, 1.1])
def test_five_squats_count_five_at_any_distance(scale):
    def further(pose):
        points = (pose.points - 240) * np.float32(scale) + 240
        return Pose(pose.captured_s, points, pose.scores, pose.size_px)

    assert reps([further(pose) for pose in squats([1.0] * 5)]) == 5


def test_goes_down_half_way_and_gives_up_is_no_repetition_but_is_told():
    told = replayed(squats([0.45] * 3), "squat").as_dict()
    assert told["reps"] == 0
    assert [rep["counted"] for rep in told["rep_events"]] == [False] * 3


def test_a_person_in_pain_moves_less_and_is_still_counted():
    assert reps(squats([0.72] * 5)) == 5


def test_standing_still_is_nothing():
    assert reps(film(lambda value: standing(), [(10, 0)])) == 0


def test_nothing_counts_before_the_stance_is_held():
    told = replayed(squats([1.0])[20:], "squat")  # it begins in the middle of the movement down
    assert told.as_dict()["reps"] == 0


def test_walking_out_of_the_picture_ends_counting():
    poses = squats([1.0] * 2)
    last_s = poses[-1].captured_s
    gone = [Pose(last_s + i / 15, standing(), np.full(17, 0.05, np.float32), SIZE) for i in range(1, 30)]
    told = replayed([*poses, *gone], "squat")
    assert told.as_dict()["reps"] == 2
    assert isinstance(told.events[-1], NotMeasurable)
    assert told.events[-1].reason in (Reason.NO_PERSON, Reason.LOW_CONFIDENCE)


def test_the_wrong_stance_says_so_and_counts_nothing():
    told = replayed(squats([1.0] * 3), "glute_bridge").as_dict()
    assert told["reps"] == 0
    assert set(told["not_measurable"]) == {"no_person", "wrong_stance"}
    assert told["measurable"] == 0


def test_feet_outside_the_picture_are_named():
    def low(value):
        return squatting(value) + np.float32([0, 120])

    def without_ankles(pose):
        scores = pose.scores.copy()
        scores[[Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE]] = 0.05
        return Pose(pose.captured_s, pose.points, scores, pose.size_px)

    poses = [without_ankles(pose) for pose in film(low, [(3, 0.0)])]
    told = replayed(poses, "squat")
    reasons = [event for event in told.events if isinstance(event, NotMeasurable)]
    assert reasons[-1].reason is Reason.OUT_OF_FRAME
    assert "left_ankle" in reasons[-1].missing


def test_a_dropout_of_a_fifth_of_a_second_loses_no_repetition():
    poses = squats([1.0] * 5)
    for start in range(30, len(poses), 23):
        for i, pose in enumerate(poses[start : start + 3], start):
            poses[i] = Pose(pose.captured_s, pose.points, np.zeros_like(pose.scores), pose.size_px)
    assert reps(poses) == 5


def test_left_and_right_exchanged_for_a_moment_lose_no_repetition():
    poses = squats([1.0] * 5)
    order = [0, *(i + 1 if i % 2 else i - 1 for i in range(1, 17))]
    for i in range(20, len(poses), 17):
        pose = poses[i]
        poses[i] = Pose(pose.captured_s, pose.points[order], pose.scores[order], pose.size_px)
    assert reps(poses) == 5


def test_trembling_keypoints_change_no_count():
    rng = np.random.default_rng(5)
    drift = np.zeros((17, 2))
    poses = []
    for pose in squats([1.0] * 5):
        drift = 0.8 * drift + rng.normal(0, 4 * 0.6, (17, 2))
        poses.append(Pose(pose.captured_s, (pose.points + drift).astype(np.float32), pose.scores, SIZE))
    assert reps(poses) == 5


def test_a_camera_that_breaks_off_in_mid_repetition_adds_none():
    poses = squats([1.0] * 2)
    middle = next(i for i, pose in enumerate(poses) if pose.captured_s > 3.0)
    pause_s = 6.0
    late = [Pose(p.captured_s + pause_s, p.points, p.scores, p.size_px) for p in poses[middle:]]
    assert reps([*poses[:middle], *late]) == 1


def test_leaning_too_far_is_told_on_the_right_repetition():
    def squat_with_lean(depth, lean=False):
        points = squatting(depth)
        if lean and depth > 0.3:
            hip = points[Keypoint.LEFT_HIP].copy()
            angle = np.radians(35 * depth)
            for i in (0, 1, 2, 3, 4, 5, 6):
                x, y = points[i] - hip
                points[i] = hip
                points[i] += (x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle))
        return points

    poses = film(squatting, [(1.5, 0.0)])
    for number in range(1, 4):
        course = [(0.01, 0.0), (1.1, 1.0), (0.5, 1.0), (1.1, 0.0), (0.8, 0.0)]
        start_s = poses[-1].captured_s + 1 / 15
        poses += film(lambda d, n=number: squat_with_lean(d, n == 2), course, start_s=start_s)
    told = replayed(poses, "squat").as_dict()
    assert told["reps"] == 3
    assert [(fault["rule"], fault["rep"]) for fault in told["deviations"]] == [("trunk_lean", 2)]
    assert told["deviations"][0]["measured"] > told["deviations"][0]["limit"]


def bird_dog(value):
    """One leg and the opposite arm lifted, 0 to 1."""
    points = side_figure(trunk_deg=85, thigh_deg=178, shank_deg=270, arm_deg=180)
    moved = side_figure(
        trunk_deg=85,
        thigh_deg=178 + 88 * value,
        shank_deg=270 if value < 0.1 else 270 - 2 * value,
        arm_deg=180 - 88 * value,
    )
    for name in ("RIGHT_KNEE", "RIGHT_ANKLE", "LEFT_ELBOW", "LEFT_WRIST"):
        points[Keypoint[name]] = moved[Keypoint[name]]
    return points


def test_a_bird_dog_is_a_repetition_with_a_hold_at_the_top_and_knows_its_side():
    told = replayed(film(bird_dog, [(1.5, 0), *[(1, 1), (2, 1), (1, 0), (1, 0)] * 3]), "bird_dog")
    rep_events = [event for event in told.events if isinstance(event, RepEvent)]
    holds = [event for event in told.events if isinstance(event, HoldEvent)]
    assert [rep.counted for rep in rep_events] == [True] * 3
    assert {rep.side for rep in rep_events} == {"right"}
    assert len(holds) == 3
    assert all(1.8 < hold.ended_s - hold.started_s < 3.2 for hold in holds)
    assert not [event for event in told.events if isinstance(event, Deviation)]


def test_the_same_poses_give_the_same_events():
    poses = squats([1.0, 0.4, 1.0])
    assert replayed(poses, "squat").events == replayed(poses, "squat").events


def walking_back(start_scale: float) -> list[Pose]:
    """Standing near the camera, walking back for 2.5 s, then five squats; feet towards the picture's foot."""
    at_the_mat = squats([1.0] * 5)
    first, fps = at_the_mat[0], 15.0
    near: list[Pose] = []
    for i in range(int(6.5 * fps)):
        walked = min(1.0, max(0.0, (i / fps - 4.0) / 2.5))
        scale = np.float32(start_scale + (1 - start_scale) * walked)
        points = (first.points - np.float32([320, 200])) * scale + np.float32([320, 200])
        near.append(Pose(i / fps, points, first.scores, first.size_px))
    later = [Pose(pose.captured_s + 6.5, pose.points, pose.scores, pose.size_px) for pose in at_the_mat]
    return near + later


@pytest.mark.parametrize("start_scale", [1.2, 1.5, 1.9])
def test_who_starts_near_the_screen_and_walks_back_is_counted_from_the_first_repetition(start_scale):
    events = replayed(walking_back(start_scale), "squat").events
    told = [event for event in events if isinstance(event, RepEvent)]
    assert [rep.counted for rep in told] == [True] * 5
    assert told[0].started_s > 6.5


def test_a_skeleton_on_the_furniture_leaves_no_scale_behind():
    at_the_mat = squats([1.0] * 5)
    tall = at_the_mat[0].points * np.float32([0.6, 1.9]) - np.float32([0, 260])
    empty = [Pose(i / 15, tall, np.full(17, 0.15, np.float32), at_the_mat[0].size_px) for i in range(150)]
    later = [Pose(pose.captured_s + 10, pose.points, pose.scores, pose.size_px) for pose in at_the_mat]
    assert reps(empty + later) == 5


@pytest.mark.parametrize("points", [np.zeros((17, 2)), np.full((17, 2), 240.0)])
def test_joints_that_all_lie_on_one_spot_are_nobody(points):
    poses = [Pose(i / 15, points.astype(np.float32), np.ones(17, np.float32), (640, 480)) for i in range(30)]
    for exercise in load_library():
        assert reps(poses, exercise) == 0
