"""The exercise schema: these files pass, those fail with this message."""

from __future__ import annotations

import pytest

from inference.exercise import ExerciseError, find_exercise, load_exercise, load_library, parse_exercise

GOOD = """
id = "arm_raise"
name = "Arm raise"
stances = ["standing"]
views = ["side"]
suits = ["general_back_care"]
setup = ["Stand tall."]
steps = ["Lift your arm."]
limits = ["Nothing is hidden."]
safety = ["Stop if it hurts."]
source = "engineering estimate"

[dose]
sets = 2
reps = 10
source = "engineering estimate"

[[signals]]
view = "side"
measure = { angle = ["hip", "shoulder", "wrist"] }
whole = 60.0
small = 20.0
source = "engineering estimate"

[[faults]]
id = "trunk_lean"
views = ["side"]
measure = { incline = ["hip", "shoulder"] }
below = 20.0
correction = "Stay upright."
source = "engineering estimate"
"""


def test_a_good_file_is_taken_with_its_values():
    exercise = parse_exercise(GOOD, "arm_raise.toml")
    assert exercise.signals[0].whole == 60
    assert exercise.corrections == {"trunk_lean": "Stay upright."}
    assert exercise.reviewed_by is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('stances = ["standing"]', 'stances = ["floating"]'), r"stances\.0: Input should be .*'floating'"),
        (('"wrist"', '"wirst"'), r"signals\.0\.measure\.angle\.2: .*unknown joint 'wirst'"),
        (("whole = 60.0", "whole = -1.0"), r"signals\.0\.whole: .*greater than 0.*-1"),
        (("small = 20.0", "small = 70.0"), r"signals\.0: .*small \(70\) must be less than whole \(60\)"),
        (("whole = 60.0", "wohle = 60.0"), r"signals\.0\.whole: Field required|signals\.0\.wohle: Extra"),
        (
            ('measure = { angle = ["hip", "shoulder", "wrist"] }', "measure = {}"),
            r"exactly one of .*not none",
        ),
        (("below = 20.0", "below = 20.0\nabove = 5.0"), r"faults\.0: .*exactly one of above and below"),
        (('views = ["side"]\nsuits', 'views = ["side", "front"]\nsuits'), r"one signal for each of views"),
        (
            ('source = "engineering estimate"\n\n[[faults]]', "\n[[faults]]"),
            r"signals\.0\.source: Field required",
        ),
        (
            ('views = ["side"]\nsuits', 'views = ["side"]\nneeds = ["left_foo"]\nsuits'),
            r"needs\.0: .*'left_foo'",
        ),
        (("[[signals]]", "[rep]\nmin_s = 99.0\n\n[[signals]]"), r"rep: .*min_s \(99\) must be less than"),
        (("whole = 60.0", "whole = inf"), r"signals\.0\.whole: .*finite"),
        (("reps = 10\n", "hold_s = 20\n"), r"dose\.reps is needed for counted exercises"),
        (("reps = 10\n", ""), r"dose: .*reps or hold_s is needed"),
        (('suits = ["general_back_care"]', 'suits = ["flu"]'), r"suits\.0: Input should be .*'flu'"),
        (
            ('suits = ["general_back_care"]', 'suits = ["herniated_disc"]\navoid = ["herniated_disc"]'),
            r"suits and avoid both name",
        ),
        (("id = ", "id == "), r"arm_raise\.toml: malformed TOML"),
        (('name = "Arm raise"', 'name = "Arm raise"\ncolour = "red"'), r"colour: Extra inputs"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_value(change, message):
    assert change[0] in GOOD
    with pytest.raises(ExerciseError, match=message) as caught:
        parse_exercise(GOOD.replace(*change, 1), "arm_raise.toml")
    assert "\n" not in str(caught.value)


def test_the_file_name_is_the_id(tmp_path):
    file = tmp_path / "leg_raise.toml"
    file.write_text(GOOD)
    with pytest.raises(ExerciseError, match="id 'arm_raise' must be the file's name, 'leg_raise'"):
        load_exercise(file)


def test_an_unreadable_file_is_named(tmp_path):
    with pytest.raises(ExerciseError, match=r"nowhere\.toml: can't be read"):
        load_exercise(tmp_path / "nowhere.toml")


def test_an_unknown_id_names_the_known_ones():
    with pytest.raises(ExerciseError, match=r"unknown exercise 'sqat'; known: .*squat"):
        find_exercise("sqat")


def test_the_library_loads_and_every_threshold_has_a_source():
    library = load_library()
    assert {"squat", "sit_to_stand", "glute_bridge", "prone_press_up", "bird_dog"} <= set(library)
    for exercise in library.values():
        assert 2 <= len(exercise.corrections) <= 4, exercise.id
        for part in (*exercise.signals, *exercise.faults, *exercise.tempo_faults):
            assert len(part.source) > 10, (exercise.id, part)
