"""When what happens in a clip, in seconds: repetitions, their pace and depth, and the faults in them.

Everything is drawn from the clip's seed in seconds, never in frames: the same motion at any frame rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

Side = Literal["left", "right"]
LARGEST_LOSS = 0.06
"""Of depth by jitter: a repetition that loses more would no longer be a good one."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Durations of a repetition's parts, seconds."""

    out_s: float = 1.3
    hold_s: float = 0.4
    back_s: float = 1.3
    rest_s: float = 0.7


@dataclass(frozen=True, slots=True)
class Lapses:
    """How faults come and go within a hold, one after the other, seconds."""

    after_s: float = 1.2
    """From reaching the position to the first lapse."""
    last_s: float = 2.5
    apart_s: float = 1.3
    """Good form between two lapses, and before the position is left."""
    turn_s: float = 0.6
    """Of `last_s`: to lose the form, and to find it again."""

    def hold_s(self, count: int) -> float:
        """The shortest hold that has room for so many lapses."""
        return self.after_s + count * (self.last_s + self.apart_s)

    def shown(self, order: int, held_s: float) -> float:
        """Severity 0-1 of the lapse with this place in the order (from 0), held_s into the hold."""
        since_s = held_s - self.after_s - order * (self.last_s + self.apart_s)
        if not 0 < since_s < self.last_s:
            return 0.0
        return minimum_jerk(min(1.0, since_s / self.turn_s, (self.last_s - since_s) / self.turn_s))


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition as it is performed."""

    number: int
    """From 1."""
    start_s: float
    tempo: Tempo
    depth: float
    side: Side | None
    faults: frozenset[str]
    lapses: Lapses | None = None

    @property
    def peak_s(self) -> float:
        """When the end of the range is reached."""
        return self.start_s + self.tempo.out_s

    @property
    def back_s(self) -> float:
        """When the way back begins."""
        return self.peak_s + self.tempo.hold_s

    @property
    def end_s(self) -> float:
        """When the body is back at rest."""
        return self.back_s + self.tempo.back_s

    def phase(self, t_s: float) -> float:
        """0 at rest to `depth` at the end of the range."""
        if t_s <= self.start_s or t_s >= self.end_s:
            return 0.0
        if t_s < self.peak_s:
            return self.depth * minimum_jerk((t_s - self.start_s) / self.tempo.out_s)
        if t_s <= self.back_s:
            return self.depth
        return self.depth * (1 - minimum_jerk((t_s - self.back_s) / self.tempo.back_s))

    def lapsed(self, t_s: float) -> dict[str, float]:
        """Severity 0-1 of the faults that come and go within the hold; in the order of their names."""
        if self.lapses is None:
            return {}
        held_s = t_s - self.peak_s
        return {rule: self.lapses.shown(i, held_s) for i, rule in enumerate(sorted(self.faults))}


@dataclass(frozen=True, slots=True)
class Sway:
    """The small movements of a body that tries to keep still: sums of slow waves, in degrees."""

    rates: tuple[float, ...]
    shifts: tuple[float, ...]

    @staticmethod
    def from_seed(seed: int) -> Sway:
        """Different waves for each seed."""
        rng = np.random.default_rng((seed, 77))
        return Sway(tuple(rng.uniform(0.4, 3.0, 12)), tuple(rng.uniform(0, 2 * np.pi, 12)))

    def at(self, channel: int, t_s: float) -> float:
        """About -1 to 1; channels 0-3 move independently."""
        pick = slice(3 * channel, 3 * channel + 3)
        waves = zip(self.rates[pick], self.shifts[pick], strict=True)
        return float(sum(np.sin(rate * t_s + shift) for rate, shift in waves) / 2)


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that a motion may want to know about one instant."""

    t_s: float
    phase: float = 0.0
    side: Side | None = None
    faults: frozenset[str] = frozenset()
    """Faults of the repetition under way; a motion shows them in proportion to the phase."""
    lapsed: Mapping[str, float] = field(default_factory=dict)
    """Of a held exercise: how much of each fault shows now, 0-1."""

    done: int = 0
    """Repetitions finished before this moment."""
    returning: bool = False
    """Whether the end of the range has been reached in the repetition under way."""

    def lapse(self, rule: str) -> float:
        """Severity 0-1 of a held exercise's fault."""
        return self.lapsed.get(rule, 0.0)


@dataclass(frozen=True)
class Timeline:
    """Repetitions in order, from lead-in to the end of the clip."""

    reps: Sequence[Rep]
    duration_s: float

    def moment(self, t_s: float) -> Moment:
        """What happens at t_s."""
        for rep in self.reps:
            if rep.start_s < t_s < rep.end_s:
                return Moment(
                    t_s,
                    rep.phase(t_s),
                    rep.side,
                    rep.faults,
                    rep.lapsed(t_s),
                    done=rep.number - 1,
                    returning=t_s > rep.peak_s,
                )
        return Moment(t_s, done=sum(rep.end_s <= t_s for rep in self.reps))

    def rep_index(self, t_s: float) -> int:
        """Index from 0 of the repetition under way, -1 between repetitions."""
        return next((i for i, rep in enumerate(self.reps) if rep.start_s < t_s < rep.end_s), -1)


@dataclass(frozen=True, slots=True)
class Script:
    """How the repetitions are to be performed."""

    count: int
    tempo: Tempo
    seed: int
    depth: float = 1.0
    jitter: float = 0.1
    """Largest relative change of a duration from one repetition to the next; the depth loses half as much."""
    alternate: bool = False
    faults: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Repetition numbers (from 1) of each fault."""
    fault_tempo: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Durations that a fault dictates."""
    fault_depth: Mapping[str, float] = field(default_factory=dict)
    """Share of the range that a fault leaves."""
    lapses: Lapses | None = None
    """How the faults of a held exercise come and go."""
    lead_s: float = 1.5
    tail_s: float = 1.0


def minimum_jerk(share: float) -> float:
    """The smoothest way from 0 to 1 (Flash and Hogan 1985)."""
    return share**3 * (10 - 15 * share + 6 * share**2)


def perform(script: Script) -> Timeline:
    """Lay the script's repetitions out in time."""
    rng = np.random.default_rng(script.seed)
    reps: list[Rep] = []
    at = script.lead_s
    for number in range(1, script.count + 1):
        pace = rng.uniform(1 - script.jitter, 1 + script.jitter, 4)
        depth = script.depth * rng.uniform(1 - min(script.jitter / 2, LARGEST_LOSS), 1.0)
        base = script.tempo
        tempo = Tempo(
            *(
                float(p) * d
                for p, d in zip(pace, (base.out_s, base.hold_s, base.back_s, base.rest_s), strict=True)
            )
        )
        wrong = frozenset(rule for rule, numbers in script.faults.items() if number in numbers)
        for rule in sorted(wrong):
            tempo = replace(tempo, **script.fault_tempo.get(rule, {}))
            depth *= script.fault_depth.get(rule, 1.0)
        if script.lapses and wrong:
            tempo = replace(tempo, hold_s=max(tempo.hold_s, script.lapses.hold_s(len(wrong))))
        side: Side | None = None
        if script.alternate:
            side = "left" if number % 2 else "right"
        reps.append(Rep(number, at, tempo, float(depth), side, wrong, script.lapses))
        at = reps[-1].end_s + tempo.rest_s
    return Timeline(reps, at + script.tail_s)
