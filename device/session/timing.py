"""How long the steps of a session take."""

from __future__ import annotations

from dataclasses import dataclass

TIP_S = 4.0
"""How long a correction stays on the screen after its repetition."""


@dataclass(frozen=True, slots=True)
class SessionTiming:
    """How long the steps of a session take, all in seconds of the frames' clock.

    Attributes:
        introduction_s: the demonstration is shown at least for so long.
        ready_s: stance and view are held for so long before the countdown.
        countdown_s: from ready to the first repetition.
        done_s: how long a finished set stays on the screen.
        longest_rest_s: no rest between sets is longer; 0: there are none.
    """

    introduction_s: float = 6.0
    ready_s: float = 2.0
    countdown_s: float = 3.0
    done_s: float = 2.5
    longest_rest_s: float = 300.0
