"""Why the appliance could not start, left where the touchscreen's first page finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from device.errors import MatsideError
from inference.exercise import ExerciseError
from inference.movenet import ModelError

FILE: Final = "trouble"
"""In the folder in RAM that systemd gives the service ($RUNTIME_DIRECTORY); without one nothing is left."""


@contextmanager
def last_words(environ: Mapping[str, str]) -> Iterator[None]:
    """What ends the block for a reason that a person can act on is left as one line, and passed on."""
    take_back(environ)
    try:
        yield
    except (MatsideError, ExerciseError, ModelError) as error:
        if file := _file(environ):
            with suppress(OSError):
                file.write_text(f"{error}\n", "utf-8")
                # Read by the touchscreen, which is another user.
                file.chmod(0o644)
        raise


def take_back(environ: Mapping[str, str]) -> None:
    """The appliance runs: whatever was left is over."""
    if file := _file(environ):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _file(environ: Mapping[str, str]) -> Path | None:
    folder = environ.get("RUNTIME_DIRECTORY")
    return Path(folder) / FILE if folder else None
