"""Keypoint tracks: recorded poses in an .npz file, replayed without pictures."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from device.errors import UsageError
from inference.pose import Pose

SHAPES = {"t": "(N,)", "xy": "(N, 17, 2)", "score": "(N, 17)", "size": "(2,)"}
BOUNDS = {"t": (-1e12, 1e12), "xy": (-1e6, 1e6), "score": (-0.5, 2.0), "size": (1.0, 1e5)}
"""Least and greatest value that can be meant: seconds, pixels, 0 to 1 (heat maps overshoot), pixels."""


def load_track(path: Path) -> list[Pose]:
    """Read a track: `t` (N, seconds), `xy` (N, 17, 2; x, y in px), `score` (N, 17), `size` (width, height).

    Raises:
        UsageError: unreadable; an array missing, of another shape, or not real numbers; values that are NaN,
            infinite or beyond `BOUNDS`; a size that is not whole; time that does not increase.
    """
    arrays = _arrays(path)
    t, xy, score, size = (arrays[name] for name in SHAPES)
    count = len(t) if t.ndim == 1 else 0
    for name, expected in (("t", (count,)), ("xy", (count, 17, 2)), ("score", (count, 17)), ("size", (2,))):
        if arrays[name].shape != expected:
            raise UsageError(f"{path}: {name} has shape {arrays[name].shape}; expected {SHAPES[name]}")
    if count == 0:
        raise UsageError(f"{path}: the track is empty (t has no times)")
    for name, values in arrays.items():
        bad = np.argwhere(~np.isfinite(values))
        if len(bad):
            where = ", ".join(str(i) for i in bad[0])
            raise UsageError(
                f"{path}: {name}[{where}] is {values[tuple(bad[0])]}; every value must be a finite number"
            )
        least, greatest = BOUNDS[name]
        bad = np.argwhere((values < least) | (values > greatest))
        if len(bad):
            where, value = ", ".join(str(i) for i in bad[0]), values[tuple(bad[0])]
            raise UsageError(
                f"{path}: {name}[{where}] is {value:g}; it must be from {least:g} to {greatest:g}"
            )
    steps = np.flatnonzero(np.diff(t) <= 0)
    if len(steps):
        i = int(steps[0])
        raise UsageError(f"{path}: t[{i + 1}] = {t[i + 1]:g} s does not come after t[{i}] = {t[i]:g} s")
    if (size % 1).any():
        raise UsageError(f"{path}: size is {size.tolist()}; expected whole numbers of pixels")
    size_px = int(size[0]), int(size[1])
    points, scores = xy.astype(np.float32), score.astype(np.float32)
    return [Pose(float(t[i]), points[i], scores[i], size_px) for i in range(count)]


def _arrays(path: Path) -> dict[str, NDArray[np.float64]]:
    try:
        loaded = np.load(path, allow_pickle=False)
        if not isinstance(loaded, NpzFile):
            raise UsageError(f"{path}: one array, not an .npz archive of {', '.join(SHAPES)}")
        with loaded as archive:
            absent = [name for name in SHAPES if name not in archive.files]
            if absent:
                raise UsageError(
                    f"{path}: no array {', '.join(absent)}; a track has {', '.join(SHAPES)}, this file has "
                    f"{', '.join(archive.files) or 'nothing'}"
                )
            return {name: _reals(path, name, archive[name]) for name in SHAPES}
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file") from error
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror or error})") from error
    except (ValueError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise UsageError(f"{path}: not a readable .npz file ({error})") from error


def _reals(path: Path, name: str, values: NDArray[Any]) -> NDArray[np.float64]:
    if values.dtype.kind not in "fiu":
        raise UsageError(f"{path}: {name} holds {values.dtype}; expected real numbers")
    return values.astype(np.float64)
