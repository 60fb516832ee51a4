"""What was seen and told of one exercise beside its counts, in lines that a clinician reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Final

from device.summary import ExerciseSummary, PainChange, PainShift

_SHIFTS: Final = {
    PainShift.CENTRALISED: "towards the spine",
    PainShift.PERIPHERALISED: "away from the spine",
    PainShift.UNCHANGED: "stayed where it was",
}
_CHANGES: Final = {PainChange.BETTER: "better", PainChange.SAME: "the same", PainChange.WORSE: "worse"}


def told(sets: Sequence[ExerciseSummary]) -> list[str]:
    """One line for each thing that is known of these sets; nothing of what nobody told or measured."""
    lines = []
    if too_small := sum(one.too_small for one in sets):
        lines.append(f"Too small to count: {too_small}×")
    if beyond := sum(one.beyond_limit for one in sets):
        lines.append(f"Beyond the plan's largest range: {beyond}×")
    if tempos := [one.tempo_median_s for one in sets if one.tempo_median_s is not None]:
        lines.append(f"A repetition takes {fmean(tempos):.1f} s")
    if sure := [one.count_sureness for one in sets if one.count_sureness is not None]:
        lines.append(f"Counted by inference, {fmean(sure):.0%} sure".replace("%", " %"))
    if pains := [one.pain for one in sets if one.pain is not None]:
        lines.append(f"Worst pain in it: {max(pains)}")
    if regions := Counter(region for one in sets for region in one.pain_regions):
        lines.append(f"It hurt: {_times((r.replace('_', ' '), n) for r, n in regions.most_common())}")
    shifts = Counter(one.pain_shift for one in sets if one.pain_shift is not None)
    if shifts:
        lines.append(f"The pain moved: {_times((_SHIFTS[one], shifts[one]) for one in _SHIFTS)}")
    changes = Counter(one.pain_change for one in sets if one.pain_change is not None)
    if changes:
        lines.append(f"Afterwards: {_times((_CHANGES[one], changes[one]) for one in _CHANGES)}")
    return lines


def _times(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{words} {count}×" for words, count in counts if count)
