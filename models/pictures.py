"""The pictures for calibrating and for measuring: two sets that share no character and no photograph.

Both are made from what the project ships or may use: its own clips (tests/clips) and the photographs inside
the scikit-image and matplotlib packages, all public domain or CC0 (models/README.md names each). Every choice
below is seeded by the picture's name: the same files give the same pixels.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

Pixels: TypeAlias = NDArray[np.uint8]
Kind: TypeAlias = Literal["avatar clips", "photographs"]


@dataclass(frozen=True)
class PictureSet:
    """Names of clips (`NAME.mp4` with its truth `NAME.npz`) and of photographs."""

    clips: tuple[str, ...]
    photographs: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """One input for the network: (side, side, 3) uint8 RGB, and what it was made from."""

    kind: Kind
    source: str
    pixels: Pixels


CALIBRATION = PictureSet(
    clips=("proto_squat_side_m", "proto_bridge_side_m"),
    photographs=("astronaut", "coffee", "chelsea", "rocket"),
)
EVALUATION = PictureSet(
    clips=("proto_squat_valgus_front_f", "proto_hinge_round_side_h"),
    photographs=("grace_hopper", "camera"),
)

_FRAMES_PER_CLIP = 40
_VIEWS_PER_PHOTOGRAPH = 60


def views(pictures: PictureSet, clips: Path, side_px: int) -> Iterator[View]:
    """Yield the set's network inputs, `side_px` square: frames of clips and varied crops of photographs.

    Raises ModelError when a clip or its truth is missing in the folder `clips`.
    """
    for name in pictures.clips:
        yield from _clip_views(clips / f"{name}.mp4", side_px)
    for name in pictures.photographs:
        yield from _photograph_views(name, side_px)


def whole(image: Pixels, side_px: int) -> Pixels:
    """Return the whole of an (H, W, 3) image in a square of `side_px`, centred, with black bars."""
    height, width = image.shape[:2]
    return square(image, (width / 2, height / 2), max(width, height), side_px)


def square(
    image: Pixels, centre_px: tuple[float, float], size_px: float, side_px: int, turn_deg: float = 0.0
) -> Pixels:
    """Return the square of `size_px` around `centre_px` (x, y), turned and scaled to `side_px`."""
    scale = side_px / size_px
    matrix = np.asarray(cv2.getRotationMatrix2D(centre_px, turn_deg, scale), np.float64)
    matrix[:, 2] += side_px / 2 - np.asarray(centre_px)
    # Smoothing first keeps a strong reduction from aliasing, as a camera's own scaler would.
    blurred = image if scale > 0.5 else cv2.GaussianBlur(image, (0, 0), 0.4 / scale)
    return np.asarray(cv2.warpAffine(blurred, matrix, (side_px, side_px), flags=cv2.INTER_LINEAR), np.uint8)


def _clip_views(path: Path, side_px: int) -> Iterator[View]:
    """Yield each chosen frame twice: whole, and cropped around the person as when followed."""
    truth = path.with_suffix(".npz")
    for needed in (path, truth):
        if not needed.is_file():
            raise ModelError(f"{needed}: no such file; give the folder of the project's clips with --clips")
    with np.load(truth) as arrays:
        joints_px = arrays["xy"]
    rng = _seeded(path.stem)
    chosen = set(np.linspace(0, len(joints_px) - 1, _FRAMES_PER_CLIP).astype(int).tolist())
    video = cv2.VideoCapture(str(path))
    for index, joints in enumerate(joints_px):
        read, frame = video.read()
        if not read:
            raise ModelError(
                f"{path}: ends at frame {index}, its truth has {len(joints_px)}: render it again"
            )
        if index not in chosen:
            continue
        image = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8)
        low, high = joints.min(axis=0), joints.max(axis=0)
        reach = float((high - low).max())
        centre = (low + high) / 2 + rng.uniform(-0.1, 0.1, 2) * reach
        crop = square(image, (float(centre[0]), float(centre[1])), reach * rng.uniform(1.3, 2.0), side_px)
        for pixels in (whole(image, side_px), crop):
            yield View("avatar clips", path.stem, _mirrored(pixels, mirror=bool(rng.integers(2))))
    video.release()


def _photograph_views(name: str, side_px: int) -> Iterator[View]:
    """Yield crops of a photograph that differ in place, size, tilt, side and brightness."""
    image = _photograph(name)
    height, width = image.shape[:2]
    rng = _seeded(name)
    for _ in range(_VIEWS_PER_PHOTOGRAPH):
        size_px = max(height, width) * rng.uniform(0.6, 1.5)
        centre = (width * rng.uniform(0.35, 0.65), height * rng.uniform(0.35, 0.65))
        pixels = square(image, centre, size_px, side_px, turn_deg=rng.uniform(-20, 20))
        brightness = rng.uniform(0.6, 1.6)
        pixels = (255 * (pixels / 255) ** brightness).astype(np.uint8)
        yield View("photographs", name, _mirrored(pixels, mirror=bool(rng.integers(2))))


def _photograph(name: str) -> Pixels:
    """Return a photograph from an installed package as (H, W, 3) RGB."""
    if name == "grace_hopper":
        from matplotlib import cbook, image

        pixels = image.imread(str(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)))
    else:
        from skimage import data

        pixels = getattr(data, name)()
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    return np.ascontiguousarray(pixels, np.uint8)


def _mirrored(pixels: Pixels, *, mirror: bool) -> Pixels:
    return np.ascontiguousarray(pixels[:, ::-1]) if mirror else pixels


def _seeded(name: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(name.encode()))
