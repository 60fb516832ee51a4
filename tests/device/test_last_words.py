from __future__ import annotations

from pathlib import Path

import pytest

from device.errors import UsageError
from device.last_words import FILE, last_words, take_back


def test_what_a_person_can_act_on_is_left_for_another_user_and_taken_back_later(tmp_path: Path) -> None:
    environ = {"RUNTIME_DIRECTORY": str(tmp_path)}
    with pytest.raises(UsageError), last_words(environ):
        raise UsageError("web.port = 8137: already in use")
    left = tmp_path / FILE
    assert left.read_text("utf-8") == "web.port = 8137: already in use\n"
    assert left.stat().st_mode & 0o777 == 0o644
    take_back(environ)
    assert not left.exists()
    take_back(environ)


def test_a_bug_leaves_nothing_and_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(KeyError), last_words({"RUNTIME_DIRECTORY": str(tmp_path)}):
        raise KeyError("a bug")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("environ", [{}, {"RUNTIME_DIRECTORY": "/no/such/folder"}])
def test_where_nothing_can_be_left_the_error_is_still_the_error(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="port"), last_words(environ):
        raise UsageError("port")
    take_back(environ)
