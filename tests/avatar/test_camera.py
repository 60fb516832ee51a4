from __future__ import annotations

import numpy as np
import pytest

from tests.avatar.camera import Camera
from tests.avatar.truth import CameraTruth


def camera(azimuth_deg: float, distance_m: float = 2.0) -> Camera:
    where = CameraTruth(azimuth_deg=azimuth_deg, height_m=1.0, distance_m=distance_m, vfov_deg=48.8)
    return Camera(where, aim_height_m=1.0)


def test_the_aim_is_in_the_middle() -> None:
    np.testing.assert_allclose(camera(37).project(np.array([0.0, 0.0, 1.0])), (320, 240))


@pytest.mark.parametrize(
    ("azimuth_deg", "ahead_x"),
    [(90, "left"), (-90, "right"), (60, "left"), (0, "middle")],
)
def test_a_person_seen_from_the_left_faces_left(azimuth_deg: float, ahead_x: str) -> None:
    x = camera(azimuth_deg).project(np.array([0.0, -0.3, 1.0]))[0]
    assert {"left": x < 300, "right": x > 340, "middle": abs(x - 320) < 1e-6}[ahead_x]


def test_up_is_up_and_far_is_small() -> None:
    top = np.array([0.0, 0.0, 1.5])
    near, far = (240 - camera(90, distance).project(top)[1] for distance in (2.0, 4.0))
    assert near == pytest.approx(2 * far)
    assert near == pytest.approx(240 * 0.5 / (2 * np.tan(np.radians(24.4))))


@pytest.mark.parametrize(
    ("azimuth_deg", "view"),
    [
        (90, "side"),
        (-90, "side"),
        (98, "side"),
        (75, "oblique"),
        (60, "oblique"),
        (5, "front"),
        (-20, "oblique"),
    ],
)
def test_view(azimuth_deg: float, view: str) -> None:
    assert camera(azimuth_deg).view == view
