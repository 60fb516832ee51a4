from __future__ import annotations

import pytest

from tests.avatar.__main__ import main


def test_list_tells_what_each_clip_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["squat_knees_in_front_f", "tune", "squat", "f", "5", "plain", "knees_in:3,4"] in lines


def test_an_unknown_clip_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "squat_side_m", "no_such_clip"]) == 2
    printed = capsys.readouterr()
    assert printed.err == "error: not in the corpus: no_such_clip\n"
    assert printed.out == ""
