from __future__ import annotations

import numpy as np
import pytest

from device.model_files import SHIPPED, model_path
from inference.crop import Region
from inference.movenet import ModelError, MoveNet
from tests.replays import CLIPS, frames, poses


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_loads_and_gives_seventeen_keypoints(name):
    net = MoveNet(model_path(name), threads=1)
    keypoints = net.invoke(np.zeros((net.input_px, net.input_px, 3), np.uint8))
    assert keypoints.shape == (17, 3)
    assert np.isfinite(keypoints).all()


@pytest.mark.parametrize("turns", [0, 1])
def test_a_region_that_is_cut_into_the_models_memory_gives_what_its_crop_gives(turns):
    net = MoveNet(model_path("lightning"), threads=1)
    frame = frames("squat_side_m")[20]
    region = Region.around(300, 250, 500, turns)
    crop = np.zeros((net.input_px, net.input_px, 3), np.uint8)
    region.cut(frame.image, crop)
    assert np.array_equal(net.look(frame.image, region), net.invoke(crop))


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"none\.tflite: No such file or directory; set model\."):
        MoveNet(tmp_path / "none.tflite")


def test_a_file_that_is_no_model_is_refused(tmp_path):
    file = tmp_path / "text.tflite"
    file.write_text("hello, this is no model at all")
    with pytest.raises(ModelError, match="not a TFLite file"):
        MoveNet(file)


def test_a_damaged_model_is_refused_in_one_line(tmp_path):
    file = tmp_path / "damaged.tflite"
    file.write_bytes(model_path("lightning").read_bytes()[:200_000])
    with pytest.raises(ModelError, match="refuses it") as caught:
        MoveNet(file)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("clip", "mean_px"),
    [("proto_squat_side_m", 9), ("proto_bridge_side_m", 9), ("proto_squat_valgus_front_f", 5)],
)
def test_the_crop_finds_the_true_joints(clip, mean_px):
    truth = np.load(CLIPS / f"{clip}.npz")["xy"]
    found = np.array([pose.points for pose in poses(clip)])
    assert len(found) == len(frames(clip)) == len(truth)
    assert np.linalg.norm(found - truth, axis=2).mean() < mean_px
