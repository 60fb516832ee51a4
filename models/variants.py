"""The two sizes of MoveNet that Matside ships, and where their files stand."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
CLIPS = FOLDER.parent / "tests" / "clips"
CACHE = FOLDER.parent / "build" / "models"
"""Where the npm package is kept between builds."""


@dataclass(frozen=True)
class Variant:
    """One size of MoveNet.

    name: its name in the npm package and in models.toml.
    input_side_px: side of its square input.
    float_start: how many operators after the first convolution stay in float; two make the first block,
        three each of the next. Lightning's few channels need three blocks: on photographs that takes a
        quarter off its error for a tenth more time on x86. Thunder is close enough with one; two more would
        cost a third more time.
    """

    name: str
    input_side_px: int
    float_start: int

    @property
    def model_file(self) -> str:
        """Name of the shipped model."""
        return f"movenet_{self.name}_int8.tflite"

    @property
    def ranges_file(self) -> str:
        """Name of the activation ranges that the shipped model was quantised with."""
        return f"ranges_{self.name}.npz"


VARIANTS = (
    Variant("lightning", input_side_px=192, float_start=8),
    Variant("thunder", input_side_px=256, float_start=2),
)
