"""Drawings stay on their sheet, whatever they are given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webui.clinic.drawings import Sheet, round_top

DAYS = st.integers(1, 36_500)


@given(DAYS, st.integers(0, 400), st.floats(0.1, 1e5), st.data())
def test_everything_is_on_the_sheet(first: int, length: int, top: float, data: st.DataObject) -> None:
    sheet = Sheet(first, first + length, top, 300, 120)
    points = data.draw(
        st.lists(st.tuples(st.integers(first, first + length), st.floats(-10, 1e6)), max_size=9)
    )
    for x, y in sheet.dots(points):
        assert 0 <= x <= 300
        assert 0 <= y <= 120
    for bar in sheet.bars(points):
        assert bar.width > 0
        assert bar.height >= 0
        assert bar.y + bar.height <= 120
    labels = sheet.days()
    assert 1 <= len(labels) <= 9
    assert [mark.at for mark in labels] == sorted(mark.at for mark in labels)


def test_more_is_higher_and_later_is_further_right() -> None:
    sheet = Sheet(1, 30, 10, 300, 120)
    assert sheet.y(8) < sheet.y(2)
    assert sheet.x(20) > sheet.x(3)


@given(st.floats(0, 1e6))
def test_the_axis_ends_above_the_highest_value(value: float) -> None:
    assert round_top(value) >= value
