"""What MoveNet's activations span on pictures: measured once, stored, read by every build."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

Floats: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True)
class Ranges:
    """Activation ranges of one MoveNet variant.

    channels: for each operator of the published graph, (2, C): the lowest and highest value of each of
        its C channels over all calibration pictures. Channel equalisation works from these.
    tensors: for each activation of the equalised float model, (2,): its lowest and highest value in a
        picture, averaged over the pictures so that a rare outlier does not widen every step. These set the
        int8 scales.
    """

    channels: Mapping[str, Floats]
    tensors: Mapping[str, Floats]


def save(path: Path, ranges: Ranges) -> None:
    """Write `ranges` to `path` as a compressed numpy archive."""
    columns = {f"channels_{index}": value for index, value in enumerate(ranges.channels.values())}
    arrays: dict[str, Any] = {
        "operators": np.array(list(ranges.channels)),
        "tensors": np.array(list(ranges.tensors)),
        "tensor_ranges": np.stack(list(ranges.tensors.values())).astype(np.float32),
        **columns,
    }
    np.savez_compressed(path, **arrays)


def load(path: Path) -> Ranges:
    """Read what `save` wrote; raise ModelError where it is missing, broken, or impossible."""
    if not path.is_file():
        raise ModelError(f"{path}: no such ranges file; make it with python -m models.calibrate")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            operators = enumerate(stored["operators"])
            channels = {str(name): stored[f"channels_{index}"] for index, name in operators}
            tensors = dict(zip(map(str, stored["tensors"]), stored["tensor_ranges"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile) as error:
        raise ModelError(f"{path}: not a ranges file ({error}); make it with models.calibrate") from None
    for name, span in (channels | tensors).items():
        if span.shape[0] != 2 or not np.isfinite(span).all() or (span[0] > span[1]).any():
            raise ModelError(f"{path}: the range of {name} is not finite, low to high; calibrate again")
    return Ranges(channels, tensors)
