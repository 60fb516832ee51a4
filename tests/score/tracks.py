"""Poses of a clip by a shipped model, kept by content: a change re-runs only what it touches."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from device.camera.clip import read_clip
from device.model_files import model_path
from inference.movenet import MoveNet, MoveNetEstimator
from inference.pose import Pose

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "score"
# What decides a pose; everything behind it is cheap and always runs.
SOURCES = ("inference/crop.py", "inference/movenet.py", "inference/pose.py", "device/camera/clip.py")


@cache
def _net(model: str) -> MoveNet:
    return MoveNet(model_path(model), threads=1)


@cache
def _common(model: str) -> bytes:
    digest = hashlib.sha256(model_path(model).read_bytes())
    for source in SOURCES:
        digest.update((ROOT / source).read_bytes())
    return digest.digest()


def clip_poses(clip: Path, model: str, upright: bool) -> list[Pose]:
    """All poses of the video `clip`, from the cache where nothing that decides them has changed."""
    key = hashlib.sha256(_common(model) + bytes([upright]) + clip.read_bytes()).hexdigest()[:32]
    kept = CACHE / f"{key}.npz"
    if kept.exists():
        with np.load(kept) as arrays:
            size = int(arrays["size"][0]), int(arrays["size"][1])
            rows = zip(arrays["t"], arrays["xy"], arrays["score"], strict=True)
            return [Pose(float(t), xy, score, size) for t, xy, score in rows]
    estimator = MoveNetEstimator(_net(model))
    estimator.reset(upright)
    poses = [estimator.estimate(frame) for frame in read_clip(clip)]
    CACHE.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        kept,
        t=[pose.captured_s for pose in poses],
        xy=np.array([pose.points for pose in poses]),
        score=np.array([pose.scores for pose in poses]),
        size=poses[0].size_px,
    )
    return poses
