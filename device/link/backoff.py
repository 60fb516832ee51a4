"""How long to wait before the next attempt."""

from __future__ import annotations

import random


class Backoff:
    """Twice as long after each failure, up to a limit; jitter keeps a clinic's devices from coming at once.

    Args:
        first_s: the longest wait after the first failure, in seconds.
        longest_s: the longest wait ever.
    """

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._failures = 0

    def next_s(self) -> float:
        """Seconds to wait after one more failure: half of the step is certain, half is chance."""
        step_s = exponential_s(self._first_s, self._failures, self._longest_s)
        self._failures += 1
        return step_s * random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """It worked: the next failure is the first again."""
        self._failures = 0


def exponential_s(first_s: float, doublings: int, longest_s: float) -> float:
    """`first_s` doubled so often, at most `longest_s`."""
    # Beyond 2**60 every limit is long passed; the power itself must not overflow.
    return float(min(longest_s, first_s * 2 ** min(doublings, 60)))
