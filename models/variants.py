"""The two sizes of MoveNet that Matside ships, and where their files stand."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
CLIPS = FOLDER.parent / "tests" / "clips"
CACHE = FOLDER.parent / "build" / "models"
"""Where the npm package is kept between builds."""


@dataclass(frozen=True)
class Variant:
    """One size of MoveNet; `name` is the name in the npm package and in models.toml."""

    name: str

    @property
    def model_file(self) -> str:
        """Name of the shipped model."""
        return f"movenet_{self.name}_int8.tflite"

    @property
    def ranges_file(self) -> str:
        """Name of the activation ranges that the shipped model was quantised with."""
        return f"ranges_{self.name}.npz"


VARIANTS = (Variant("lightning"), Variant("thunder"))
