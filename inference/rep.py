"""Cycles of a signal: leaves its resting level, reaches a range, comes back. All times in seconds."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import median, median_low

SETTLE_S = 0.3  # so long at rest before the first cycle may begin: nobody counts who is still getting ready
LEAVE_SHARE = 0.35  # of the whole range above rest: the effort has begun
QUIET_SHARE = 0.12  # within this of rest: still resting, for the moment when it began
RETURN_SHARE = 0.25  # of the cycle's own range: it is back
TOP_SHARE = (
    0.3  # within this of the extreme: still at the top; who unlocks the knees has not begun to sit down
)
VALLEY_SHARE = 0.25  # of the whole range: a dip this deep before the return ends a cycle too
VALLEY_S = 0.2  # so long ago, at least: a keypoint that slips for a moment is no dip
REST_CREEP_S = 2.0  # how fast the resting level follows a slow drift upwards within QUIET_SHARE
RISE_CREEP_S = 8.0  # and beyond it, where it is more likely the beginning of an effort
OWN_SHARE = 0.57  # of the person's own usual range: less is an attempt, not a repetition
OWN_MEMORY = 5
OWN_CAP = 2.0  # times the whole range: one wild movement makes no rule for the others
TREMBLE_MEMORY_S = 1.5  # of the resting signal that tells how much it trembles
TREMBLE_GAIN = 2.0  # a repetition is at least so many times the signal's own trembling at rest
SURE_GAIN = 4.0  # from so many times on it is surely one


@dataclass(frozen=True, slots=True)
class Cycle:
    """One rise and fall.

    Attributes:
        started_s: last moment at rest.
        top_s: last moment near the extreme, where the way back begins.
        ended_s: back at rest.
        low: the resting level; peak: the extreme; both in the signal's unit, oriented so that effort rises.
        whole: whether the range counts.
    """

    started_s: float
    top_s: float
    ended_s: float
    low: float
    peak: float
    whole: bool

    @property
    def range(self) -> float:
        """From rest to the extreme."""
        return self.peak - self.low


class RepCounter:
    """Finds cycles in a signal that rises with effort.

    The range that counts adapts to the person's own (people in pain move less), never below `whole`: it is
    the larger of `whole` and 57 % of the median of the last five. Before the first one the person's usual
    range of earlier days stands for them; who moves less today loses one repetition to it at the most.

    Args:
        whole: range of a whole repetition.
        small: range from which an attempt is reported.
        min_s: shorter cycles are no human movement.
        max_s: longer ones are another posture.
        rest: bounds of a resting level that a repetition may start from.
        reached: level at which a cycle is whole though its range is shorter.
        learn_tremble: raise the range that counts above the signal's own trembling at rest.
        usual: the person's usual range of earlier days or sets; None: unknown.
    """

    def __init__(
        self,
        whole: float,
        small: float,
        min_s: float,
        max_s: float,
        *,
        rest: tuple[float, float] | None = None,
        reached: float = math.inf,
        learn_tremble: bool = False,
        usual: float | None = None,
    ) -> None:
        self._whole, self._small, self._min_s, self._max_s = whole, small, min_s, max_s
        self._rest, self._reached = rest, reached
        self._own: deque[float] = deque(maxlen=OWN_MEMORY)
        self._usual = usual
        self._learn_tremble = learn_tremble
        self._resting: deque[tuple[float, float]] = deque()
        self._tremble = 0.0
        self.restart()

    def restart(self) -> None:
        """Forget an unfinished cycle; the person's own range stays."""
        self._low: float | None = None
        self._quiet_s = self._top_s = self._last_s = self._valley_s = 0.0
        self._peak = self._value = self._valley = 0.0
        self._settled = False
        self._settling_s = 0.0
        self.in_effort = False

    @property
    def settling(self) -> bool:
        """Whether nothing was seen yet."""
        return self._low is None

    @property
    def own(self) -> float | None:
        """The range of the person's last repetitions, None before the first."""
        return median_low(self._own) if self._own else None

    @property
    def required(self) -> float:
        """The range that counts now."""
        own = self.own if self._own else self._usual
        return self._least if own is None else max(self._least, OWN_SHARE * min(own, OWN_CAP * self._whole))

    @property
    def _least(self) -> float:
        return max(self._whole, TREMBLE_GAIN * self._tremble)

    @property
    def progress(self) -> float:
        """0 at rest, 1 at the range that counts; may exceed 1."""
        return max(0.0, (self._value - self._low) / self.required) if self._low is not None else 0.0

    def sureness(self, cycle: Cycle) -> float:
        """0 to 1: how far `cycle` stands out from the trembling at rest, how like the usual one it is."""
        usual = median(self._own) if self._own else cycle.range
        likeness = min(cycle.range, usual) / max(cycle.range, usual)
        if self._tremble <= 0:
            return round(likeness, 2)
        return round(likeness * min(1.0, cycle.range / (SURE_GAIN * self._tremble)), 2)

    def update(self, at_s: float, value: float) -> Cycle | None:
        """The cycle that `value` at `at_s` completes, if any."""
        before, self._value = self._value, value
        if self._low is None:
            self._low, self._quiet_s, self._settling_s, self._last_s = value, at_s, at_s, at_s
            return None
        before_s, self._last_s = self._last_s, at_s
        dt_s = at_s - before_s
        if not self._settled:
            self._settle(at_s, value, self._low)
            return None
        if not self.in_effort:
            self._rest_at(at_s, value, self._low, dt_s)
            return None
        if value > self._peak:
            self._peak = self._valley = value
            self._valley_s = at_s
        elif value < self._valley:
            self._valley, self._valley_s = value, at_s
        span = self._peak - self._low
        falling = (before_s, before), (at_s, value)
        top, back = self._peak - TOP_SHARE * span, self._low + RETURN_SHARE * span
        if value >= top:
            self._top_s = at_s
        elif before >= top:
            self._top_s = _crossing_s(*falling, top)
        if value <= back:
            return self._end(_crossing_s(*falling, back), self._low, span)
        bounced = (
            value - self._valley > VALLEY_SHARE * self._whole
            and self._peak - self._valley >= self._small
            and at_s - self._valley_s >= VALLEY_S
        )
        if bounced:
            return self._end(at_s, self._valley, min(span, self._peak - self._valley))
        if at_s - self._quiet_s > self._max_s:
            self.restart()
        return None

    def _settle(self, at_s: float, value: float, low: float) -> None:
        if abs(value - low) > QUIET_SHARE * self._whole:
            self._low, self._settling_s = value, at_s
        self._quiet_s = at_s
        self._settled = at_s - self._settling_s >= SETTLE_S

    def _rest_at(self, at_s: float, value: float, low: float, dt_s: float) -> None:
        creep_s = REST_CREEP_S if value - low <= QUIET_SHARE * self._whole else RISE_CREEP_S
        self._low = value if value < low else low + (value - low) * min(1.0, dt_s / creep_s)
        if value - self._low <= QUIET_SHARE * self._whole:
            self._quiet_s = at_s
            if self._learn_tremble:
                self._follow_tremble(at_s, value)
        if value - self._low > LEAVE_SHARE * self._whole:
            self.in_effort = True
            self._peak = self._valley = value
            self._top_s = self._valley_s = at_s

    def _follow_tremble(self, at_s: float, value: float) -> None:
        self._resting.append((at_s, value))
        while at_s - self._resting[0][0] > TREMBLE_MEMORY_S:
            self._resting.popleft()
        (first_s, first), (last_s, last) = self._resting[0], self._resting[-1]
        drift = (last - first) / max(last_s - first_s, 1e-6)
        around = [past - drift * (past_s - first_s) for past_s, past in self._resting]
        self._tremble = max(around) - min(around)

    def _end(self, at_s: float, next_low: float, reached: float) -> Cycle | None:
        low = self._low if self._low is not None else next_low
        cycle = Cycle(
            self._quiet_s,
            self._top_s,
            at_s,
            low,
            self._peak,
            whole=reached >= self.required or self._peak >= self._reached,
        )
        self.in_effort = False
        self._low, self._quiet_s = next_low, self._last_s
        rested = self._rest is None or self._rest[0] <= low <= self._rest[1]
        if reached < self._small or not rested or at_s - cycle.started_s < self._min_s:
            return None
        if cycle.whole:
            self._own.append(min(cycle.range, OWN_CAP * self._whole))
        elif reached >= self._least and not self._own:
            self._usual = None  # today the person moves less
        return cycle


def _crossing_s(before: tuple[float, float], after: tuple[float, float], level: float) -> float:
    """When a signal that fell from `before` to `after`, both (seconds, value), passed `level`.

    Between the frames, so that times and tempo don't depend on the frame rate.
    """
    (before_s, high), (after_s, low) = before, after
    if high <= level or high <= low:
        return after_s
    return before_s + (after_s - before_s) * (high - level) / (high - low)
