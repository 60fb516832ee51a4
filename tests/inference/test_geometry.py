from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.geometry import angle_deg, distance, incline_deg, midpoint

coordinate = st.floats(-1000, 1000, allow_nan=False)
points = st.tuples(coordinate, coordinate)


@pytest.mark.parametrize(
    ("a", "vertex", "b", "expected_deg"),
    [
        ((0, 0), (1, 0), (2, 0), 180),
        ((1, 1), (0, 0), (1, 1), 0),
        ((0, -1), (0, 0), (1, 0), 90),
        ((-1, -1), (0, 0), (1, -1), 90),
        ((5, 5), (5, 5), (9, 9), 0),
    ],
)
def test_angle(a, vertex, b, expected_deg):
    assert angle_deg(a, vertex, b) == pytest.approx(expected_deg)


@pytest.mark.parametrize(
    ("end", "expected_deg"), [((0, -1), 0), ((1, 0), 90), ((-1, 0), 90), ((0, 1), 180), ((1, -1), 45)]
)
def test_incline_is_measured_from_straight_up(end, expected_deg):
    assert incline_deg((0, 0), end) == pytest.approx(expected_deg)


@given(points, points, points)
def test_an_angle_is_the_same_in_the_mirror(a, vertex, b):
    def mirror(p):
        return (640 - p[0], p[1])

    direct, mirrored = angle_deg(a, vertex, b), angle_deg(mirror(a), mirror(vertex), mirror(b))
    if min(distance(a, vertex), distance(b, vertex)) > 1e-3:
        assert mirrored == pytest.approx(direct, abs=1e-3)
    assert 0 <= direct <= 180


@given(points, points)
def test_the_midpoint_is_as_far_from_both(a, b):
    middle = midpoint(a, b)
    assert distance(a, middle) == pytest.approx(distance(b, middle), abs=1e-6)
