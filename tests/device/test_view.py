from __future__ import annotations

from dataclasses import replace

import pytest

from device.view import Phase, SessionView


def test_a_view_with_other_fields_is_what_replace_makes_and_the_old_one_stays():
    view = SessionView(captured_s=1.0, reps=2)
    changed = view.with_fields({"reps": 3, "phase": Phase.ACTIVE})
    assert changed == replace(view, reps=3, phase=Phase.ACTIVE)
    assert view == SessionView(captured_s=1.0, reps=2)


def test_a_field_that_no_view_has_is_refused():
    with pytest.raises(TypeError, match="no fields of a view: \\['repetitions'\\]"):
        SessionView().with_fields({"repetitions": 3})
