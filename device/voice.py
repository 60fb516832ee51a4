"""The voice: one small adapter over espeak-ng; silent where there is none."""

from __future__ import annotations

import logging
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from device.channel import Latest
from device.speech import Speech, Utterance
from device.view import SessionView

log = logging.getLogger(__name__)

TOOL = "espeak-ng"
SOUND = Path("/dev/snd")
LONGEST_S = 15.0
LOUDEST = 200
"""espeak-ng's amplitude, of which 100 is its own normal."""
WORDS_PER_MIN = 150
POLL_S = 0.25


def find_tool(environ: Mapping[str, str], sound: Path = SOUND) -> tuple[str | None, str]:
    """The speaking program of this machine, and what is wrong, in one line, where it can't be used."""
    if not sound.is_dir():
        return None, "no sound card on this machine"
    tool = shutil.which(TOOL, path=environ.get("PATH"))
    return tool, "" if tool else f"{TOOL} is not installed; sudo apt-get install {TOOL}"


class Voice:
    """Says what `speech` wants said, the newest first: a count that is late is not said any more.

    Args:
        speech: decides what is said.
        tool: the speaking program; None: nothing is ever said.
        translate: gives an exercise's sentence in a language, as it is where nobody has translated it.
    """

    def __init__(self, speech: Speech, tool: str | None, translate: Callable[[str, str], str]) -> None:
        self._speech = speech
        self._tool = tool
        self._translate = translate
        self._wanted: Latest[tuple[Utterance, int]] = Latest()
        self._trouble = ""

    def show(self, view: SessionView) -> None:
        """Take a view; returns at once. One thread calls it."""
        utterance = self._speech.hear(view)
        preferences = view.preferences
        if utterance is not None and preferences.voice and preferences.volume > 0 and self._tool:
            self._wanted.put((utterance, preferences.volume))

    def run(self, stop: threading.Event) -> None:
        """The worker's body: say what is wanted until stopped."""
        seen = 0
        while not stop.is_set():
            found = self._wanted.newer(seen, POLL_S)
            if found is not None:
                seen, (utterance, volume) = found
                self._say(utterance, volume)

    def _say(self, utterance: Utterance, volume: int) -> None:
        words = utterance.words
        if utterance.to_language is not None:
            words = self._translate(utterance.to_language, words)
            if words == utterance.words:
                # An English sentence in another language's voice helps nobody.
                return
        command = [
            self._tool or TOOL,
            "-v",
            utterance.espeak,
            "-a",
            str(round(volume / 100 * LOUDEST)),
            "-s",
            str(WORDS_PER_MIN),
            "--stdin",
        ]
        trouble = ""
        try:
            done = subprocess.run(
                command,
                input=words.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=LONGEST_S,
                check=False,
            )
            if done.returncode:
                trouble = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        except (OSError, subprocess.TimeoutExpired) as error:
            trouble = str(error)
        if trouble and trouble != self._trouble:
            log.warning("the voice: %s", trouble)
        self._trouble = trouble
