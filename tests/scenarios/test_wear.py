from __future__ import annotations

from tests.scenarios.wear import LIMIT_MB, megabytes_a_day


def test_a_day_of_use_writes_less_than_twenty_megabytes(tmp_path):
    """A short set stands for a long one: with five times the repetitions the limit must hold as well."""
    figures = megabytes_a_day(tmp_path, idle_s=3, reps=2)
    assert figures["a session of 2 repetitions"] > 0
    assert figures["a day of use"] < LIMIT_MB / 2
