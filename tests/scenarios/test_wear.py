from __future__ import annotations

from contextlib import nullcontext
from os import geteuid

from tests.scenarios.wear import LIMIT_MB, by_the_process, card, megabytes_a_day


def test_a_day_of_use_writes_less_than_twenty_megabytes(tmp_path):
    """A short set stands for a long one: with five times the repetitions the limit must hold as well."""
    with card(tmp_path) if geteuid() == 0 else nullcontext((tmp_path, by_the_process)) as (place, written):
        figures = megabytes_a_day(place, idle_s=3, reps=2, written_bytes=written)
    assert figures["a session of 2 repetitions"] > 0
    assert figures["a day of use"] < LIMIT_MB / 2
