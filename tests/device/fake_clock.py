"""A monotonic clock that moves only when something waits."""

from __future__ import annotations


class FakeClock:
    """Call it for the time in seconds; `sleep` moves it."""

    def __init__(self, now_s: float = 1000.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now_s += seconds
