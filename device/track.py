"""Keypoint tracks: recorded poses in an .npz file, replayed without pictures."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.errors import UsageError
from inference.pose import Pose

SHAPES = {"t": "(N,)", "xy": "(N, 17, 2)", "score": "(N, 17)", "size": "(2,)"}


def load_track(path: Path) -> list[Pose]:
    """Read a track: `t` (N, seconds), `xy` (N, 17, 2; x, y in px), `score` (N, 17), `size` (width, height).

    Raises:
        UsageError: unreadable; an array missing, of another shape, or not numbers; NaN or infinite values;
            time that does not increase.
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
    steps = np.flatnonzero(np.diff(t) <= 0)
    if len(steps):
        i = int(steps[0])
        raise UsageError(f"{path}: t[{i + 1}] = {t[i + 1]:g} s does not come after t[{i}] = {t[i]:g} s")
    if (size < 1).any():
        raise UsageError(f"{path}: size is {size.tolist()}; expected the frame's width and height in pixels")
    size_px = int(size[0]), int(size[1])
    points, scores = xy.astype(np.float32), score.astype(np.float32)
    return [Pose(float(t[i]), points[i], scores[i], size_px) for i in range(count)]


def _arrays(path: Path) -> dict[str, NDArray[np.float64]]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            if not hasattr(archive, "files"):
                raise UsageError(f"{path}: one array, not an .npz archive of {', '.join(SHAPES)}")
            absent = [name for name in SHAPES if name not in archive.files]
            if absent:
                raise UsageError(
                    f"{path}: no array {', '.join(absent)}; a track has {', '.join(SHAPES)}, this file has "
                    f"{', '.join(archive.files) or 'nothing'}"
                )
            return {name: archive[name].astype(np.float64) for name in SHAPES}
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file") from error
    except (OSError, ValueError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise UsageError(f"{path}: not a readable .npz file ({error})") from error
