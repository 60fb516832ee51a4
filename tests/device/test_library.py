from __future__ import annotations

import re

from device.library import fingerprint
from device.model_files import model_id
from inference.exercise import load_library


def test_the_fingerprint_changes_with_any_threshold_or_word() -> None:
    library = load_library()
    before = fingerprint(library)
    assert re.fullmatch("[0-9a-f]{12}", before)
    assert fingerprint(dict(reversed(library.items()))) == before
    squat = library["squat"]
    signal = squat.signals[0].model_copy(update={"whole": squat.signals[0].whole + 1})
    for change in ({"signals": (signal, *squat.signals[1:])}, {"steps": ("Sit back.",)}):
        assert fingerprint(library | {"squat": squat.model_copy(update=change)}) != before


def test_the_name_of_somebody_s_own_model_file_is_not_told() -> None:
    assert model_id("lightning") == "movenet_lightning_int8"
    assert model_id("janes_back.tflite") == "custom"
