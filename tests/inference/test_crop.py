from __future__ import annotations

import numpy as np
import pytest

from inference.crop import CropFollower, Region, whole_frame
from inference.pose import Pose
from tests.figures import SIZE, side_figure, standing


def pose(points, score=0.8, at_s=0.0):
    return Pose(at_s, np.asarray(points, np.float32), np.full(17, score, np.float32), SIZE)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_bright_spot_in_the_crop_is_found_again_in_the_frame(turns):
    image = np.zeros((480, 640, 3), np.uint8)
    image[238:243, 398:403] = 255
    region = Region.around(380, 250, 200, turns)
    crop = np.full((192, 192, 3), 7, np.uint8)
    region.cut(image, crop)
    y, x = (float(v.mean()) for v in np.nonzero(crop[..., 0] > 128))
    found = region.to_frame(np.float32([[(x + 0.5) / 192, (y + 0.5) / 192]]))
    assert found[0] == pytest.approx([400.5, 240.5], abs=1.5)


def test_one_quarter_turn_brings_a_head_on_the_right_up():
    image = np.zeros((480, 640, 3), np.uint8)
    image[235:245, 550:560] = 255
    crop = np.full((192, 192, 3), 7, np.uint8)
    Region.around(320, 240, 640, 1).cut(image, crop)
    y, x = (float(v.mean()) for v in np.nonzero(crop[..., 0] > 128))
    assert y < 60
    assert 80 < x < 112


def test_beyond_the_frame_the_crop_is_black():
    image = np.full((480, 640, 3), 200, np.uint8)
    crop = np.full((192, 192, 3), 7, np.uint8)
    Region.around(0, 0, 400).cut(image, crop)
    assert not crop[:90, :].any()
    assert not crop[:, :90].any()
    assert (crop[100:, 100:] == 200).all()


def test_the_whole_frame_is_searched_first_and_when_the_body_is_lost():
    follower = CropFollower()
    assert follower.region(SIZE) == whole_frame(SIZE)
    follower.follow(pose(standing()))
    assert follower.region(SIZE) != whole_frame(SIZE)
    follower.follow(pose(standing(), score=0.05))
    assert follower.region(SIZE) == whole_frame(SIZE)


def test_the_crop_holds_the_whole_body_with_room():
    follower = CropFollower()
    points = standing()
    follower.follow(pose(points))
    region = follower.region(SIZE)
    low, high = points.min(0), points.max(0)
    assert region.left < low[0]
    assert region.top < low[1]
    assert region.left + region.side > high[0]
    assert region.top + region.side > high[1]


def test_small_movements_do_not_move_the_crop_but_walking_away_does():
    follower = CropFollower()
    follower.follow(pose(standing()))
    still = follower.region(SIZE)
    follower.follow(pose(standing() + np.float32([6, 3])))
    assert follower.region(SIZE) == still
    follower.follow(pose(standing() + np.float32([150, 0])))
    assert follower.region(SIZE).centre[0] > still.centre[0] + 100


@pytest.mark.parametrize(("head", "turns"), [(90, 1), (-90, 3)])
def test_a_lying_body_is_turned_upright_only_where_asked(head, turns):
    lying = pose(side_figure(trunk_deg=head, thigh_deg=-head, shank_deg=-head))
    asked, not_asked = CropFollower(turn_lying_upright=True), CropFollower()
    asked.follow(lying)
    not_asked.follow(lying)
    assert asked.region(SIZE).quarter_turns == turns
    assert not_asked.region(SIZE).quarter_turns == 0
