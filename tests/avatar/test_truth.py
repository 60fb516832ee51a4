from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.avatar.errors import StudioError
from tests.avatar.scene import Scene
from tests.avatar.spec import load_corpus
from tests.avatar.truth import clip_names, joint_angle_deg, load_truth
from tests.avatar.witness import truth_of


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with the truth of one short clip."""
    truth_of(Scene("still_side_m", load_corpus())).save(tmp_path)
    return tmp_path


def test_what_was_saved_is_read_back(saved: Path) -> None:
    truth = load_truth(saved, "still_side_m")
    again = truth_of(Scene("still_side_m", load_corpus()))
    assert clip_names(saved) == ["still_side_m"]
    assert truth.facts == again.facts
    np.testing.assert_allclose(truth.xy, again.xy, atol=1 / 64)
    np.testing.assert_allclose(truth.xyz, again.xyz, atol=0.001)


def test_a_missing_clip_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"no_such_clip: cannot read the clip's truth"):
        load_truth(tmp_path, "no_such_clip")


def test_unknown_facts_are_refused(saved: Path) -> None:
    path = saved / "still_side_m.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"mood": "good"}))
    with pytest.raises(StudioError, match="mood"):
        load_truth(saved, "still_side_m")


def test_missing_arrays_are_named(saved: Path) -> None:
    np.savez(saved / "still_side_m.npz", t=np.zeros(3))
    with pytest.raises(StudioError, match=r"arrays missing: phase, rep, xy, xyz; render it again"):
        load_truth(saved, "still_side_m")


@pytest.mark.parametrize(("last", "angle_deg"), [((1, 0), 0), ((1, 1), 45), ((0, 1), 90), ((-1, 0), 180)])
def test_joint_angle(last: tuple[float, float], angle_deg: float) -> None:
    points = np.array([(2.0, 0.0), (0.0, 0.0), last])
    assert joint_angle_deg(points, 0, 1, 2) == pytest.approx(angle_deg)
