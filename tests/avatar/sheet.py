"""A contact sheet: frames of a clip side by side, with the true joints drawn in."""

from __future__ import annotations

from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw

from tests.avatar.truth import ClipTruth, load_truth

BONES = (
    (0, 5), (0, 6), (5, 6), (5, 7), (7, 9), (6, 8), (8, 10),
    (5, 11), (6, 12), (11, 12), (11, 13), (13, 15), (12, 14), (14, 16),
)  # fmt: skip
COLUMNS, ROWS = 6, 3
THUMB = (320, 240)


def _drawn(image: Pictures.Image, truth: ClipTruth, frame: int) -> Pictures.Image:
    draw = ImageDraw.Draw(image)
    if np.isfinite(truth.xy[frame]).all():
        for a, b in BONES:
            draw.line([tuple(map(float, truth.xy[frame, j])) for j in (a, b)], fill=(255, 230, 0), width=1)
    shown = " ".join(rule for rule, severity in truth.faults.items() if severity[frame] >= 0.5)
    label = f"{truth.t[frame]:.1f}s rep {truth.rep[frame] + 1} phase {truth.phase[frame]:.2f} {shown}"
    draw.text((8, 8), label, fill=(255, 0, 0), font_size=22)
    return image.resize(THUMB)


def contact_sheet(folder: Path, name: str, out: Path) -> Path:
    """Draw the sheet of one clip; returns the picture's path."""
    truth = load_truth(folder, name)
    reader = imageio_ffmpeg.read_frames(str(folder / f"{name}.mp4"))
    size = next(reader)["size"]
    images = [Pictures.frombytes("RGB", size, frame) for frame in reader]
    chosen = np.linspace(0, min(len(images), len(truth.t)) - 1, COLUMNS * ROWS).round().astype(int)
    page = Pictures.new("RGB", (THUMB[0] * COLUMNS, THUMB[1] * ROWS))
    for place, frame in enumerate(chosen):
        thumb = _drawn(images[frame], truth, int(frame))
        page.paste(thumb, (place % COLUMNS * THUMB[0], place // COLUMNS * THUMB[1]))
    path = out / f"{name}.png"
    page.save(path)
    return path
