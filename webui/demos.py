"""The demonstrations: for each exercise a still picture and a looping film, where they have been made."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"


class Demos:
    """Which demonstrations there are in `folder`, below the folder of static files."""

    def __init__(self, folder: str = "demos") -> None:
        place = STATIC / folder
        self._files = {path.name: f"{folder}/{path.name}" for path in sorted(place.glob("*"))}

    def still(self, exercise: str) -> str | None:
        """The still's path among the static files; None where there is none."""
        return self._files.get(f"{exercise}.webp")

    def film(self, exercise: str) -> str | None:
        """The film's path among the static files; None where there is none."""
        return self._files.get(f"{exercise}.mp4")
