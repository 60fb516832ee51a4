"""What sessions come to over days."""

from __future__ import annotations

import pytest

from device.clinic.figures import adherence, done_share, monitored_blocks
from device.summary import ExerciseSummary
from tests.device.clinic.readings import session


@pytest.mark.parametrize(
    ("days", "bands"),
    [
        ([], []),
        ([1], ["0-1"]),
        ([1, 1, 1], ["0-1"]),
        ([1, 2], ["2-15"]),
        (range(1, 16), ["2-15"]),
        (range(1, 17), ["16-30"]),
        (range(1, 31), ["16-30"]),
        (range(1, 32), ["16-30", "0-1"]),
        ([3, 95], ["0-1", "0-1", "0-1", "0-1"]),
        ([95, 94, 93], ["0-1", "0-1", "0-1", "2-15"]),
    ],
)
def test_days_are_counted_in_blocks_of_30_by_their_number(days: list[int], bands: list[str]) -> None:
    blocks = monitored_blocks(days)
    assert [block.band for block in blocks] == bands
    assert [block.first_day for block in blocks] == [1 + 30 * number for number in range(len(bands))]
    assert sorted(day for block in blocks for day in block.days) == sorted(set(days))


@pytest.mark.parametrize(
    ("exercise", "share"),
    [
        (ExerciseSummary(exercise="squat", prescribed_reps=10, reps=7), 0.7),
        (ExerciseSummary(exercise="squat", prescribed_reps=10, reps=14), 1.0),
        (ExerciseSummary(exercise="squat", prescribed_hold_s=20, hold_s=5), 0.25),
        (ExerciseSummary(exercise="squat", prescribed_reps=10, prescribed_hold_s=20, reps=10), 0.5),
        (ExerciseSummary(exercise="squat", reps=10), None),
        (ExerciseSummary(exercise="squat", prescribed_reps=0), None),
    ],
)
def test_more_than_prescribed_counts_as_all_of_it(exercise: ExerciseSummary, share: float | None) -> None:
    assert done_share(exercise) == share


def test_the_devices_own_figure_goes_before_ours() -> None:
    half = (ExerciseSummary(exercise="squat", prescribed_reps=10, reps=5),)
    assert adherence(session(exercises=half)) == 0.5
    assert adherence(session(exercises=half, adherence=0.9)) == 0.9
    assert adherence(session(exercises=())) is None
