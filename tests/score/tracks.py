"""Keypoint tracks of the clips by the shipped models, committed: what `make score` and CI analyse.

Finding the keypoints takes minutes for the whole corpus, everything behind it seconds. So the tracks are kept
beside the clips, and in one file the key of what each was made from; `matside replay` reads the tracks too.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.camera.film import read_clip
from device.model_files import model_path
from device.recording.track import load_track
from inference.movenet import MoveNet, MoveNetEstimator
from inference.pose import Pose

ROOT = Path(__file__).parents[2]
TRACKS = ROOT / "tests" / "tracks"
KEYS = TRACKS / "keys.json"  # apart from the tracks: code that finds the same keypoints changes only this
# What decides a pose; everything behind it is cheap and always runs.
SOURCES = ("inference/crop.py", "inference/movenet.py", "inference/pose.py", "device/camera/film.py")
PIXEL_PARTS, SCORE_PARTS = 8, 64  # finer than any model, and half the size


@cache
def _net(model: str) -> MoveNet:
    return MoveNet(model_path(model), threads=1)


@cache
def _common(model: str) -> bytes:
    digest = hashlib.sha256(model_path(model).read_bytes())
    for source in SOURCES:
        digest.update((ROOT / source).read_bytes())
    return digest.digest()


def track_path(clip: Path, model: str, upright: bool) -> Path:
    """Where the track of the video `clip` is kept."""
    return TRACKS / (f"{model}_upright" if upright else model) / f"{clip.stem}.npz"


def track_key(clip: Path, model: str, upright: bool) -> str:
    """Of everything that the track is made from: the film, the model, the code up to the keypoints."""
    return hashlib.sha256(_common(model) + bytes([upright]) + clip.read_bytes()).hexdigest()[:32]


def is_current(clip: Path, model: str, upright: bool) -> bool:
    """Whether the kept track is of today's film, model and code."""
    kept = track_path(clip, model, upright)
    return kept.exists() and _keys().get(_name(kept)) == track_key(clip, model, upright)


def kept_poses(clip: Path, model: str, upright: bool = False) -> list[Pose]:
    """The poses of the kept track, as it is."""
    return load_track(track_path(clip, model, upright))


def clip_poses(clip: Path, model: str, upright: bool) -> list[Pose]:
    """All poses of the video `clip`; found anew, and kept, where the kept track is out of date."""
    if not is_current(clip, model, upright):
        _record(clip, model, upright)
    return kept_poses(clip, model, upright)


def _record(clip: Path, model: str, upright: bool) -> None:
    estimator = MoveNetEstimator(_net(model))
    estimator.reset(upright)
    poses = [estimator.estimate(frame) for frame in read_clip(clip)]
    kept = track_path(clip, model, upright)
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        kept,
        t=np.array([pose.captured_s for pose in poses]),
        xy=_rounded(np.array([pose.points for pose in poses]), PIXEL_PARTS),
        score=_rounded(np.array([pose.scores for pose in poses]), SCORE_PARTS),
        size=np.array(poses[0].size_px),
    )
    keys = _keys() | {_name(kept): track_key(clip, model, upright)}
    KEYS.write_text(json.dumps(keys, indent=0, sort_keys=True) + "\n")


def _keys() -> dict[str, str]:
    found: dict[str, str] = json.loads(KEYS.read_text()) if KEYS.exists() else {}
    return found


def _name(kept: Path) -> str:
    return kept.relative_to(TRACKS).with_suffix("").as_posix()


def _rounded(values: NDArray[np.float32], parts: int) -> NDArray[np.float32]:
    # Joint by joint, so that neighbours are alike: a fifth smaller.
    return np.asarray(np.round(values * parts) / parts, dtype=np.float32, order="F")
