"""What a keypoint track may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from device.errors import UsageError
from device.recording.track import load_track
from tests.permissions import ordinary_user

N = 3


def write(path: Path, **changed: Any) -> Path:
    arrays = {"t": np.arange(N) / 10, "xy": np.full((N, 17, 2), 100.0), "score": np.full((N, 17), 0.9)}
    np.savez(path, **(arrays | {"size": np.array([640, 480])} | changed))
    return path


def test_a_track_gives_its_poses(tmp_path: Path) -> None:
    poses = load_track(write(tmp_path / "track.npz", score=np.full((N, 17), 1.04)))
    assert [pose.captured_s for pose in poses] == [0.0, 0.1, 0.2]
    assert poses[0].size_px == (640, 480)
    assert poses[0].points.dtype == poses[0].scores.dtype == np.float32


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"xy": np.full((N, 17, 2), 1 + 2j)}, "xy holds complex128; expected real numbers"),
        ({"score": np.full((N, 17), True)}, "score holds bool; expected real numbers"),
        ({"t": np.array(["0", "1", "2"])}, "t holds <U1; expected real numbers"),
        ({"xy": np.full((N, 17, 2), 1e300)}, "xy[0, 0, 0] is 1e+300; it must be from -1e+06 to 1e+06"),
        ({"score": np.full((N, 17), 90.0)}, "score[0, 0] is 90; it must be from -0.5 to 2"),
        ({"t": np.array([0, 1, 1e300])}, "t[2] is 1e+300"),
        ({"size": np.array([1e12, 480])}, "size[0] is 1e+12; it must be from 1 to 100000"),
        ({"size": np.array([640.5, 480])}, "size is [640.5, 480.0]; expected whole numbers of pixels"),
    ],
)
def test_values_that_cannot_be_meant_are_one_line_and_no_warning(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    file = write(tmp_path / "track.npz", **changed)
    # A warning would be an error here as well.
    with pytest.raises(UsageError) as refused:
        load_track(file)
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{file}: ")


def test_one_bare_array_is_told_from_an_archive(tmp_path: Path) -> None:
    file = tmp_path / "plain.npz"
    with file.open("wb") as opened:
        np.save(opened, np.zeros(3))
    with pytest.raises(UsageError, match=r"one array, not an \.npz archive of t, xy, score, size"):
        load_track(file)


def test_what_cannot_be_opened_says_why_without_its_name_twice(tmp_path: Path) -> None:
    folder = tmp_path / "folder.npz"
    folder.mkdir()
    with pytest.raises(UsageError) as refused:
        load_track(folder)
    assert str(refused.value) == f"{folder}: can't be read (Is a directory)"
    file = write(tmp_path / "private.npz")
    file.chmod(0)
    with ordinary_user(), pytest.raises(UsageError) as refused:
        load_track(file)
    assert str(refused.value) == f"{file}: can't be read (Permission denied)"
