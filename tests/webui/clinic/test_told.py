"""What a clinician reads of an exercise beside its counts."""

from __future__ import annotations

from device.command import BodyRegion
from device.summary import ExerciseSummary, PainChange, PainShift
from webui.clinic.told import told


def test_of_what_nobody_measured_or_told_nothing_is_said() -> None:
    assert told([ExerciseSummary(exercise="squat", reps=5)]) == []


def test_everything_that_is_known_is_said_once() -> None:
    first = ExerciseSummary(
        exercise="chin_tuck",
        too_small=2,
        beyond_limit=1,
        tempo_median_s=2.0,
        count_sureness=0.5,
        pain=4,
        pain_regions=(BodyRegion.NECK, BodyRegion.LEFT_ARM),
        pain_shift=PainShift.CENTRALISED,
        pain_change=PainChange.BETTER,
    )
    second = first.model_copy(
        update={
            "tempo_median_s": 3.0,
            "count_sureness": 0.75,
            "pain": 6,
            "pain_regions": (BodyRegion.NECK,),
            "pain_shift": PainShift.PERIPHERALISED,
        }
    )
    assert told([first, second, ExerciseSummary(exercise="chin_tuck")]) == [
        "Too small to count: 4×",
        "Beyond the plan's largest range: 2×",
        "A repetition takes 2.5 s",
        "Counted by inference, 62 % sure",
        "Worst pain in it: 6",
        "It hurt: neck 2×, left arm 1×",
        "The pain moved: towards the spine 1×, away from the spine 1×",
        "Afterwards: better 2×",
    ]
