"""What is said aloud, and when: counts, the countdown, what to correct. Words by language, one file each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from device.data_file import SHIPPED, read_toml
from device.view import Phase, SessionView

FOLDER = SHIPPED / "voice"
FALLBACK = "en"
CORRECTION_EVERY_S = 6.0
"""The same correction is not said more often."""
HOLD_EVERY_S = 5


class Phrases(BaseModel):
    """What the voice says in one language; `espeak` is its voice's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    espeak: str
    get_ready: str
    cant_see: str
    begin: str
    hold: str
    too_small: str
    too_far: str
    done: str
    rest: str
    paused: str
    hurting: str
    red_flag: str
    finished: str


def load_phrases(folder: Path = FOLDER) -> dict[str, Phrases]:
    """The phrases of every language by its code.

    Raises:
        UsageError: a file can't be used.
    """
    return {path.stem: read_toml(path, Phrases) for path in sorted(folder.glob("*.toml"))}


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words, and the name of the voice that says them.

    Attributes:
        to_language: an exercise's English sentence has to be said in this language; None: as it is.
    """

    words: str
    espeak: str
    to_language: str | None = None


class Speech:
    """Turns views into what is to be said. One thread calls it; it reads no clock.

    Args:
        phrases: by language; English at least.
        corrections: exercise id to fault id to the English sentence.
    """

    def __init__(self, phrases: Mapping[str, Phrases], corrections: Mapping[str, Mapping[str, str]]) -> None:
        self._phrases = phrases
        self._corrections = corrections
        self._last = SessionView()
        self._corrected: tuple[str, float] | None = None

    def hear(self, view: SessionView) -> Utterance | None:
        """What is to be said at this moment, None most of the time."""
        last, self._last = self._last, view
        language = view.preferences.language
        phrases = self._phrases.get(language) or self._phrases[FALLBACK]
        words = None
        if view.phase is not last.phase:
            words = self._on_phase(view, phrases)
        elif view.phase is Phase.COUNTDOWN:
            words = self._on_countdown(view, last)
        elif view.phase is Phase.ACTIVE:
            words = self._on_effort(view, last, phrases)
            if words is None and (english := self._correction(view)) is not None:
                return Utterance(english, phrases.espeak, None if language == FALLBACK else language)
        elif view.phase is Phase.PREPARING and view.reason and view.reason != last.reason:
            words = phrases.cant_see
        return None if words is None else Utterance(words, phrases.espeak)

    def _on_phase(self, view: SessionView, phrases: Phrases) -> str | None:
        left = math.ceil(view.seconds_left or 0)
        if view.phase is Phase.COUNTDOWN:
            return str(left) if left else None
        plain = {
            Phase.PREPARING: phrases.get_ready,
            Phase.ACTIVE: phrases.begin,
            Phase.RESTING: phrases.rest.format(count=left),
            Phase.PAUSED: phrases.paused,
            Phase.HURTING: phrases.hurting,
            Phase.RED_FLAG: phrases.red_flag,
            Phase.FINISHED: phrases.finished,
        }
        return plain.get(view.phase)

    def _on_countdown(self, view: SessionView, last: SessionView) -> str | None:
        left, before = math.ceil(view.seconds_left or 0), math.ceil(last.seconds_left or 0)
        return str(left) if 0 < left < before else None

    def _on_effort(self, view: SessionView, last: SessionView, phrases: Phrases) -> str | None:
        if view.set_done and not last.set_done:
            return phrases.done
        if view.last_rep_too_far and view.beyond_limit > last.beyond_limit:
            return phrases.too_far
        if view.reps > last.reps:
            return str(view.reps)
        if view.last_rep_too_small and not last.last_rep_too_small:
            return phrases.too_small
        held, before = int(view.hold_s) // HOLD_EVERY_S, int(last.hold_s) // HOLD_EVERY_S
        if view.holding_s > 0 and held > before:
            return str(held * HOLD_EVERY_S)
        return None

    def _correction(self, view: SessionView) -> str | None:
        """The sentence about the fault of the moment, unless it was said a moment ago."""
        if view.position is None or view.correction is None:
            return None
        said = self._corrected
        if said and said[0] == view.correction and view.captured_s - said[1] < CORRECTION_EVERY_S:
            return None
        english = self._corrections.get(view.plan[view.position].exercise, {}).get(view.correction)
        if english is not None:
            self._corrected = (view.correction, view.captured_s)
        return english
