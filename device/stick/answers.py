"""Root's words to the touchscreen: on the line, and in a file for the appliance that starts afterwards."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from device.config_edit import save_file
from device.errors import UnwritableError
from device.stick.order import OUTCOME, STOPPED, UNDER_WAY, Answer, Outcome, Progress, Step


class Answers:
    """Says how far it has come, and how it went.

    Args:
        line: descriptor of the connection.
        folder: where what outlasts the connection is written.
    """

    def __init__(self, line: int, folder: Path) -> None:
        self._line = line
        self._folder = folder

    def step(self, step: Step) -> None:
        """A line on the way."""
        self._say(Progress(step=step))

    def last(self, outcome: Outcome) -> None:
        """The last line."""
        self._say(outcome)

    def leave(self, outcome: Outcome) -> None:
        """The last line, for the appliance that starts afterwards."""
        # It is only news: what was done is done.
        with suppress(UnwritableError):
            text = outcome.model_dump_json().encode()
            save_file(self._folder / OUTCOME.name, text, like=self._folder, mode=0o644)

    def mark_under_way(self, under_way: bool) -> None:
        """Whether an update is not decided yet."""
        self._mark(UNDER_WAY.name, under_way)

    def mark_stopped(self, stopped: bool) -> None:
        """Whether Matside has to be started again, should this service be killed: its unit sees to it."""
        self._mark(STOPPED.name, stopped)

    def _mark(self, name: str, there: bool) -> None:
        mark = self._folder / name
        with suppress(OSError):
            if there:
                mark.touch(mode=0o644)
            else:
                mark.unlink(missing_ok=True)

    def _say(self, answer: Answer) -> None:
        """Whoever asked may be gone, by what they asked for: no reason to leave it half done."""
        with suppress(OSError):
            os.write(self._line, answer.model_dump_json().encode() + b"\n")
