from __future__ import annotations

import numpy as np
import pytest

from inference.body import BodyTracker
from inference.pose import Keypoint, Pose
from inference.stance import PlacementTracker, Stance, View
from tests.figures import SIZE, TORSO_PX, side_figure
from tests.replays import mirrored_poses, poses

FIGURES = {
    Stance.STANDING: {"trunk_deg": 5, "thigh_deg": 178, "shank_deg": 182},
    Stance.SITTING: {"trunk_deg": 5, "thigh_deg": 92, "shank_deg": 180},
    Stance.ALL_FOURS: {"trunk_deg": 85, "thigh_deg": 178, "shank_deg": 270, "arm_deg": 180},
    Stance.PLANK: {"trunk_deg": 72, "thigh_deg": 252, "shank_deg": 252, "arm_deg": 180},
    Stance.SUPINE: {"trunk_deg": 90, "thigh_deg": 315, "shank_deg": 210, "arm_deg": 265, "face_deg": 0},
    Stance.PRONE: {"trunk_deg": 90, "thigh_deg": 270, "shank_deg": 270, "arm_deg": 150, "face_deg": 180},
}


def placed(points, mirror=False):
    pose = Pose(0.0, points, np.full(17, 0.8, np.float32), SIZE)
    if mirror:
        (pose,) = mirrored_poses([pose])
    return PlacementTracker().update(BodyTracker().update(pose))


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("stance", FIGURES)
def test_each_stance_is_told_from_the_others_whichever_way_it_faces(stance, mirror):
    placement = placed(side_figure(**FIGURES[stance]), mirror)
    assert (placement.stance, placement.view) == (stance, View.SIDE)


def test_half_way_between_sitting_and_standing_is_neither():
    assert placed(side_figure(trunk_deg=30, thigh_deg=128, shank_deg=190)).stance is None


def test_shoulders_side_by_side_face_the_camera():
    points = side_figure(trunk_deg=0, thigh_deg=180, shank_deg=180)
    half = np.float32([0.33 * TORSO_PX, 0])
    for name in ("SHOULDER", "HIP", "KNEE", "ANKLE", "ELBOW", "WRIST"):
        points[Keypoint[f"LEFT_{name}"]] += half
        points[Keypoint[f"RIGHT_{name}"]] -= half
    assert placed(points) == placed(points, mirror=True)
    assert placed(points).view is View.FRONT
    assert placed(points).stance is Stance.STANDING


@pytest.mark.parametrize(
    ("clip", "stance", "view"),
    [
        ("proto_squat_side_m", Stance.STANDING, View.SIDE),
        ("proto_squat_valgus_front_f", Stance.STANDING, View.FRONT),
        ("proto_bridge_side_m", Stance.SUPINE, View.SIDE),
    ],
)
def test_real_pixels_are_placed_rightly_before_the_first_repetition(clip, stance, view):
    tracker, placements = BodyTracker(), PlacementTracker()
    for pose in poses(clip)[:12]:
        placement = placements.update(tracker.update(pose))
    assert (placement.stance, placement.view) == (stance, view)
